"""Pages about a deal's quote that need more than the quote: opening it, and who approves it."""

from collections.abc import Callable
from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.discounts.reading import price_from
from cpq.quoting.sheet import line_of
from flow import quoting
from flow.approval import approval_of
from flow.blueprint import pages
from flow.forecast import LineForecast, kept_grounds, line_forecast, row_forecast
from foundation.doors import session
from foundation.errors import Missing, Refusal
from foundation.language import _, say
from people.current import person
from people.roles import SALES


@pages.post("/deals/<deal_id>/quotes")
def open_quote(deal_id: str) -> ResponseReturnValue:
    """Open a quote with what the deal knows, and go to it."""
    revision_id = quoting.open_quote(session(), deal_id, by=person())
    flash(say(_("The quote is open. Add what the customer wants.")))
    return redirect(url_for("cpq.show_quote", revision_id=revision_id))


@pages.post("/quotes/<revision_id>/approval")
def submit_again(revision_id: str) -> ResponseReturnValue:
    """Ask anew for an approval that ran out."""
    new = quoting.submit_again(session(), revision_id, by=person())
    flash(say(_("Submitted again as a new revision. The approvers are asked by mail.")))
    return redirect(url_for("cpq.show_quote", revision_id=new))


@pages.get("/quotes/<revision_id>/approval")
def quote_approval(revision_id: str) -> ResponseReturnValue:
    """Say who would have to approve, or how far approval has come."""
    standing = approval_of(session(), revision_id)
    if request.args.get("seen", standing.state) != standing.state:
        return "", {"HX-Refresh": "true"}
    part = "flow/approval_part.html"
    page = part if request.headers.get("HX-Request") else "flow/approval.html"
    return render_template(page, standing=standing, part=part)


@pages.get("/quotes/<revision_id>/lines/<line_id>/forecast")
def show_line_forecast(revision_id: str, line_id: str) -> str:
    """Say what a price would come to and who would have to agree, as it is typed; keeps nothing."""
    part = request.headers.get("HX-Request") is not None
    return render_template(
        "flow/forecast_part.html" if part else "flow/forecast.html",
        forecast=_readable(lambda: _foretold(revision_id, line_id)),
        revision_id=revision_id,
        may_see_margin=person().may_act_as(*SALES),
    )


@pages.get("/quotes/<revision_id>/lines/<line_id>/typed")
def show_row_forecast(revision_id: str, line_id: str) -> str:
    """Say the same of what is typed into a line's own fields; where nothing is, how it stands."""
    forecast = _readable(lambda: row_forecast(session(), revision_id, line_id, request.args))
    return render_template(
        "flow/row_forecast.html",
        forecast=forecast,
        position=line_of(session(), revision_id, line_id).position,
        standing=None if forecast else approval_of(session(), revision_id),
        revision_id=revision_id,
        may_see_margin=person().may_act_as(*SALES),
    )


def _foretold(revision_id: str, line_id: str) -> LineForecast:
    kept = kept_grounds(session(), revision_id, line_id)
    price = price_from(request.args, kept) if "how" in request.args else None
    return _without_file(line_forecast(session(), revision_id, line_id, price))


def _readable(foretold: Callable[[], LineForecast | None]) -> LineForecast | None:
    """Return the forecast of what is typed so far; what cannot be read yet is said."""
    try:
        return foretold()
    except Missing:
        raise
    except Refusal as refusal:
        return LineForecast("", "", unknown=refusal.text)


def _without_file(foretold: LineForecast) -> LineForecast:
    """Leave the file out that may be chosen already: it is looked at when the price is saved."""
    said = [problem for problem in foretold.problems if problem.field != "evidence"]
    return replace(foretold, problems=said)
