"""A deal's story: the facts about it, and the moves that they or people caused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from deals.models import Deal, DealFact, Stage, StageTransition
from deals.wording import TONES, either, fact_said, move_said, moved_by
from foundation.db import found
from foundation.language import Text


@dataclass(frozen=True, slots=True)
class StoryRow:
    """An entry of a deal's story: what happened, who did it, when, and what it was about."""

    seq: int
    text: Text
    kind: str
    actor: str
    reason: str
    document: str
    tone: str
    at: datetime
    is_move: bool
    cause: Text | None = None


def story_of(session: Session, deal_id: str) -> list[StoryRow]:
    """Return everything that happened, in order: facts, and the moves they or people caused."""
    deal = found(session, Deal, deal_id)
    names = {stage.id: stage_name(stage) for stage in deal.board.stages}
    facts = {fact.id: fact for fact in facts_of(session, deal_id)}
    rows = [_told(fact) for fact in facts.values()]
    moves = select(StageTransition).where(StageTransition.deal_id == deal_id)
    rows += [_moved(move, names, facts.get(move.fact_id or "")) for move in session.scalars(moves)]
    return sorted(rows, key=lambda row: row.seq)


def facts_of(session: Session, deal_id: str) -> Sequence[DealFact]:
    """Return the facts about a deal, oldest first."""
    mine = select(DealFact).where(DealFact.deal_id == deal_id).order_by(DealFact.seq)
    return session.scalars(mine).all()


def stage_name(stage: Stage) -> Text:
    """Return what a stage is called, for readers of both languages."""
    return either(stage.name_ja, stage.name_en)


def _told(fact: DealFact) -> StoryRow:
    text = fact_said(fact.kind, fact.detail)
    tone = TONES.get(fact.kind, "")
    return StoryRow(
        fact.seq, text, fact.kind, fact.actor, "", fact.document, tone, fact.at, is_move=False
    )


def _moved(move: StageTransition, names: dict[str, Text], fact: DealFact | None) -> StoryRow:
    text = move_said(names[move.before_id], names[move.after_id])
    actor = "" if fact else move.actor
    return StoryRow(
        seq=move.seq,
        text=text,
        kind=move.cause,
        actor=actor,
        reason=move.reason,
        document="",
        tone="move",
        at=move.at,
        is_move=True,
        cause=moved_by(move.rule, fact_said(fact.kind, fact.detail) if fact else None),
    )
