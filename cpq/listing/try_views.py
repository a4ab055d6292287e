"""The page on which anybody tries what somebody would pay."""

from flask import render_template, request
from sqlalchemy import select

from cpq.blueprint import cpq
from cpq.catalog.units import UNITS, unit_of
from cpq.listing.actions import CURRENCIES
from cpq.listing.trying import Tried, try_price, without_costs
from cpq.models import ListOfPrices
from cpq.price_lists.whom import campaigns_known
from cpq.pricing.notes import text_of
from cpq.quoting.proof_views import may_see_costs
from customers.channels import LABELS as CHANNELS
from customers.queries import all_customers
from foundation.doors import session
from foundation.errors import Refusal
from foundation.language import Text, _, speaking


@cpq.get("/price-lists/try")
def try_a_price() -> str:
    """Show what somebody would pay for a product, step by step; nothing is kept."""
    tried: Tried | None = None
    refusal: Refusal | None = None
    if request.args.get("sku"):
        try:
            tried = try_price(session(), request.args)
            tried = tried if may_see_costs() else without_costs(tried)
        except Refusal as refused:
            refusal = refused
    return render_template(
        "listing/try.html",
        tried=tried,
        refused=refusal,
        asked=request.args,
        text_of=text_of,
        lists=_lists(tried),
        customers=[(c.id, c.called(speaking())) for c in all_customers(session())],
        campaigns=campaigns_known(session()),
        channels=[("", _("As the customer buys")), *CHANNELS.items()],
        currencies=[("", _("The customer's currency")), *((code, code) for code in CURRENCIES)],
        units=[("", _("The product's own unit")), *_units()],
    )


def _lists(tried: Tried | None) -> list[tuple[ListOfPrices, int]]:
    if tried is None:
        return []
    rows = session().scalars(select(ListOfPrices).where(ListOfPrices.id.in_(tried.versions)))
    return [(row, tried.versions[row.id]) for row in rows]


def _units() -> list[tuple[str, Text | str]]:
    return [(code, unit_of(code)[speaking()]) for code in UNITS]
