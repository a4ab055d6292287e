"""Terms of net prices for resellers: agreed turnover of a year, and standing stock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.queries import product_card
from cpq.discounts.models import NetTerms
from customers.queries import customer_card
from foundation.db import found, today
from foundation.errors import Refusal
from foundation.language import _
from foundation.money import minor_digits
from foundation.numbers import clean

HIGHEST = Decimal(10) ** 13


@dataclass(frozen=True, slots=True)
class AgreedTerms:
    """What is agreed: whole units of the currency, and a quantity; at least one of them."""

    customer_id: str
    currency: str = "JPY"
    annual_amount: Decimal | None = None
    stock_quantity: Decimal | None = None
    stock_sku: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""


def all_terms(session: Session) -> Sequence[NetTerms]:
    """Return every agreement, newest first."""
    order = (NetTerms.valid_from.desc(), NetTerms.created_at.desc())
    return session.scalars(select(NetTerms).order_by(*order)).all()


def agree_terms(session: Session, given: AgreedTerms, *, by: str) -> NetTerms:
    """Record an agreement. Raises Refusal."""
    customer = customer_card(session, given.customer_id)
    if given.annual_amount is None and given.stock_quantity is None:
        raise Refusal(
            _("Give the turnover of a year, the standing stock, or both."), field="annual_amount"
        )
    begins = given.valid_from or today()
    if given.valid_to and given.valid_to < begins:
        raise Refusal(_("The validity would end before it begins."), field="valid_to")
    amount = given.annual_amount
    row = NetTerms(
        customer_id=customer.id,
        currency=given.currency,
        annual_amount=None if amount is None else _minor(amount, given.currency),
        stock_quantity=given.stock_quantity,
        stock_sku=product_card(session, given.stock_sku).sku if given.stock_sku else "",
        valid_from=begins,
        valid_to=given.valid_to,
        note=clean(given.note, _("Note"), longest=500, field="note"),
        by=by,
    )
    session.add(row)
    session.flush()
    return row


def end_terms(session: Session, terms_id: str) -> NetTerms:
    """End an agreement today. One that is over, or has not begun, ends on its first day."""
    row = found(session, NetTerms, terms_id, lock=True)
    row.valid_to = min(row.valid_to or today(), max(today(), row.valid_from))
    session.flush()
    return row


def _minor(amount: Decimal, currency: str) -> int:
    if amount != round(amount, minor_digits(currency)) or not 0 <= amount <= HIGHEST:
        raise Refusal(
            _("An amount in %(currency)s has no such fraction.", currency=currency),
            field="annual_amount",
        )
    return int(amount.scaleb(minor_digits(currency)))
