"""Looking at quotes: the list, one quote, and why a line costs what it costs."""

from typing import Any

from flask import render_template, request

from cpq.blueprint import cpq
from cpq.catalog.modelling.guides import guide_of
from cpq.catalog.queries import product_cards
from cpq.catalog.units import unit_of
from cpq.models import QuoteState
from cpq.queries import quotes_matching
from cpq.quoting.finding import suggestions
from cpq.quoting.sheet import line_of, line_view, sheet_of
from cpq.quoting.story import story_of
from cpq.terms import DELIVERY, PAYMENT
from customers.queries import customer_cards
from foundation.doors import page_number, page_of, session
from foundation.language import speaking
from people.current import person
from people.queries import PersonCard, people
from people.roles import SALES


@cpq.get("/quotes")
def list_quotes() -> str:
    """List quotes, newest first."""
    words = request.args.get("q", "").strip()[:100]
    state, sort = request.args.get("state", ""), request.args.get("sort", "-created")
    page = page_of(quotes_matching(words, state, sort), page_number())
    return render_template(
        "cpq/quotes.html",
        page=page,
        customers=customer_cards(session(), {row.customer_id for row in page.rows}),
        owners=_people_by_id(),
        q=words,
        state=state,
        sort=sort,
        states=QuoteState,
    )


@cpq.get("/quotes/<revision_id>")
def show_quote(revision_id: str) -> str:
    """Show one revision: a draft is edited here, everything else is read only."""
    return render_template("cpq/quote.html", **about(revision_id))


@cpq.get("/quotes/<revision_id>/products")
def suggest_products(revision_id: str) -> str:
    """Suggest products for what is being typed."""
    return render_template(
        "cpq/suggestions.html",
        revision_id=revision_id,
        suggestions=suggestions(session(), request.args.get("product", "")),
        words=request.args.get("product", "").strip(),
    )


@cpq.get("/quotes/<revision_id>/lines/<line_id>")
def show_line(revision_id: str, line_id: str) -> str:
    """Explain one line: every step from list price to net, and the parts it is made of."""
    line = line_of(session(), revision_id, line_id)
    part = request.headers.get("HX-Request") is not None
    skus = [row["sku"] for row in line.bom if row["sku"]]
    return render_template(
        "cpq/line_story.html" if part else "cpq/line.html",
        revision=line.revision_row,
        line=line_view(session(), line),
        story=story_of(session(), line),
        bom=line.bom,
        unit_of=unit_of,
        cards=product_cards(session(), skus),
    )


def about(revision_id: str) -> dict[str, Any]:
    """Return what the page of a quote shows."""
    sheet = sheet_of(session(), revision_id, speaking())
    return {
        "sheet": sheet,
        "quote": sheet.row,
        "may_see_margin": person().may_act_as(*SALES),
        "delivery_terms": DELIVERY,
        "payment_terms": PAYMENT,
        "suggestions": suggestions(session(), request.form.get("product", "")),
        "words": request.form.get("product", "").strip(),
        "guide": guide_of(session()) if sheet.editable else None,
    }


def _people_by_id() -> dict[str, PersonCard]:
    return {card.id: card for card in people(session())}
