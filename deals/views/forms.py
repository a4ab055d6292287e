"""Open a deal, and change what is known of it."""

from collections.abc import Mapping
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from customers.channels import Channel
from customers.queries import (
    CustomerCard,
    all_customers,
    contacts_of,
    customer_cards,
    divisions_of,
    partners,
)
from deals import actions, queries
from deals.blueprint import deals
from deals.queries.months import month_after
from deals.reading import month_of
from foundation.db import today
from foundation.doors import refused_on, session
from foundation.language import _, say, speaking
from people.current import person
from people.queries import everyone_in_sales

MONTHS_AHEAD = 24
KEPT = ("name", "expected_month", "amount", "owner_id")


@deals.get("/deals/new")
def new_deal() -> str:
    """Ask for a deal; a chosen customer brings their people and their usual channel."""
    known = {key: request.args[key] for key in KEPT if key in request.args}
    values = {"owner_id": person().id, "expected_month": f"{today():%Y-%m}", **known}
    return render_template(
        "deals/new.html",
        customers=all_customers(session()),
        **_choices(request.values.get("customer_id", ""), values),
    )


@deals.get("/deals/new/customer")
def customer_part() -> str:
    """Return the part of the form that depends on the customer."""
    choices = _choices(request.args.get("customer_id", ""), {})
    return render_template("deals/customer_part.html", part=True, **choices)


@deals.post("/deals/new")
@refused_on("deals.new_deal")
def open_deal() -> ResponseReturnValue:
    """Open the deal."""
    deal = actions.open_deal(session(), request.form, by=person())
    flash(say(_("Deal %(number)s is open.", number=deal.number)))
    return redirect(url_for("flow.show_deal", deal_id=deal.id), 303)


@deals.get("/deals/<deal_id>/edit")
def edit_deal(deal_id: str) -> str:
    """Ask what to change."""
    deal = queries.deal_card(session(), deal_id)
    choices = _choices(deal.customer.id, deal.fields)
    return render_template("deals/edit.html", deal=deal, **choices)


@deals.post("/deals/<deal_id>/edit")
@refused_on("deals.edit_deal")
def change_deal(deal_id: str) -> ResponseReturnValue:
    """Change the deal."""
    actions.change_deal(session(), deal_id, request.form, by=person())
    flash(say(_("The deal is saved.")))
    return redirect(url_for("flow.show_deal", deal_id=deal_id), 303)


def _choices(customer_id: str, values: Mapping[str, str]) -> dict[str, object]:
    customer = customer_cards(session(), [customer_id]).get(customer_id)
    owners = everyone_in_sales(session())
    if person() not in owners:
        owners = [person(), *owners]
    return {
        "customer": customer,
        "values": {**_usual(customer), **values},
        "contacts": contacts_of(session(), customer.id) if customer else [],
        "divisions": divisions_of(session(), customer.id) if customer else [],
        "partners": [p for p in partners(session()) if not customer or p.id != customer.id],
        "channels": [(channel.value, channel.label) for channel in Channel],
        "owners": [(one.id, one.called(speaking())) for one in owners],
        "months": _months(values.get("expected_month", "")),
        "currency": customer.currency if customer else "JPY",
    }


def _usual(customer: CustomerCard | None) -> dict[str, str]:
    """Return the route by which this customer usually buys."""
    if customer is None:
        return {"channel": Channel.DIRECT.value}
    route = (customer.channel, customer.dealer_id, customer.distributor_id)
    return dict(zip(("channel", "dealer_id", "distributor_id"), route, strict=True))


def _months(known: str) -> list[date]:
    """Return the months to choose from: from now on, and the one that is set already."""
    first = today().replace(day=1)
    months = [month_after(first, n) for n in range(MONTHS_AHEAD)]
    own = month_of(known) if known else first
    return months if own in months else sorted([own, *months])
