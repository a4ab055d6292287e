"""One deal: what is known of it, where it stands and why, its story; and lists of deals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from cpq.channels.routes import legs_of
from customers.channels import Channel, channel_of
from customers.queries import (
    ContactCard,
    CustomerCard,
    DivisionCard,
    contact_card,
    customer_card,
    customer_cards,
    division_card,
)
from deals.models import Deal, DealFact, Stage, StageTransition
from deals.queries.boards import BoardFilter
from deals.stages import FactAt, Kind, asks, is_executed, standing_of
from deals.waiting import ENDS
from deals.wording import TONES, because, began, either, fact_said, move_said, moved_by, put
from foundation.db import found
from foundation.language import Text
from foundation.money import Money
from people.queries import PersonCard, name_read, person_card


@dataclass(frozen=True, slots=True)
class DealCard:
    """A deal with everything it names."""

    id: str
    number: str
    name: str
    customer: CustomerCard
    contact: ContactCard | None
    division: DivisionCard | None
    channel: Text
    route: Sequence[CustomerCard]
    owner: PersonCard
    expected_month: date
    worth: Money | None
    amount_source: str
    quote_only: bool
    currency: str
    stage: str
    stage_name: Text
    kind: Kind
    pinned: bool
    reason: str
    resume_on: date | None
    waits_for: Text | None
    waits_since: datetime | None
    signed: int
    to_sign: int
    opened_at: datetime
    stage_since: datetime
    touched_at: datetime
    version: int
    fields: dict[str, str]


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


def deal_card(session: Session, deal_id: str) -> DealCard:
    """Return one deal. Raises Missing."""
    deal = found(session, Deal, deal_id)
    partners = _resellers(session, deal)
    known = customer_cards(session, partners)
    return DealCard(
        id=deal.id,
        number=deal.number,
        name=deal.name,
        customer=customer_card(session, deal.customer_id),
        contact=contact_card(session, deal.contact_id) if deal.contact_id else None,
        division=division_card(session, deal.division_id),
        channel=channel_of(deal.channel).label,
        route=[known[key] for key in partners if key in known],
        owner=person_card(session, deal.owner_id),
        expected_month=deal.expected_month,
        worth=deal.worth,
        amount_source=deal.amount_source,
        quote_only=deal.quote_only,
        currency=deal.currency,
        stage=deal.stage.key,
        stage_name=_name(deal.stage),
        kind=deal.stage.at.kind,
        pinned=deal.pin_stage == deal.stage.key,
        reason=deal.reason,
        resume_on=deal.resume_on,
        waits_for=deal.waits_for,
        waits_since=deal.waits_since,
        signed=deal.signed,
        to_sign=deal.to_sign,
        opened_at=deal.opened_at,
        stage_since=deal.stage_since,
        touched_at=deal.touched_at,
        version=deal.version,
        fields=_fields(deal),
    )


def _resellers(session: Session, deal: Deal) -> list[str]:
    """Return whom the sale passes; a chain's companies stand on its legs."""
    if channel_of(deal.channel) is Channel.CHAIN:
        return [leg.buyer_id for leg in legs_of(session, deal.id)][:-1]
    return [key for key in (deal.distributor_id, deal.dealer_id) if key]


def rungs_of(session: Session, deal_id: str) -> list[Rung]:
    """Return the ladder of the deal's board with what is behind, here and ahead of it.

    On hold and lost stand on it only when the deal is there.
    """
    deal = found(session, Deal, deal_id)
    here = deal.stage
    shown = [s for s in deal.board.stages if s.at.kind in {Kind.OPEN, Kind.WON} or s.id == here.id]
    return [Rung(_name(stage), _rung(stage, here)) for stage in shown]


