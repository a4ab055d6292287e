"""Looking at quotes: the list, one quote, and why a line costs what it costs."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.blueprint import cpq
from cpq.catalog.modelling.guides import guide_of
from cpq.catalog.queries import product_cards
from cpq.catalog.units import unit_of
from cpq.channels.papers import DOCUMENTS, papers_of
from cpq.models import QuoteState
from cpq.queries import quotes_matching
from cpq.quoting.finding import suggestions
from cpq.quoting.paying import paid_by
from cpq.quoting.proof_views import may_see_costs
from cpq.quoting.rows import line_view
from cpq.quoting.sheet import Asked, line_of, sheet_of
from cpq.quoting.story import story_of, whole_story
from cpq.quoting.taken import called
from cpq.quoting.undoing import undoable
from cpq.terms import DELIVERY, PAYMENT
from customers.queries import customer_cards
from foundation.doors import page_number, page_of, session
from foundation.language import speaking
from people.current import person
from people.queries import PersonCard, people
from people.roles import SALES

ONLY = {"unpriced", "discounted", "advised"}


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
    return render_template("cpq/quote.html", **about(revision_id, asked_for()))


@cpq.get("/quotes/<revision_id>/lines")
def show_lines(revision_id: str) -> ResponseReturnValue:
    """Show another page of the lines, or those found: the part alone where htmx asked."""
    asked = asked_for()
    if not request.headers.get("HX-Request"):
        there = asked.address | ({"line": asked.line} if asked.line else {})
        return redirect(url_for("cpq.show_quote", revision_id=revision_id, **there))
    return render_template("cpq/lines_part.html", **about(revision_id, asked))


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
        story=story_of(session(), line, told=may_see_costs()),
        bom=line.bom,
        unit_of=unit_of,
        cards=product_cards(session(), skus),
    )


@cpq.get("/quotes/<revision_id>/story")
def show_whole_story(revision_id: str) -> str:
    """Show the whole quote from list prices to the total with tax."""
    sheet = sheet_of(session(), revision_id, speaking(), Asked(size=1))
    part = request.headers.get("HX-Request") is not None
    return render_template(
        "cpq/whole_story_part.html" if part else "cpq/whole_story.html",
        quote=sheet.row,
        bars=whole_story(sheet.row.lines, sheet, told=may_see_costs()),
    )


def asked_for() -> Asked:
    """Return which lines the address asks for."""
    words, only = request.args.get("q", "").strip()[:100], request.args.get("only", "")
    line = request.args.get("line", "").strip()
    number = int(line) if line.isdecimal() and len(line) < 7 else 0  # noqa: PLR2004  (a million lines)
    return Asked(words, only if only in ONLY else "", page_number(), number)


def about(revision_id: str, asked: Asked) -> dict[str, Any]:
    """Return what the page of a quote shows."""
    sheet = sheet_of(session(), revision_id, speaking(), asked)
    typed, papers = request.form.get("product", ""), papers_of(session(), revision_id)
    return {
        "sheet": sheet,
        "quote": sheet.row,
        "here": sheet.asked.address,
        "taken": request.args.get("taken", ""),
        "called": called,
        "pasted": _pasted(revision_id) if sheet.open_lines else None,
        "may_see_margin": person().may_act_as(*SALES),
        "delivery_terms": DELIVERY,
        "payment_terms": PAYMENT,
        "paid_by": paid_by(sheet.row.payment_terms, sheet.row.issued_on),
        "papers": papers,
        "paper_words": [DOCUMENTS[name] for name in papers],
        "suggestions": suggestions(session(), typed),
        "words": typed.strip(),
        "guide": guide_of(session()) if sheet.editable else None,
    }


def _pasted(revision_id: str) -> dict[str, Any] | None:
    """Return the rows that were pasted just now, as long as they can be taken off together."""
    words = request.args.get("pasted", "")
    rows = undoable(session(), revision_id, words) if words else 0
    return {"words": words, "rows": rows} if rows else None


def _people_by_id() -> dict[str, PersonCard]:
    return {card.id: card for card in people(session())}
