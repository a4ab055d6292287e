"""The mails of this room: to whoever must decide, and to whoever asked."""

from typing import Any

from sqlalchemy.orm import Session

from approvals.models import Request, Step
from foundation import mail, tokens
from people.queries import name_read, person_card


def ask_approvers(session: Session, request: Request, step: Step) -> None:
    """Mail everybody who may decide the step a link of their own."""
    for person_id in step.people:
        person = person_card(session, person_id)
        token = tokens.issue(
            session,
            purpose="approve",
            subject=step.id,
            bound=person.id,
            path="a",
            expires_at=request.expires_at,
        )
        mail.post(
            session,
            to=person.address,
            template="approval_requested",
            cause=f"approval:{step.id}",
            values=_values(session, request, step, person.language),
            links={"decide": token.id},
        )


def tell_requester(session: Session, request: Request, step: Step) -> None:
    """Mail whoever asked how it ended."""
    requester = person_card(session, request.requester_id)
    mail.post(
        session,
        to=requester.address,
        template="approval_rejected" if step.state == "rejected" else "approval_granted",
        cause=f"approval-ended:{request.id}",
        values=_values(session, request, step, requester.language)
        | {
            "by": name_read(session, step.decided_by, requester.language),
            "comment": step.comment,
        },
    )


def _values(session: Session, request: Request, step: Step, language: str) -> dict[str, Any]:
    case = request.case
    return {
        "title": request.title,
        "requester": name_read(session, request.requester_name, language),
        "customer": case["customer"],
        "total": case["total"],
        "subtotal": case["subtotal"],
        "deepest_discount": case["deepest_discount"],
        "margin": case["margin"],
        "reasons": step.reasons,
        "deal_id": request.deal_id,
        "subject_id": request.subject,
        "expires_at": request.expires_at.isoformat(),
    }
