"""The inbox of finance: signed orders, their documents, their data."""

import json

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select

from deals import actions, queries
from deals.blueprint import deals
from deals.models import Order
from deals.queries.orders import OrderCard, card_of
from foundation.doors import page_number, page_of, refused_on, session
from foundation.errors import Missing
from foundation.formats import local_day
from foundation.handing import handed_out
from foundation.language import _, say, speaking
from foundation.spreadsheets import MARK, line_of
from people.current import person

GROUPS = {"open", "done", "all"}
LARGEST_EXPORT = 20_000
HEADS = (
    _("Order"),
    _("Quote"),
    _("Customer"),
    _("Total with tax"),
    _("Currency"),
    _("Booked on"),
    _("Done on"),
    _("Done by"),
)


@deals.get("/orders")
def orders() -> str:
    """List the orders: those to be dealt with first."""
    page = page_of(_asked(), page_number())
    return render_template(
        "deals/orders.html",
        page=page,
        rows=[card_of(row) for row in page.rows],
        words=request.args.get("q", ""),
        group=_group(),
        sort=request.args.get("sort", "-booked"),
    )


@deals.get("/orders.csv")
def export_orders() -> Response:
    """Hand out the list, as filtered, for a spreadsheet."""
    heading = line_of([say(head) for head in HEADS])
    rows = session().scalars(_asked().limit(LARGEST_EXPORT))
    lines = [line_of(_line(card_of(row))) for row in rows]
    answer = Response(MARK + heading + "".join(lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="orders.csv"'
    return answer


@deals.get("/orders/<order_id>")
def show_order(order_id: str) -> str:
    """Show one order: who signed what, and what it comes to."""
    order = queries.order_card(session(), order_id)
    deal = queries.deal_card(session(), order.deal_id)
    return render_template("deals/order.html", order=order, deal=deal)


@deals.get("/orders/<order_id>/<name>.pdf")
def order_pdf(order_id: str, name: str) -> Response:
    """Hand out the sealed order form or its certificate."""
    order = queries.order_card(session(), order_id)
    if name == "order":
        return handed_out(order.document, f"{order.number}.pdf")
    if name == "certificate":
        return handed_out(order.certificate, f"{order.number}-certificate.pdf")
    raise Missing(_("There is no such document."))


@deals.get("/orders/<order_id>/data.json")
def order_data(order_id: str) -> Response:
    """Hand out the order as data."""
    order = queries.order_card(session(), order_id)
    content = json.dumps(order.data, ensure_ascii=False, indent=2)
    answer = Response(content, mimetype="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{order.number}.json"'
    return answer


@deals.post("/orders/<order_id>/done")
@refused_on("deals.show_order")
def mark_done(order_id: str) -> ResponseReturnValue:
    """Tick the order off."""
    order = actions.mark_order_done(session(), order_id, by=person().name)
    flash(say(_("Order %(number)s is marked as done.", number=order.number)))
    return redirect(url_for("deals.show_order", order_id=order_id), 303)


@deals.post("/orders/<order_id>/open")
@refused_on("deals.show_order")
def mark_open(order_id: str) -> ResponseReturnValue:
    """Undo the tick."""
    order = actions.mark_order_open(session(), order_id)
    flash(say(_("Order %(number)s is to be dealt with again.", number=order.number)))
    return redirect(url_for("deals.show_order", order_id=order_id), 303)


def _asked() -> Select[Order]:
    words, sort = request.args.get("q", "")[:100], request.args.get("sort", "-booked")
    return queries.orders_matching(words, _group(), sort)


def _group() -> str:
    group = request.args.get("group", "open")
    return group if group in GROUPS else "open"


def _line(order: OrderCard) -> list[str]:
    done = local_day(order.done_at).isoformat() if order.done_at else ""
    return [
        order.number,
        order.quote_number,
        order.called(speaking()),
        str(order.total.major),
        order.total.currency,
        local_day(order.booked_at).isoformat(),
        done,
        order.done_by,
    ]
