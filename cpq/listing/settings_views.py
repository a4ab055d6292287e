"""The page of what holds for all price lists: the order in which they are asked, and rates."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from cpq.blueprint import cpq
from cpq.listing import assigning, claims
from cpq.listing.actions import CURRENCIES
from cpq.listing.wording import RANKS
from cpq.models import CurrencyRate
from cpq.price_lists.whom import precedence_at
from foundation.db import utcnow
from foundation.doors import page_number, page_of, refused_on, session
from foundation.language import _, say
from people.current import person


@cpq.get("/price-lists/settings")
def price_settings() -> str:
    """Show the order of ranks and the rates of currencies."""
    now = utcnow()
    rates = select(CurrencyRate).order_by(CurrencyRate.valid_from.desc(), CurrencyRate.id)
    return render_template(
        "listing/settings.html",
        order=precedence_at(session(), now),
        ranks=RANKS,
        page=page_of(rates, page_number(), size=25),
        now=now,
        currencies=[(code, code) for code in CURRENCIES],
    )


@cpq.post("/price-lists/settings/precedence")
@refused_on("cpq.price_settings")
def change_precedence() -> ResponseReturnValue:
    """Ask ranks in another order from now on."""
    claims.change_order(session(), request.form, by=person().name)
    flash(say(_("Lists are asked in this order from now on.")))
    return redirect(url_for("cpq.price_settings"))


@cpq.post("/price-lists/settings/rates")
@refused_on("cpq.price_settings")
def add_rate() -> ResponseReturnValue:
    """Say what a currency is worth in another."""
    assigning.add_rate(session(), request.form, by=person().name)
    flash(say(_("The rate was added.")))
    return redirect(url_for("cpq.price_settings", _anchor="rates"))


@cpq.post("/price-lists/settings/rates/<rate_id>/remove")
@refused_on("cpq.price_settings")
def remove_rate(rate_id: str) -> ResponseReturnValue:
    """Forget a rate that has not begun."""
    assigning.remove_rate(session(), rate_id)
    flash(say(_("The rate was removed.")))
    return redirect(url_for("cpq.price_settings", _anchor="rates"))
