"""Ask for approval, and decide."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from approvals import notices
from approvals.case import Case
from approvals.events import (
    ApprovalGranted,
    ApprovalRejected,
    ApprovalRequested,
    ApprovalStepDecided,
)
from approvals.models import PENDING, REJECTED, SUPERSEDED, Decision, Request, Step
from approvals.policy import as_data, policy
from approvals.routing import PlannedStep, assign, must_be_allowed, route
from approvals.rules import Facts, Rule
from foundation import tokens
from foundation.chain import GENESIS, next_hash
from foundation.db import found, utcnow
from foundation.errors import Conflict, Forbidden
from foundation.events import record
from foundation.language import _
from foundation.numbers import clean_text
from people.queries import PersonCard, holders_of
from people.roles import Role


def request_approval(
    session: Session,
    *,
    subject: str,
    group: str,
    deal_id: str,
    title: str,
    content_sha256: str,
    facts: Facts,
    case: Case,
    requester: PersonCard,
) -> Request:
    """Open a request with one step per role that must agree. No step: granted at once."""
    planned = plan(session, facts, requester)
    request = Request(
        subject=subject,
        group=group,
        deal_id=deal_id,
        title=title,
        content_sha256=content_sha256,
        case=case.model_dump(mode="json"),
        policy=as_data(rules_for(facts)),
        requester_id=requester.id,
        requester_name=requester.name,
        steps=[_step(position, step) for position, step in enumerate(planned, start=1)],
    )
    session.add(request)
    session.flush()
    if planned:
        roles = [step.role.value for step in planned]
        record(
            session,
            ApprovalRequested(**_ids(request), title=title, roles=roles, by=requester.name),
        )
    _go_on(session, request)
    return request


def plan(session: Session, facts: Facts, requester: PersonCard) -> list[PlannedStep]:
    """Return who would have to agree, with their people; the leader is the requester's own.

    Raises:
        Refusal: the policy never allows this, or nobody but the requester could decide.
    """
    rules = rules_for(facts)
    must_be_allowed(facts, rules)
    steps = route(facts, rules)
    return assign(steps, _holders(session, requester), requester.id) if steps else []


def rules_for(facts: Facts) -> tuple[Rule, ...]:
    """Return the policy in force, and the rules that came with what is offered."""
    return (*policy(), *facts.rules)


def decide(
    session: Session,
    step_id: str,
    *,
    person: PersonCard,
    verdict: str,
    comment: str,
    content_sha256: str,
    channel: str = "page",
) -> Request:
    """Take a verdict on exactly the content that was shown.

    Raises:
        Conflict: it is decided, replaced, expired, or not the content that was shown.
        Forbidden: the step waits for somebody else.
        Refusal: a rejection without its reason.
    """
    asked = session.scalar(select(Step.request_id).where(Step.id == step_id))
    request = found(session, Request, asked or step_id, lock=True)  # locked before it is read
    step = found(session, Step, step_id)
    if not step.decided_by:
        request.must_be_open()
    if person.id not in step.people or not person.active:
        raise Forbidden(_("This decision waits for somebody else."))
    if content_sha256 != request.content_sha256:
        raise Conflict(_("The content has changed since you opened it. Please reload the page."))
    words = clean_text(comment, _("Reason"), longest=2000, field="comment")
    step.decide(verdict, by=person.name, comment=words)
    _keep(session, request, step, person, channel)
    tokens.revoke(session, purpose="approve", subject=step.id)
    record(
        session,
        ApprovalStepDecided(
            **_ids(request), role=step.role, verdict=verdict, by=person.name, reason=words
        ),
    )
    _go_on(session, request, step)
    return request


def supersede(session: Session, subject: str) -> None:
    """The content was replaced: nothing about it is left to decide."""
    pending = select(Request).where(Request.subject == subject, Request.state == PENDING)
    for request in session.scalars(pending.with_for_update()):
        request.state = SUPERSEDED
        for step in request.steps:
            if step.state in {"waiting", "open"}:
                step.state = "void"


def _go_on(session: Session, request: Request, decided: Step | None = None) -> None:
    """Open the next step, or end the request one way or the other."""
    if decided is not None and decided.state == "rejected":
        request.state = REJECTED
        for step in request.steps:
            step.state = "void" if step.state == "waiting" else step.state
        session.flush()
        notices.tell_requester(session, request, decided)
        record(
            session,
            ApprovalRejected(**_ids(request), reason=decided.comment, by=decided.decided_by),
        )
        return
    opened = request.open_next()
    session.flush()
    if opened is not None:
        notices.ask_approvers(session, request, opened)
        return
    if decided is not None:
        notices.tell_requester(session, request, decided)
    record(session, ApprovalGranted(**_ids(request), content_sha256=request.content_sha256))


def _holders(session: Session, requester: PersonCard) -> Mapping[Role, Sequence[str]]:
    """Return who holds which role; a section's leader decides for that section."""
    own = [p.id for p in holders_of(session, Role.LEADER, requester.section)]
    return {
        Role.LEADER: own,
        **{r: [p.id for p in holders_of(session, r)] for r in (Role.MANAGER, Role.APPROVER)},
    }


def _step(position: int, planned: PlannedStep) -> Step:
    return Step(
        position=position,
        role=planned.role.value,
        people=list(planned.people),
        reasons=[reason.to_json() for reason in planned.reasons],
    )


def _ids(request: Request) -> dict[str, str]:
    return {"request_id": request.id, "subject": request.subject, "deal_id": request.deal_id}


def _keep(session: Session, request: Request, step: Step, person: PersonCard, channel: str) -> None:
    """Add the decision to the request's chain."""
    earlier = select(Decision).where(Decision.request_id == request.id)
    last = session.scalars(earlier.order_by(Decision.sequence.desc()).limit(1)).one_or_none()
    sequence = last.sequence + 1 if last else 1
    entry = {
        "request": request.id,
        "sequence": sequence,
        "step": step.id,
        "verdict": step.state,
        "person": person.id,
        "comment": step.comment,
        "content_sha256": request.content_sha256,
        "channel": channel,
        "at": utcnow().isoformat(),
    }
    chained = next_hash(last.hash if last else GENESIS, entry)
    session.add(Decision(request_id=request.id, sequence=sequence, entry=entry, hash=chained))
