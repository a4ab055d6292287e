"""Where a deal stands on its board and why, and where people may put it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from deals.models import Deal, DealFact, Stage, StageTransition
from deals.queries.story import facts_of, stage_name
from deals.stages import FactAt, Kind, asks, is_executed, standing_of
from deals.waiting import ENDS
from deals.wording import because, began, either, put
from foundation.db import found
from foundation.language import Text
from people.queries import name_read


@dataclass(frozen=True, slots=True)
class Rung:
    """A stage on a deal's ladder: done, current, waiting, or failed (lost)."""

    name: Text
    state: str


@dataclass(frozen=True, slots=True)
class MoveChoice:
    """A stage a person may choose, and what they must say for it."""

    key: str
    name: Text
    kind: Kind
    reason: bool
    resume_on: bool
    refused: bool


def rungs_of(session: Session, deal_id: str) -> list[Rung]:
    """Return the ladder of the deal's board with what is behind, here and ahead of it.

    On hold and lost stand on it only when the deal is there.
    """
    deal = found(session, Deal, deal_id)
    here = deal.stage
    shown = [s for s in deal.board.stages if s.at.kind in {Kind.OPEN, Kind.WON} or s.id == here.id]
    return [Rung(stage_name(stage), _rung(stage, here)) for stage in shown]


def move_choices(session: Session, deal_id: str) -> list[MoveChoice]:
    """Return where a person may put the deal, and what they must say for it."""
    deal = found(session, Deal, deal_id)
    executed = is_executed(_at(fact) for fact in facts_of(session, deal_id))
    choices = []
    for stage in deal.board.stages:
        wanted = asks(deal.stage.at, stage.at)
        refused = stage.at.kind is Kind.WON and not executed
        needs = ("reason" in wanted, "resume_on" in wanted)
        choices.append(MoveChoice(stage.key, stage_name(stage), stage.at.kind, *needs, refused))
    return [choice for choice in choices if choice.key != deal.stage.key]


def why_there(session: Session, deal_id: str) -> Text:
    """Say in one sentence why the deal is in its stage."""
    deal = found(session, Deal, deal_id)
    facts = facts_of(session, deal_id)
    at = standing_of(deal.board.ladder, map(_at, facts), deal.pin)
    name = stage_name(deal.stage)
    if at.pinned:
        return _put(session, deal, at.overruled)
    fact = next((one for one in facts if at.fact and one.seq == at.fact.seq), None)
    if fact is None:
        return began(name)
    return because(at.rule, name, fact.at, _ended(facts, fact))


def _at(fact: DealFact) -> FactAt:
    return FactAt(fact.seq, fact.kind, fact.document)


def _rung(stage: Stage, here: Stage) -> str:
    if stage.id == here.id:
        failed = here.at.kind is Kind.LOST
        return "failed" if failed else "done" if here.at.kind is Kind.WON else "current"
    reached = here.at.kind is Kind.OPEN or here.at.kind is Kind.WON
    return "done" if reached and stage.rank < here.rank else "waiting"


def _ended(facts: Sequence[DealFact], held: DealFact) -> str:
    """Return the kind of the last thing that ended what holds the deal, if something did."""
    over = ENDS - {"envelope.completed"} | {"quote.superseded"}
    after = [f.kind for f in facts if f.seq > held.seq and f.document == held.document]
    return next((kind for kind in reversed(after) if kind in over), "")


def _put(session: Session, deal: Deal, overruled: str) -> Text:
    mine = select(StageTransition).where(
        StageTransition.deal_id == deal.id, StageTransition.seq == deal.pin_seq
    )
    move = session.scalars(mine).one()
    values: dict[str, Text | str | datetime] = {
        "actor": either(*_read(session, move.actor)),
        "stage": stage_name(deal.stage),
        "at": move.at,
        "reason": move.reason,
        "other": stage_name(deal.board.stage(overruled)) if overruled else "",
    }
    return put(values, reason=bool(move.reason), overruled=bool(overruled))


def _read(session: Session, name: str) -> tuple[str, str]:
    """Return a name as Japanese and as English readers know it."""
    return name_read(session, name, "ja"), name_read(session, name, "en")
