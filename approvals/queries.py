"""Looking requests up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from approvals.actions import plan
from approvals.models import PENDING, Request, Step
from approvals.rules import Facts
from foundation.db import found, utcnow
from foundation.language import Text, text_from_json
from people.queries import PersonCard
from people.roles import Role


@dataclass(frozen=True, slots=True)
class StepStatus:
    """One step of a request, for whoever waits for it."""

    role: Text
    state: str
    reasons: tuple[Text, ...]
    since: datetime | None
    decided_by: str
    decided_at: datetime | None
    comment: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """A role that would have to agree, and why."""

    role: Text
    reasons: tuple[Text, ...]


def status_of(session: Session, subject: str) -> list[StepStatus]:
    """Return the steps of the newest request about a subject; empty: nobody was asked."""
    newest = select(Request).where(Request.subject == subject).order_by(Request.created_at.desc())
    request = session.scalars(newest.limit(1)).one_or_none()
    return [_status(step) for step in request.steps] if request else []


def ran_out_at(session: Session, subject: str) -> datetime | None:
    """Return when the newest request about a subject ran out undecided, if it has."""
    newest = select(Request).where(Request.subject == subject).order_by(Request.created_at.desc())
    request = session.scalars(newest.limit(1)).one_or_none()
    return request.expires_at if request and request.expired else None


def history_of(session: Session, request: Request) -> Sequence[Request]:
    """Return the earlier requests about the same thing, newest first."""
    earlier = select(Request).where(Request.group == request.group, Request.id != request.id)
    return session.scalars(earlier.order_by(Request.created_at.desc())).all()


def step_row(session: Session, step_id: str) -> Step:
    """Return one step with its request. Raises Missing."""
    return found(session, Step, step_id)


def waiting_for(session: Session, person: PersonCard) -> list[Step]:
    """Return the open steps this person may decide, oldest first."""
    query = (
        select(Step)
        .join(Step.request)
        .where(Step.state == "open", Request.state == PENDING, Request.expires_at > utcnow())
        .order_by(Request.created_at)
    )
    return [step for step in session.scalars(query) if person.id in step.people]


def decided_by(session: Session, person: PersonCard, limit: int = 50) -> list[Step]:
    """Return what this person could decide and somebody did, newest first."""
    query = select(Step).where(Step.state.in_(["approved", "rejected"]))
    rows = session.scalars(query.order_by(Step.decided_at.desc()).limit(limit * 4))
    return [step for step in rows if person.id in step.people][:limit]


def preview(session: Session, facts: Facts, requester: PersonCard) -> list[Forecast]:
    """Return who would have to agree if this were submitted now."""
    return [Forecast(step.role.label, step.reasons) for step in plan(session, facts, requester)]


def _status(step: Step) -> StepStatus:
    return StepStatus(
        Role(step.role).label,
        step.state,
        tuple(text_from_json(reason) for reason in step.reasons),
        step.opened_at,
        step.decided_by,
        step.decided_at,
        step.comment,
    )
