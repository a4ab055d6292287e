"""Book a signed order for finance, and let finance tick it off."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from deals.actions.deals import take_amount
from deals.actions.moves import locked, note_fact
from deals.events import OrderBooked
from deals.models import Order
from foundation.db import found
from foundation.events import record
from foundation.language import verbatim
from foundation.numbering import next_number
from foundation.numbers import folded

NOBODY: Sequence[Mapping[str, Any]] = ()


def book_order(
    session: Session,
    *,
    deal_id: str,
    envelope_id: str,
    number: str,
    document: str,
    certificate: str,
    snapshot: Mapping[str, Any],
    signers: Sequence[Mapping[str, Any]] = NOBODY,
) -> Order:
    """Give finance what was signed; one envelope makes one order. ``number`` is the quote's."""
    deal = locked(session, deal_id)
    known = select(Order).where(Order.envelope_id == envelope_id)
    if order := session.scalars(known).one_or_none():
        return order
    order = Order(
        number=next_number(session, "O"),
        deal_id=deal.id,
        envelope_id=envelope_id,
        quote_number=number,
        customer_id=snapshot["customer_id"],
        customer=dict(snapshot["customer"]),
        amount=snapshot["total"],
        currency=snapshot["currency"],
        document=document,
        certificate=certificate,
        snapshot=dict(snapshot),
        signers=[dict(one) for one in signers],
    )
    order.search = folded(" ".join([order.number, number, deal.name, *order.customer.values()]))
    session.add(order)
    session.flush()
    take_amount(session, deal.id, amount=order.amount, currency=order.currency)
    _tell(session, order)
    return order


def mark_order_done(session: Session, order_id: str, *, by: str) -> Order:
    """Finance has dealt with the order. Raises Conflict when somebody has already."""
    order = found(session, Order, order_id, lock=True)
    order.mark_done(by)
    return order


def mark_order_open(session: Session, order_id: str) -> Order:
    """Undo the mark. Raises Conflict when there is none."""
    order = found(session, Order, order_id, lock=True)
    order.mark_open()
    return order


def _tell(session: Session, order: Order) -> None:
    note_fact(
        session,
        order.deal_id,
        kind="order.booked",
        document=order.id,
        key=f"order.booked:{order.envelope_id}",
        detail=verbatim(order.number),
    )
    record(session, OrderBooked(order_id=order.id, deal_id=order.deal_id, number=order.number))
