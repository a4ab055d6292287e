"""What follows outside the transaction: sales hears of a won deal, finance of a new order."""

from typing import Any

from sqlalchemy.orm import Session

from customers.queries import customer_card
from deals.events import DealWon, OrderBooked
from deals.models import Deal, Order
from foundation import mail
from foundation.db import found
from foundation.db import transaction as writing
from foundation.events import later
from people.queries import everyone_in_sales, holders_of, person_card
from people.roles import Role


@later(DealWon, "deals.tell_sales")
def tell_sales(event: DealWon) -> None:
    """Mail everybody in sales that a deal is won; each of them once."""
    with writing() as session:
        values = _deal_said(session, found(session, Deal, event.deal_id))
        for person in everyone_in_sales(session):
            mail.post(
                session,
                to=person.address,
                template="deal_won",
                cause=f"won:{event.transition_id}",
                values=values,
            )


@later(OrderBooked, "deals.tell_finance")
def tell_finance(event: OrderBooked) -> None:
    """Mail everybody in finance that there is an order; each of them once."""
    with writing() as session:
        order = found(session, Order, event.order_id)
        deal = found(session, Deal, order.deal_id)
        for person in holders_of(session, Role.FINANCE):
            mail.post(
                session,
                to=person.address,
                template="order_booked",
                cause=f"order:{order.id}",
                values=_deal_said(session, deal) | _order_said(order),
            )


def _deal_said(session: Session, deal: Deal) -> dict[str, Any]:
    customer = customer_card(session, deal.customer_id)
    owner = person_card(session, deal.owner_id)
    return {
        "deal_id": deal.id,
        "number": deal.number,
        "name": deal.name,
        "customer": {"ja": customer.called("ja"), "en": customer.called("en")},
        "owner": {"ja": owner.called("ja"), "en": owner.called("en")},
        "worth": [deal.amount, deal.currency] if deal.amount is not None else None,
    }


def _order_said(order: Order) -> dict[str, Any]:
    return {
        "order_id": order.id,
        "order_number": order.number,
        "quote_number": order.quote_number,
        "customer": order.customer,
        "worth": [order.amount, order.currency],
        "booked_at": order.booked_at.isoformat(),
    }
