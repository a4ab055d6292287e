"""The price of one line, the discount on the whole, and the mark of a quote for comparison."""

from decimal import Decimal
from urllib.parse import urlsplit

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.actions import prices
from cpq.blueprint import cpq
from cpq.discounts.given import grounds_of
from cpq.discounts.panel import panel_of
from cpq.discounts.reading import evidence_from, price_from
from cpq.models import QuoteRevision
from cpq.quoting.sheet import line_of
from foundation.db import found, today
from foundation.doors import refused_on, session
from foundation.errors import Missing
from foundation.handing import handed_out
from foundation.language import _, say
from foundation.money import Money
from foundation.numbers import parse_number


@cpq.get("/quotes/<revision_id>/lines/<line_id>/price")
def line_price(revision_id: str, line_id: str) -> str:
    """Show how a line is priced: by which pattern, on what grounds, and what the rules say."""
    line = line_of(session(), revision_id, line_id)
    part = request.headers.get("HX-Request") is not None
    return render_template(
        "discounts/price_panel.html" if part else "discounts/line_price.html",
        quote=line.revision_row,
        panel=panel_of(session(), line.revision_row, line, today()),
    )


@cpq.post("/quotes/<revision_id>/lines/<line_id>/price")
@refused_on("cpq.line_price")
def set_line_price(revision_id: str, line_id: str) -> ResponseReturnValue:
    """Take the price, the pattern and the grounds that were typed."""
    line = line_of(session(), revision_id, line_id)
    file = evidence_from(request.files.get("evidence"))
    prices.price_line(session(), line_id, price_from(request.form, grounds_of(line), file))
    return _back(revision_id, line_id)


@cpq.post("/quotes/<revision_id>/lines/<line_id>/price/rules")
@refused_on("cpq.line_price")
def take_rule_price(revision_id: str, line_id: str) -> ResponseReturnValue:
    """Drop the agreed price: the rules' own holds again."""
    line_of(session(), revision_id, line_id)
    prices.drop_manual(session(), line_id)
    return _back(revision_id, line_id)


@cpq.post("/quotes/<revision_id>/lines/<line_id>/price/ignore")
@refused_on("cpq.line_price")
def ignore_line_rules(revision_id: str, line_id: str) -> ResponseReturnValue:
    """Begin from the list price alone, or let the rules work again."""
    line_of(session(), revision_id, line_id)
    prices.ignore_rules(session(), line_id, ignore=request.form.get("ignore") == "yes")
    return _back(revision_id, line_id)


@cpq.get("/quotes/<revision_id>/lines/<line_id>/evidence")
def line_evidence(revision_id: str, line_id: str) -> Response:
    """Hand the evidence of a line out, to be saved."""
    file = grounds_of(line_of(session(), revision_id, line_id)).file
    if file is None:
        raise Missing(_("There is no evidence on this line."))
    return handed_out(file.sha256, file.name, file.media_type)


@cpq.get("/quotes/<revision_id>/discount")
def document_discount(revision_id: str) -> str:
    """Show the discount on the whole."""
    part = request.headers.get("HX-Request") is not None
    row = found(session(), QuoteRevision, revision_id)
    return render_template(
        "discounts/document_panel.html" if part else "discounts/document_discount.html",
        quote=row,
        typed=_typed(row),
        taken=sum((line.price or {}).get("share", 0) for line in row.lines),
    )


@cpq.post("/quotes/<revision_id>/discount")
@refused_on("cpq.document_discount")
def set_document_discount(revision_id: str) -> ResponseReturnValue:
    """Take a percentage or an amount off the whole."""
    typed = request.form.get("value", "").strip().rstrip("%％").lstrip("¥￥$").strip()
    name = _("Discount")
    value = parse_number(typed, name, minimum=0, field="value") if typed else Decimal(0)
    how = "amount" if request.form.get("how") == "amount" else "percent"
    reason = request.form.get("reason", "")
    prices.set_document_discount(session(), revision_id, reason=reason, **{how: value})
    return _back(revision_id)


@cpq.post("/quotes/<revision_id>/quote-only")
@refused_on("cpq.show_quote")
def mark_quote_only(revision_id: str) -> ResponseReturnValue:
    """Mark a quote as one for comparison (相見積り), or as one that may become an order."""
    row = prices.mark_quote_only(session(), revision_id, on=request.form.get("on") == "yes")
    marked = _("The quote is marked as one for comparison: it counts in no forecast.")
    flash(say(marked if row.quote_only else _("The quote counts as one that may be ordered.")))
    return _back(revision_id)


def _typed(row: QuoteRevision) -> Decimal | None:
    given = row.document_discount
    if amount := given.get("amount"):
        return Money(amount, row.currency).major
    return Decimal(given["percent"]) if given.get("percent") else None


def _back(revision_id: str, line_id: str = "") -> ResponseReturnValue:
    """Show the quote as it is now; htmx loads the page anew where it stands."""
    if request.headers.get("HX-Request"):
        answer = make_response("", 204)
        if urlsplit(request.headers.get("HX-Current-URL", "")).path == request.path:
            answer.headers["HX-Redirect"] = url_for("cpq.show_quote", revision_id=revision_id)
        else:
            answer.headers["HX-Refresh"] = "true"
        return answer
    anchor = f"l-{line_id}" if line_id else None
    return redirect(url_for("cpq.show_quote", revision_id=revision_id, _anchor=anchor), 303)
