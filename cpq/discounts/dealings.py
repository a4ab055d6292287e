"""What is known of a customer when a price is agreed: past orders, size, terms, first quote."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, lazyload

from cpq.discounts.conditions import Dealings
from cpq.discounts.grounds import Grounds
from cpq.discounts.models import NetTerms, OrderedLine
from cpq.models import QuoteLine, QuoteRevision, QuoteState
from cpq.terms import PAYMENT
from customers.queries import customer_card
from foundation.db import found, today
from foundation.money import Money

YEAR = timedelta(days=365)
SHOWN = 5
AGREED = (QuoteState.APPROVED, QuoteState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class PastPrice:
    """What a customer was offered for a product, or ordered it at."""

    sku: str
    number: str
    day: date
    quantity: Decimal
    net_unit: Decimal
    currency: str
    ordered: bool


@dataclass(frozen=True, slots=True)
class CustomerDealings:
    """What holds for every line of a quote."""

    past_orders: int
    past_amount: Money
    first_quote: bool
    customer_size: str
    payment: str
    terms: NetTerms | None


def dealings_with(session: Session, revision_id: str) -> CustomerDealings:
    """Return what is known of the customer of a revision. Raises Missing."""
    return customer_dealings(session, found(session, QuoteRevision, revision_id))


def customer_dealings(session: Session, revision: QuoteRevision) -> CustomerDealings:
    """Return what is known of a quote's customer."""
    orders, amount = _past_orders(session, revision)
    return CustomerDealings(
        past_orders=orders,
        past_amount=Money(amount, revision.currency),
        first_quote=not _quoted_before(session, revision),
        customer_size=customer_card(session, revision.customer_id).size_band,
        payment=_payment_key(revision.payment_terms),
        terms=terms_in_force(session, revision.customer_id, revision.currency),
    )


def dealings_of(known: CustomerDealings, line: QuoteLine, grounds: Grounds) -> Dealings:
    """Return what the conditions of a pattern look at for one line."""
    currency, price = known.past_amount.currency, line.price or {}
    terms = known.terms
    annual = terms.annual_amount if terms and terms.annual_amount else 0
    return Dealings(
        quantity=line.quantity,
        line_amount=Money(price.get("list_amount", 0), currency).major,
        past_orders=known.past_orders,
        past_amount=known.past_amount.major,
        annual_amount=Money(annual, currency).major,
        standing_stock=_stock(terms, line.sku),
        customer_size=known.customer_size,
        payment=known.payment,
        first_quote=known.first_quote,
        competitor=grounds.competitor,
    )


def terms_in_force(session: Session, customer_id: str, currency: str) -> NetTerms | None:
    """Return the newest terms of net prices that hold today."""
    day = today()
    query = select(NetTerms).where(
        NetTerms.customer_id == customer_id,
        NetTerms.currency == currency,
        NetTerms.valid_from <= day,
        or_(NetTerms.valid_to.is_(None), NetTerms.valid_to >= day),
    )
    newest = query.order_by(NetTerms.valid_from.desc(), NetTerms.created_at.desc())
    return session.scalars(newest.limit(1)).one_or_none()


def past_prices(
    session: Session, customer_id: str, skus: set[str], *, but_quote: str = ""
) -> dict[str, list[PastPrice]]:
    """Return the last prices of some products with a customer, newest first, by SKU."""
    query = (
        select(QuoteLine, QuoteRevision)
        .join(QuoteRevision, QuoteRevision.id == QuoteLine.revision_id)
        .options(lazyload(QuoteRevision.lines))
        .where(QuoteRevision.customer_id == customer_id, QuoteLine.sku.in_(skus))
        .where(QuoteRevision.state.in_(AGREED), QuoteRevision.quote_id != but_quote)
        .order_by(QuoteRevision.created_at.desc(), QuoteLine.position)
        .limit(SHOWN * 40)
    )
    by_sku: dict[str, list[PastPrice]] = {}
    for line, revision in session.execute(query):
        known = by_sku.setdefault(line.sku, [])
        if line.price is not None and len(known) < SHOWN:
            known.append(_past_price(line, revision))
    return by_sku


def _past_price(line: QuoteLine, revision: QuoteRevision) -> PastPrice:
    price = line.price or {}
    return PastPrice(
        line.sku,
        revision.number,
        revision.issued_on,
        line.quantity,
        Decimal(price["net_unit"]),
        revision.currency,
        revision.state is QuoteState.ACCEPTED,
    )


def _past_orders(session: Session, revision: QuoteRevision) -> tuple[int, int]:
    ordered = select(OrderedLine.revision_id).where(OrderedLine.customer_id == revision.customer_id)
    query = select(func.count(), func.sum(QuoteRevision.subtotal)).where(
        QuoteRevision.customer_id == revision.customer_id,
        QuoteRevision.currency == revision.currency,
        QuoteRevision.quote_id != revision.quote_id,
        QuoteRevision.issued_on >= today() - YEAR,
        or_(QuoteRevision.state == QuoteState.ACCEPTED, QuoteRevision.id.in_(ordered)),
        QuoteRevision.state != QuoteState.SUPERSEDED,
    )
    count, amount = session.execute(query).one()
    return count, int(amount or 0)


def _quoted_before(session: Session, revision: QuoteRevision) -> bool:
    earlier = select(QuoteRevision.id).where(
        QuoteRevision.customer_id == revision.customer_id,
        QuoteRevision.quote_id != revision.quote_id,
        QuoteRevision.state != QuoteState.DRAFT,
    )
    return session.scalars(earlier.limit(1)).first() is not None


def _payment_key(words: dict[str, str]) -> str:
    return next((key for key, term in PAYMENT.items() if dict(term) == words), "")


def _stock(terms: NetTerms | None, sku: str) -> Decimal:
    if terms is None or terms.stock_quantity is None or terms.stock_sku not in {"", sku}:
        return Decimal(0)
    return terms.stock_quantity
