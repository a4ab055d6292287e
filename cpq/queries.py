"""Looking quotes up."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.orm import Session, lazyload

from cpq.models import QuoteRevision, QuoteState
from cpq.price_lists import catalogue_for
from cpq.pricing import Catalogue, Part, Wanted, price_line
from cpq.wanted import skus_of, sold_parts
from customers.queries import ids_matching
from foundation.db import found
from foundation.errors import Refusal
from foundation.language import Text
from foundation.money import Money, money_of


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision as other rooms and lists know it. ``total`` has the tax in it.

    ``leg`` is its place in a chain (0: none); where ``seller_id`` is not empty, we do not sell.
    """

    id: str
    quote_id: str
    number: str
    revision: int
    deal_id: str
    customer_id: str
    contact_id: str
    owner_id: str
    language: str
    state: str
    label: Text
    total: Money
    valid_until: date
    content_sha256: str
    reason: str
    decided_by: str
    quote_only: bool = False
    leg: int = 0
    seller_id: str = ""

    @property
    def released(self) -> bool:
        """True when it may leave the house: it is approved, or accepted since."""
        return self.state in {QuoteState.APPROVED, QuoteState.ACCEPTED}

    @property
    def replaced(self) -> bool:
        """True when a newer revision has taken its place."""
        return self.state == QuoteState.SUPERSEDED


@dataclass(frozen=True, slots=True)
class PricePreview:
    """What a configuration would cost per unit, or why it has no price."""

    unit: Money | None
    refusal: Text | None


def revision_row(session: Session, revision_id: str) -> RevisionRow:
    """Return one revision. Raises Missing."""
    return row_of(found(session, QuoteRevision, revision_id))


def revisions_of_deal(session: Session, deal_id: str) -> list[RevisionRow]:
    """Return every revision of every quote of a deal, newest first."""
    query = select(QuoteRevision).where(QuoteRevision.deal_id == deal_id)
    query = query.options(lazyload(QuoteRevision.lines)).order_by(
        QuoteRevision.created_at.desc(), QuoteRevision.revision.desc()
    )
    return [row_of(row) for row in session.scalars(query)]


def revisions_of_quote(session: Session, quote_id: str) -> list[RevisionRow]:
    """Return the revisions of one quote, first to newest."""
    query = select(QuoteRevision).where(QuoteRevision.quote_id == quote_id)
    query = query.options(lazyload(QuoteRevision.lines))
    return [row_of(row) for row in session.scalars(query.order_by(QuoteRevision.revision))]


def quotes_matching(
    words: str = "", state: str = "", sort: str = "-created"
) -> Select[QuoteRevision]:
    """Return the query of revisions found by number, subject or customer, and by state.

    Replaced revisions are left out unless they are asked for.
    """
    orders: dict[str, ColumnElement[Any]] = {
        "created": QuoteRevision.created_at.asc(),
        "-created": QuoteRevision.created_at.desc(),
        "number": QuoteRevision.number.asc(),
        "-number": QuoteRevision.number.desc(),
        "total": QuoteRevision.subtotal.asc(),
        "-total": QuoteRevision.subtotal.desc(),
        "valid": QuoteRevision.valid_until.asc(),
        "-valid": QuoteRevision.valid_until.desc(),
    }
    query = select(QuoteRevision).options(lazyload(QuoteRevision.lines))
    query = query.order_by(orders.get(sort, orders["-created"]), QuoteRevision.id)
    if state in set(QuoteState):
        query = query.where(QuoteRevision.state == QuoteState(state))
    else:
        query = query.where(QuoteRevision.state != QuoteState.SUPERSEDED)
    for word in words.split():
        query = query.where(
            or_(
                QuoteRevision.number.icontains(word, autoescape=True),
                QuoteRevision.subject.icontains(word, autoescape=True),
                QuoteRevision.customer_id.in_(ids_matching(word)),
            )
        )
    return query


def preview_price(
    session: Session,
    revision_id: str,
    sku: str,
    bom: Sequence[Mapping[str, Any]],
    quantity: Decimal = Decimal(1),
    uom: str = "",
    surcharges: Sequence[str] = (),
) -> PricePreview:
    """Return what one of so many configured units would cost this customer before any discount.

    ``bom`` is for one unit; ``surcharges`` are the options that may add something of their own.
    """
    revision = found(session, QuoteRevision, revision_id)
    parts = [Part(row["sku"], Decimal(row["quantity"])) for row in sold_parts(bom)]
    catalogue = catalogue_for(session, revision, skus_of(sku, bom))
    try:
        line = Wanted(1, sku, quantity, tuple(parts), uom, surcharges=tuple(surcharges))
        unit = price_line(line, catalogue).regular_unit
        return PricePreview(money_of(unit, revision.currency), None)
    except Refusal as refusal:
        return PricePreview(None, refusal.text)


def lists_asked(session: Session, revision_id: str, skus: Iterable[str]) -> tuple[Catalogue, str]:
    """Return what a quote's prices of some products depend on, and its currency."""
    revision = found(session, QuoteRevision, revision_id)
    return catalogue_for(session, revision, skus), revision.currency


def unit_prices(catalogue: Catalogue, wanted: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return what one of each product costs before any discount, where it has a price."""
    prices = {}
    for sku, quantity in wanted.items():
        with suppress(Refusal):
            prices[sku] = price_line(Wanted(1, sku, quantity), catalogue).regular_unit
    return prices


def row_of(row: QuoteRevision) -> RevisionRow:
    """Return the typed row of a revision."""
    return RevisionRow(
        row.id,
        row.quote_id,
        row.number,
        row.revision,
        row.deal_id,
        row.customer_id,
        row.contact_id,
        row.owner_id,
        row.language,
        row.state.value,
        row.state.label,
        Money(row.total, row.currency),
        row.valid_until,
        row.content_sha256,
        row.reason,
        row.decided_by,
        row.quote_only,
        row.leg_seq,
        row.seller_id,
    )
