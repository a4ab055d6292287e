"""Tell a deal a fact, and let its stage follow; or move it by hand. One writer changes a stage."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from deals.events import DealLost, DealWon, StageChanged
from deals.models import Deal, DealFact, Stage, StageTransition
from deals.stages import RULES_VERSION, Cause, FactAt, Kind, asks, is_executed, standing_of
from deals.waiting import Told, waiting_on
from foundation.db import today, utcnow
from foundation.errors import Conflict, Missing, Refusal
from foundation.events import record
from foundation.language import Text, _
from foundation.numbers import clean_text

NOTHING: Mapping[str, Any] = {}


def note_fact(
    session: Session,
    deal_id: str,
    *,
    kind: str,
    key: str,
    document: str = "",
    actor: str = "",
    detail: Text | None = None,
    figures: Mapping[str, Any] = NOTHING,
) -> None:
    """Add a fact to the deal's story, once per key however often it is told; its stage follows."""
    deal = locked(session, deal_id)
    told = select(DealFact.id).where(DealFact.deal_id == deal.id, DealFact.key == key)
    if session.scalar(told):
        return
    session.add(
        DealFact(
            deal_id=deal.id,
            seq=deal.next_seq(),
            kind=kind,
            key=key,
            document=document,
            actor=actor,
            detail=detail,
            figures=dict(figures),
        )
    )
    deal.touched_at = utcnow()
    session.flush()
    project(session, deal)


def project(session: Session, deal: Deal) -> None:
    """Conclude from all facts where the deal stands and on whom it waits. The row is locked."""
    story = facts_of(session, deal.id)
    _wait(deal, story)
    at = standing_of(deal.board.ladder, map(_at, story), deal.pin)
    deal.overruled = at.overruled
    if at.stage.key == deal.stage.key:
        return
    fact = next((one for one in story if at.fact and one.seq == at.fact.seq), None)
    change_stage(
        session,
        deal,
        deal.board.stage(at.stage.key),
        cause=Cause.RULE,
        rule=at.rule,
        fact=fact,
        actor=fact.actor if fact else "",
    )


def move(
    session: Session,
    deal_id: str,
    *,
    to: str,
    by: str,
    seen: str = "",
    reason: str = "",
    resume_on: date | None = None,
) -> Deal:
    """Put a deal into a stage by hand; only newer facts move it on. ``seen``: where it was shown.

    Raises:
        Conflict: it is not where the person saw it, or it cannot be won without a signed order.
        Refusal: the move asks for a reason or for a date, and there is none.
    """
    deal = locked(session, deal_id)
    after = deal.board.stage(to)
    _check_seen(deal, seen)
    if after.key == deal.stage.key:
        return deal
    said = clean_text(reason, _("Reason"), longest=500, field="reason")
    wanted = asks(deal.stage.at, after.at)
    _check_said(wanted, said, resume_on)
    _check_won(session, deal, after)
    reopens = deal.stage.at.kind.closed
    transition = change_stage(
        session,
        deal,
        after,
        cause=Cause.REOPEN if reopens else Cause.MANUAL,
        actor=by,
        reason=said,
        resume_on=resume_on if "resume_on" in wanted else None,
    )
    deal.pin_stage, deal.pin_seq = after.key, transition.seq
    deal.touched_at = utcnow()
    session.flush()
    project(session, deal)
    return deal


def release_pin(session: Session, deal_id: str, *, by: str) -> Deal:
    """Let the documents decide about the stage again. Raises Conflict where nothing is pinned."""
    deal = locked(session, deal_id)
    if deal.pin_stage is None:
        raise Conflict(_("The documents decide about this deal already."))
    deal.pin_stage, deal.pin_seq = None, 0
    key = f"deal.released:{deal.last_seq}"
    note_fact(session, deal_id, kind="deal.released", key=key, actor=by)
    return deal


def change_stage(
    session: Session,
    deal: Deal,
    after: Stage,
    *,
    cause: Cause,
    rule: str = "",
    fact: DealFact | None = None,
    actor: str = "",
    reason: str = "",
    resume_on: date | None = None,
) -> StageTransition:
    """Write the new stage and the row that says why, and tell the house. Nothing else does."""
    before, now = deal.stage, utcnow()
    transition = StageTransition(
        deal_id=deal.id,
        seq=deal.next_seq(),
        before_id=before.id,
        after_id=after.id,
        cause=cause.value,
        rule=rule,
        rules_version=RULES_VERSION if rule else 0,
        fact_id=fact.id if fact else None,
        actor=actor,
        reason=reason,
        resume_on=resume_on,
        at=now,
    )
    session.add(transition)
    deal.stage, deal.stage_since = after, now
    deal.closed_at = now if after.at.kind.closed else None
    deal.reason, deal.resume_on = reason, resume_on
    session.flush()
    _tell(session, deal, transition, before)
    return transition


def locked(session: Session, deal_id: str) -> Deal:
    """Return the deal as it is now, locked until the transaction ends. Raises Missing."""
    deal = session.get(Deal, deal_id, with_for_update=True, populate_existing=True)
    if deal is None:
        raise Missing(_("There is no such deal. The link may be old."))
    return deal


def facts_of(session: Session, deal_id: str) -> list[DealFact]:
    """Return the deal's facts in order."""
    mine = select(DealFact).where(DealFact.deal_id == deal_id).order_by(DealFact.seq)
    return list(session.scalars(mine))


def _tell(session: Session, deal: Deal, transition: StageTransition, before: Stage) -> None:
    ids = {"deal_id": deal.id, "transition_id": transition.id}
    record(
        session,
        StageChanged(**ids, before=before.key, after=deal.stage.key, cause=transition.cause),
    )
    match deal.stage.at.kind:
        case Kind.WON:
            record(session, DealWon(**ids, number=deal.number))
        case Kind.LOST:
            record(session, DealLost(**ids, number=deal.number, reason=transition.reason))


def _wait(deal: Deal, story: list[DealFact]) -> None:
    told = [Told(f.seq, f.kind, f.document, f.actor, f.at, f.figures) for f in story]
    waiting = waiting_on(told)
    deal.waits_for, deal.waits_since = waiting.on, waiting.since
    deal.signed, deal.to_sign = waiting.signed, waiting.to_sign


def _at(fact: DealFact) -> FactAt:
    return FactAt(fact.seq, fact.kind, fact.document)


def _check_seen(deal: Deal, seen: str) -> None:
    if seen and seen not in {deal.stage.key, deal.stage.id}:
        words = _("Somebody else, or a document, moved this deal meanwhile. Look at it again.")
        raise Conflict(words)


def _check_said(wanted: frozenset[str], reason: str, resume_on: date | None) -> None:
    if "reason" in wanted and not reason:
        raise Refusal(_("Please give a reason for this move."), field="reason")
    if "resume_on" not in wanted:
        return
    if resume_on is None:
        raise Refusal(_("Please say from which day on it goes on."), field="resume_on")
    if resume_on <= today():
        raise Refusal(_("The day on which it goes on must lie ahead."), field="resume_on")


def _check_won(session: Session, deal: Deal, after: Stage) -> None:
    if after.at.kind is Kind.WON and not is_executed(map(_at, facts_of(session, deal.id))):
        raise Conflict(
            _("A deal is won when its order is signed by everybody. Send the order form to sign."),
            field="to",
        )
