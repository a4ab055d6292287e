"""What other versions of price lists would do to open quotes: each priced with both."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpq.models import ListVersionRow, QuoteRevision, QuoteState
from cpq.price_lists import Asked, Shelf, asked_of, now_asked, shelf_for
from cpq.pricing.document import Priced
from cpq.pricing.engine import price_lines
from cpq.pricing.sharing import discount_amount
from cpq.wanted import document_discount, skus_of, wanted
from customers.queries import customer_cards
from foundation.db import utcnow
from foundation.errors import Refusal
from foundation.language import Text
from foundation.money import Money

BATCH = 100
OPEN = (QuoteState.DRAFT, QuoteState.SENT_BACK)


@dataclass(frozen=True, slots=True)
class Effect:
    """An open quote that would change: before and after, in minor units and without tax.

    ``after`` is None where a line would have no price any more.
    """

    revision_id: str
    number: str
    customer_id: str
    owner_id: str
    currency: str
    before: int
    after: int | None
    sent_back: bool = False

    @property
    def difference(self) -> int | None:
        """Return how much more it would be."""
        return None if self.after is None else self.after - self.before

    def to_json(self) -> dict[str, Any]:
        """Return plain values to keep."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a revision comes to with a catalogue: in all, and by line or why it has no price."""

    subtotal: int | None
    lines: dict[int, Priced | Refusal]

    @property
    def refusals(self) -> dict[int, Text]:
        """Return why lines have no price, by position."""
        return {at: one.text for at, one in self.lines.items() if isinstance(one, Refusal)}


def open_quotes() -> Any:
    """Return the query of the quotes that are worked on, in a steady order."""
    mine = QuoteRevision.state.in_(OPEN) & QuoteRevision.leg_id.is_(None)
    return select(QuoteRevision).where(mine).order_by(QuoteRevision.id)


def open_quotes_counted(session: Session) -> int:
    """Return how many quotes are worked on."""
    return session.scalar(select(func.count()).select_from(open_quotes().subquery())) or 0


def effects(
    session: Session, revisions: Sequence[QuoteRevision], version: ListVersionRow
) -> Iterator[Effect]:
    """Give the quotes of these that would change if their reps took a version."""
    cards = customer_cards(session, {row.customer_id for row in revisions})
    askers = [asked_of(row, cards.get(row.customer_id)) for row in revisions]
    skus = [sku for row in revisions for sku in _skus(row)]
    shelf = shelf_for(session, skus, askers, lists=[version.list_id])
    for row, asked in zip(revisions, askers, strict=True):
        taken = with_version(shelf, asked, version)
        used = shelf.versions_for(taken)
        if version.list_id not in used or not row.lines:
            continue
        before, after = priced_with(row, shelf, asked), priced_with(row, shelf, taken)
        if before.subtotal != after.subtotal:
            yield Effect(
                row.id,
                row.number,
                row.customer_id,
                row.owner_id,
                row.currency,
                before.subtotal if before.subtotal is not None else row.subtotal,
                after.subtotal,
                row.state is QuoteState.SENT_BACK,
            )


def with_version(shelf: Shelf, asked: Asked, version: ListVersionRow) -> Asked:
    """Return the same asker at the same versions, but for the one that is asked about."""
    held = shelf.versions_for(asked) | {version.list_id: version.number}
    at = max(utcnow(), version.valid_from) if version.valid_from else utcnow()
    return replace(now_asked(asked, at), list_versions=held)


def priced_with(revision: QuoteRevision, shelf: Shelf, asked: Asked) -> Outcome:
    """Return what a revision comes to at these versions; nothing is kept."""
    lines = [wanted(line, revision.currency) for line in revision.lines]
    outcomes = dict(price_lines(lines, shelf.catalogue(asked)))
    nets = [one.net_amount.amount for one in outcomes.values() if isinstance(one, Priced)]
    if len(nets) < len(outcomes):
        return Outcome(None, outcomes)
    total = Money(sum(nets), revision.currency)
    try:
        off = discount_amount(total, document_discount(revision)).amount
    except Refusal:
        off = max(total.amount, 0)
    return Outcome(total.amount - off, outcomes)


def _skus(revision: QuoteRevision) -> Iterable[str]:
    return (sku for line in revision.lines for sku in skus_of(line.sku, line.bom))
