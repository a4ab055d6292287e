"""What a quote's page says of newer prices, and the page on which they are looked at and taken."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.blueprint import cpq
from cpq.catalog.queries import product_cards
from cpq.listing.naming import campaigns_called
from cpq.listing.renewing import newer_lists, renewal_of, take_new_prices
from cpq.models import QuoteRevision, QuoteState
from foundation.db import found
from foundation.doors import refused_on, session
from foundation.language import _, say


@cpq.get("/quotes/<revision_id>/price-news")
def price_news(revision_id: str) -> str:
    """Say on a quote's page that newer prices are there."""
    revision = found(session(), QuoteRevision, revision_id)
    newer = newer_lists(session(), revision)
    draft = revision.state is QuoteState.DRAFT and not revision.leg_id
    return render_template(
        "listing/news.html",
        revision=revision,
        newer=newer,
        draft=draft,
        campaigns=campaigns_called(session()) if draft else {},
    )


@cpq.get("/quotes/<revision_id>/new-prices")
def show_new_prices(revision_id: str) -> str:
    """Show what the prices of now would make of a draft, line by line."""
    revision = found(session(), QuoteRevision, revision_id)
    asked = request.values.get("campaign")
    known = campaigns_called(session())
    renewal = renewal_of(session(), revision, asked if asked in {*known, "", None} else None)
    return render_template(
        "listing/new_prices.html",
        revision=revision,
        renewal=renewal,
        products=product_cards(session(), (line.sku for line in renewal.lines)),
        campaigns=[("", _("No campaign")), *known.items()],
    )


@cpq.post("/quotes/<revision_id>/new-prices")
@refused_on("cpq.show_new_prices")
def take_prices(revision_id: str) -> ResponseReturnValue:
    """Price a draft with what holds now, as it was shown."""
    seen, campaign = request.form.get("seen", ""), request.form.get("campaign", "")
    take_new_prices(session(), revision_id, seen=seen, campaign=campaign)
    flash(say(_("The quote has the prices of now.")))
    return redirect(url_for("cpq.show_quote", revision_id=revision_id))
