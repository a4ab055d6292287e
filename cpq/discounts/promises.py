"""What customers promised for a price, and what they have ordered since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, ScalarSelect, Select, delete, func, or_, select
from sqlalchemy.orm import Session

from cpq.discounts.models import OrderedLine, Promise
from cpq.models import QuoteRevision
from cpq.snapshot import QuoteSnapshot, SnapshotLine, snapshot_of
from customers.queries import customer_cards, ids_matching
from foundation.db import found, today
from foundation.language import Text, _

STATES: dict[str, Text] = {"open": _("open"), "kept": _("kept"), "missed": _("missed")}
TONES = {"open": "info", "kept": "success", "missed": "danger"}


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A promise, what was ordered since it was given until its day, and how it stands."""

    promise: Promise
    customer: dict[str, str]
    ordered: Decimal
    state: str

    @property
    def label(self) -> Text:
        """Return how it stands, in words."""
        return STATES[self.state]

    @property
    def missing(self) -> Decimal:
        """Return how much is still to be ordered."""
        return max(self.promise.quantity - self.ordered, Decimal(0))


def note_ordered(session: Session, revision_id: str, *, signed: bool = False) -> None:
    """Take note of what a customer accepted or signed, and of what was promised for it.

    Told twice it is the same as once; a newer revision of the quote takes the older one's place.
    """
    revision = found(session, QuoteRevision, revision_id)
    known = session.scalars(select(OrderedLine).where(OrderedLine.revision_id == revision_id)).all()
    if known:
        for row in known:
            row.signed = row.signed or signed
        return
    for table in (OrderedLine, Promise):
        session.execute(delete(table).where(table.quote_id == revision.quote_id))
    snapshot = snapshot_of(session, revision_id)
    for line in snapshot.lines:
        session.add(_ordered(snapshot, line, signed=signed))
        if line.priced_by and line.priced_by.promised and line.priced_by.until:
            session.add(_promise(revision, line))
    session.flush()


def promises_matching(words: str = "", state: str = "") -> Select[Promise]:
    """Return the query of promises by state, customer, product or quote; the next due first."""
    query = select(Promise).order_by(Promise.until, Promise.number, Promise.position)
    if state in STATES:
        query = query.where(_in_state(state, today()))
    for word in words.split():
        query = query.where(
            or_(
                Promise.number.icontains(word, autoescape=True),
                Promise.sku.icontains(word, autoescape=True),
                Promise.customer_id.in_(ids_matching(word)),
            )
        )
    return query


def promise_rows(session: Session, promises: Sequence[Promise]) -> list[PromiseRow]:
    """Return promises with what was ordered since."""
    ids = [one.id for one in promises]
    sums = select(Promise.id, _ordered_since()).where(Promise.id.in_(ids))
    ordered = {row[0]: row[1] or Decimal(0) for row in session.execute(sums)}
    cards = customer_cards(session, {one.customer_id for one in promises})
    names = {key: {"ja": card.name, "en": card.called("en")} for key, card in cards.items()}
    return [
        PromiseRow(
            one,
            names.get(one.customer_id, {"ja": "", "en": ""}),
            ordered[one.id],
            state_of(one.quantity, ordered[one.id], one.until, today()),
        )
        for one in promises
    ]


def state_of(promised: Decimal, ordered: Decimal, until: date, day: date) -> str:
    """Return how a promise stands on a day: open, kept or missed."""
    if ordered >= promised:
        return "kept"
    return "missed" if until < day else "open"


def newly_missed(session: Session) -> list[PromiseRow]:
    """Return the promises whose day is over, that were not kept, and of which nobody was told."""
    over = select(Promise).where(
        Promise.until < today(), Promise.told_at.is_(None), _in_state("missed", today())
    )
    return promise_rows(session, session.scalars(over.limit(100)).all())


def _in_state(state: str, day: date) -> ColumnElement[bool]:
    short = func.coalesce(_ordered_since(), 0) < Promise.quantity
    if state == "kept":
        return ~short
    return short & (Promise.until < day if state == "missed" else Promise.until >= day)


def _ordered_since() -> ScalarSelect[Decimal]:
    """Return the sum of what the customer ordered of the product from the promise to its day."""
    return (
        select(func.sum(OrderedLine.quantity, type_=OrderedLine.quantity.type))
        .where(
            OrderedLine.customer_id == Promise.customer_id,
            OrderedLine.sku == Promise.sku,
            OrderedLine.day >= Promise.since,
            OrderedLine.day <= Promise.until,
        )
        .correlate(Promise)
        .scalar_subquery()
    )


def _ordered(snapshot: QuoteSnapshot, line: SnapshotLine, *, signed: bool) -> OrderedLine:
    return OrderedLine(
        quote_id=snapshot.quote_id,
        revision_id=snapshot.revision_id,
        deal_id=snapshot.deal_id,
        customer_id=snapshot.customer_id,
        position=line.position,
        sku=line.sku,
        quantity=Decimal(line.quantity),
        net_amount=line.net_amount - line.share,
        currency=snapshot.currency,
        day=today(),
        signed=signed,
    )


def _promise(revision: QuoteRevision, line: SnapshotLine) -> Promise:
    by = line.priced_by
    assert by is not None  # noqa: S101  (only lines with a promise come here)
    return Promise(
        quote_id=revision.quote_id,
        revision_id=revision.id,
        number=revision.number,
        deal_id=revision.deal_id,
        customer_id=revision.customer_id,
        owner_id=revision.owner_id,
        position=line.position,
        sku=line.sku,
        pattern=by.pattern,
        discount=Decimal(line.discount),
        quantity=Decimal(by.promised),
        since=today(),
        until=date.fromisoformat(by.until),
    )
