"""The orders as finance sees them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from deals.models import Order
from foundation.db import found
from foundation.money import Money
from foundation.numbers import folded


@dataclass(frozen=True, slots=True)
class OrderCard:
    """A signed order."""

    id: str
    number: str
    deal_id: str
    envelope_id: str
    quote_number: str
    customer: Mapping[str, str]
    total: Money
    document: str
    certificate: str
    snapshot: Mapping[str, Any]
    signers: Sequence[Mapping[str, Any]]
    booked_at: datetime
    done_at: datetime | None
    done_by: str

    def called(self, language: str) -> str:
        """Return the customer's name as it was signed, in a language."""
        return self.customer.get(language) or self.customer.get("ja", "")

    @property
    def data(self) -> dict[str, Any]:
        """Return the order as other systems read it: plain values, amounts in minor units."""
        return {
            "order": self.number,
            "quote": self.quote_number,
            "deal_id": self.deal_id,
            "envelope_id": self.envelope_id,
            "booked_at": self.booked_at.isoformat(),
            "customer": dict(self.customer),
            "currency": self.total.currency,
            "total": self.total.amount,
            "document_sha256": self.document,
            "certificate_sha256": self.certificate,
            "signers": [dict(one) for one in self.signers],
            "quote_content": dict(self.snapshot),
        }


def order_card(session: Session, order_id: str) -> OrderCard:
    """Return one order. Raises Missing."""
    return card_of(found(session, Order, order_id))


def orders_of(session: Session, deal_id: str) -> list[OrderCard]:
    """Return the orders of a deal, newest first."""
    mine = select(Order).where(Order.deal_id == deal_id).order_by(Order.booked_at.desc())
    return [card_of(row) for row in session.scalars(mine)]


def orders_matching(words: str = "", group: str = "", sort: str = "-booked") -> Select[Order]:
    """Return the query of orders: ``group`` is open, done or all; found by words in any width."""
    orders: dict[str, ColumnElement[Any]] = {
        "booked": Order.booked_at.asc(),
        "-booked": Order.booked_at.desc(),
        "number": Order.number.asc(),
        "-number": Order.number.desc(),
        "total": Order.amount.asc(),
        "-total": Order.amount.desc(),
    }
    query = select(Order).order_by(orders.get(sort, orders["-booked"]), Order.id)
    if group == "open":
        query = query.where(Order.done_at.is_(None))
    elif group == "done":
        query = query.where(Order.done_at.is_not(None))
    for word in folded(words).split():
        query = query.where(Order.search.contains(word, autoescape=True))
    return query


def card_of(row: Order) -> OrderCard:
    """Return the card of a row."""
    return OrderCard(
        id=row.id,
        number=row.number,
        deal_id=row.deal_id,
        envelope_id=row.envelope_id,
        quote_number=row.quote_number,
        customer=row.customer,
        total=row.total,
        document=row.document,
        certificate=row.certificate,
        snapshot=row.snapshot,
        signers=row.signers,
        booked_at=row.booked_at,
        done_at=row.done_at,
        done_by=row.done_by,
    )