def move_choices(session: Session, deal_id: str) -> list[MoveChoice]:
    """Return where a person may put the deal, and what they must say for it."""
    deal = found(session, Deal, deal_id)
    executed = is_executed(_at(fact) for fact in _facts(session, deal_id))
    choices = []
    for stage in deal.board.stages:
        wanted = asks(deal.stage.at, stage.at)
        refused = stage.at.kind is Kind.WON and not executed
        needs = ("reason" in wanted, "resume_on" in wanted)
        choices.append(MoveChoice(stage.key, _name(stage), stage.at.kind, *needs, refused))
    return [choice for choice in choices if choice.key != deal.stage.key]


def why_there(session: Session, deal_id: str) -> Text:
    """Say in one sentence why the deal is in its stage."""
    deal = found(session, Deal, deal_id)
    facts = _facts(session, deal_id)
    at = standing_of(deal.board.ladder, map(_at, facts), deal.pin)
    name = _name(deal.stage)
    if at.pinned:
        return _put(session, deal, at.overruled)
    fact = next((one for one in facts if at.fact and one.seq == at.fact.seq), None)
    if fact is None:
        return began(name)
    return because(at.rule, name, fact.at, _ended(facts, fact))


def story_of(session: Session, deal_id: str) -> list[StoryRow]:
    """Return everything that happened, in order: facts, and the moves they or people caused."""
    deal = found(session, Deal, deal_id)
    names = {stage.id: _name(stage) for stage in deal.board.stages}
    facts = {fact.id: fact for fact in _facts(session, deal_id)}
    rows = [_told(fact) for fact in facts.values()]
    moves = select(StageTransition).where(StageTransition.deal_id == deal_id)
    rows += [_moved(move, names, facts.get(move.fact_id or "")) for move in session.scalars(moves)]
    return sorted(rows, key=lambda row: row.seq)


def deals_matching(asked: BoardFilter, stage: str = "", sort: str = "month") -> Select[Deal]:
    """Return the query of deals found by a filter, in one stage where asked."""
    orders: dict[str, ColumnElement[Any]] = {
        "month": Deal.expected_month.asc(),
        "-month": Deal.expected_month.desc(),
        "number": Deal.number.asc(),
        "-number": Deal.number.desc(),
    }
    query = select(Deal).where(*asked.conditions)
    if stage:
        query = query.where(Deal.stage_id.in_(select(Stage.id).where(Stage.key == stage)))
    return query.order_by(orders.get(sort, orders["month"]), Deal.id)


def statuses(session: Session, rows: Sequence[Deal]) -> list[DealCard]:
    """Return rows of a list as they are shown."""
    return [deal_card(session, row.id) for row in rows]


def _facts(session: Session, deal_id: str) -> Sequence[DealFact]:
    mine = select(DealFact).where(DealFact.deal_id == deal_id).order_by(DealFact.seq)
    return session.scalars(mine).all()


def _at(fact: DealFact) -> FactAt:
    return FactAt(fact.seq, fact.kind, fact.document)


def _name(stage: Stage) -> Text:
    return either(stage.name_ja, stage.name_en)


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
        "stage": _name(deal.stage),
        "at": move.at,
        "reason": move.reason,
        "other": _name(deal.board.stage(overruled)) if overruled else "",
    }
    return put(values, reason=bool(move.reason), overruled=bool(overruled))


def _read(session: Session, name: str) -> tuple[str, str]:
    """Return a name as Japanese and as English readers know it."""
    return name_read(session, name, "ja"), name_read(session, name, "en")


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


def _fields(deal: Deal) -> dict[str, str]:
    """Return what a form shows of the deal."""
    return {
        "customer_id": deal.customer_id,
        "name": deal.name,
        "contact_id": deal.contact_id or "",
        "division_id": deal.division_id or "",
        "channel": deal.channel,
        "dealer_id": deal.dealer_id or "",
        "distributor_id": deal.distributor_id or "",
        "owner_id": deal.owner_id,
        "expected_month": f"{deal.expected_month:%Y-%m}",
        "amount": str(deal.worth.major) if deal.worth else "",
        "version": str(deal.version),
    }
