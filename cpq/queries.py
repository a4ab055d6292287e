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
from cpq.pricing import Part, PriceList, Wanted, price_line
from cpq.repricing import lists_of, skus_of
from customers.queries import ids_matching
from foundation.db import found, today
from foundation.errors import Refusal
from foundation.language import Text
from foundation.money import Money, money_of


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """A revision as other rooms and lists know it. ``total`` has the tax in it."""

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
) -> PricePreview:
    """Return what one of so many configured units would cost this customer before any discount.

    ``bom`` is for one unit.
    """
    revision = found(session, QuoteRevision, revision_id)
    rows = [dict(row) for row in bom]
    parts = [row for row in rows if row["sku"] and row["level"] > 0]
    asked = Wanted(
        1, sku, quantity, tuple(Part(row["sku"], Decimal(row["quantity"])) for row in parts)
    )
    lists = lists_of(session, revision, skus_of(sku, rows))
    try:
        unit = price_line(asked, lists, today(), revision.currency).list_unit
        return PricePreview(money_of(unit, revision.currency), None)
    except Refusal as refusal:
        return PricePreview(None, refusal.text)


def lists_asked(
    session: Session, revision_id: str, skus: Iterable[str]
) -> tuple[list[PriceList], str]:
    """Return the price lists a quote asks about some products, and its currency."""
    revision = found(session, QuoteRevision, revision_id)
    return lists_of(session, revision, skus), revision.currency


def unit_prices(
    lists: Sequence[PriceList], currency: str, wanted: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """Return what one of each product costs before any discount, where it has a price."""
    prices = {}
    for sku, quantity in wanted.items():
        with suppress(Refusal):
            asked = Wanted(1, sku, quantity)
            prices[sku] = price_line(asked, lists, today(), currency).list_unit
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
    )
