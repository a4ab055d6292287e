"""Signed orders for other systems: their data and their documents."""

from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field

from deals import actions, queries
from deals.queries import OrderCard
from deals.queries.orders import card_of
from foundation.bodies import KNOWN, LONGEST_PAGE, PROBLEMS, Amount, Body
from foundation.doors import page_of, session
from foundation.handing import handed_out
from people.current import person

orders_api = APIBlueprint("orders_api", __name__, url_prefix="/api/v1/orders", tag="Orders")


class OrdersIn(Body):
    """Which orders: open, done or all."""

    q: str = Field(default="", max_length=100)
    state: str = Field(default="all", pattern="^(open|done|all)$")
    page: int = Field(default=1, ge=1, le=100_000)
    per_page: int = Field(default=50, ge=1, le=LONGEST_PAGE)


class OrderOut(BaseModel):
    """A signed order. ``data`` is its content as signed; amounts in it are minor units."""

    id: str
    number: str
    deal_id: str
    envelope_id: str
    quote_number: str
    customer: dict[str, str]
    amount: Amount
    booked_at: datetime
    done_at: datetime | None
    done_by: str
    document_href: str
    certificate_href: str
    data: dict[str, Any] | None = None


class OrdersOut(BaseModel):
    """A page of orders."""

    orders: list[OrderOut]
    page: int
    total: int


@orders_api.get("")
@orders_api.input(OrdersIn, location="query")
@orders_api.output(OrdersOut)
@orders_api.doc(responses=KNOWN)
def list_orders(query_data: OrdersIn) -> OrdersOut:
    """List signed orders, newest first."""
    query = queries.orders_matching(query_data.q, query_data.state)
    page = page_of(query, query_data.page, query_data.per_page)
    rows = [_order(card_of(row)) for row in page.rows]
    return OrdersOut(orders=rows, page=page.number, total=page.total)


@orders_api.get("/<order_id>")
@orders_api.output(OrderOut)
@orders_api.doc(responses=PROBLEMS)
def get_order(order_id: str) -> OrderOut:
    """Return an order with its data."""
    order = queries.order_card(session(), order_id)
    return _order(order).model_copy(update={"data": order.data})


@orders_api.get("/<order_id>/document")
@orders_api.doc(responses=PROBLEMS)
def get_order_document(order_id: str) -> Response:
    """Return the sealed order form as PDF."""
    order = queries.order_card(session(), order_id)
    return handed_out(order.document, f"{order.number}.pdf")


@orders_api.get("/<order_id>/certificate")
@orders_api.doc(responses=PROBLEMS)
def get_order_certificate(order_id: str) -> Response:
    """Return the certificate of completion as PDF."""
    order = queries.order_card(session(), order_id)
    return handed_out(order.certificate, f"{order.number}-certificate.pdf")


@orders_api.post("/<order_id>/done")
@orders_api.output(OrderOut)
@orders_api.doc(responses={**PROBLEMS, 409: "Done already"})
def mark_order_done(order_id: str) -> OrderOut:
    """Mark an order as taken over."""
    order = actions.mark_order_done(session(), order_id, by=person().name)
    return _order(card_of(order))


def _order(order: OrderCard) -> OrderOut:
    base = f"/api/v1/orders/{order.id}"
    return OrderOut(
        id=order.id,
        number=order.number,
        deal_id=order.deal_id,
        envelope_id=order.envelope_id,
        quote_number=order.quote_number,
        customer=dict(order.customer),
        amount=Amount(amount=str(order.total.major), currency=order.total.currency),
        booked_at=order.booked_at,
        done_at=order.done_at,
        done_by=order.done_by,
        document_href=f"{base}/document",
        certificate_href=f"{base}/certificate",
    )
