"""Whom price lists are for, their order and rates, over HTTP for other systems."""

from typing import Any

from sqlalchemy import select

from cpq.listing import assigning, claims, queries
from cpq.listing.answering import assignment_out, rate_out
from cpq.listing.api import price_lists_api
from cpq.listing.bodies import (
    AssignmentIn,
    AssignmentOut,
    AssignmentsOut,
    PrecedenceBody,
    RateIn,
    RateOut,
    RatesOut,
)
from cpq.models import CurrencyRate
from cpq.price_lists import list_by_code
from cpq.price_lists.whom import precedence_at
from foundation.db import utcnow
from foundation.doors import session
from foundation.errors import Refusal
from foundation.language import _
from people.current import person

MOST_RATES = 500


@price_lists_api.get("/<code>/assignments")
@price_lists_api.output(AssignmentsOut)
@price_lists_api.doc(responses=[404])
def list_assignments(code: str) -> dict[str, Any]:
    """Return whom a list is for."""
    row = list_by_code(session(), code)
    known = queries.assignments_of(session(), [row.id], utcnow()).get(row.id, [])
    return {"assignments": [assignment_out(one) for one in known]}


@price_lists_api.post("/<code>/assignments")
@price_lists_api.input(AssignmentIn)
@price_lists_api.output(AssignmentOut, status_code=201)
@price_lists_api.doc(responses=[400, 403, 404])
def assign_price_list(code: str, json_data: AssignmentIn) -> dict[str, Any]:
    """Let somebody have a list; the same rank and target again replaces what was said before."""
    row = list_by_code(session(), code)
    form = json_data.model_dump()
    return assignment_out(claims.assign_checked(session(), row.id, form, by=person().name))


@price_lists_api.delete("/<code>/assignments/<assignment_id>")
@price_lists_api.output({}, status_code=204)
@price_lists_api.doc(responses=[403, 404])
def end_assignment(code: str, assignment_id: str) -> str:
    """Let nobody new have the list this way; quotes opened before keep it."""
    assigning.end(session(), list_by_code(session(), code).id, assignment_id)
    return ""


@price_lists_api.get("/precedence")
@price_lists_api.output(PrecedenceBody)
def get_precedence() -> dict[str, Any]:
    """Return the order in which ranks are asked now."""
    places = precedence_at(session(), utcnow())
    return {
        "places": [
            {"rank": at.rank.value, "position": at.position, "exclusive": at.exclusive}
            for at in places
        ]
    }


@price_lists_api.put("/precedence")
@price_lists_api.input(PrecedenceBody)
@price_lists_api.output(PrecedenceBody)
@price_lists_api.doc(responses=[400, 403])
def set_precedence(json_data: PrecedenceBody) -> dict[str, Any]:
    """Ask ranks in another order from now on."""
    form: dict[str, str] = {}
    for place in json_data.places:
        assigning.rank_from(place.rank)
        if f"position_{place.rank}" in form:
            raise Refusal(_("Name every rank once."), field="places")
        form[f"position_{place.rank}"] = str(place.position)
        form[f"exclusive_{place.rank}"] = "yes" if place.exclusive else ""
    claims.change_order(session(), form, by=person().name)
    return json_data.model_dump()


@price_lists_api.get("/rates")
@price_lists_api.output(RatesOut)
def list_rates() -> dict[str, Any]:
    """Return the rates of currencies, the newest first."""
    rows = select(CurrencyRate).order_by(CurrencyRate.valid_from.desc(), CurrencyRate.id)
    return {"rates": [rate_out(row) for row in session().scalars(rows.limit(MOST_RATES))]}


@price_lists_api.post("/rates")
@price_lists_api.input(RateIn)
@price_lists_api.output(RateOut, status_code=201)
@price_lists_api.doc(responses=[400, 403, 409])
def add_rate(json_data: RateIn) -> dict[str, Any]:
    """Say what one unit of a currency is worth in another, from a moment on."""
    form = {
        "from": json_data.from_currency,
        "to": json_data.to_currency,
        "rate": json_data.rate,
        "valid_from": json_data.valid_from,
    }
    return rate_out(assigning.add_rate(session(), form, by=person().name))
