"""Working on a draft: its lines and terms, submitting and revising it."""

from decimal import Decimal

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq import actions
from cpq.blueprint import cpq
from cpq.quoting.finding import sku_meant
from cpq.quoting.sheet import line_of, line_view
from cpq.quoting.showing import about
from foundation.doors import refused_on, session
from foundation.language import _, say
from foundation.numbers import parse_number
from people.current import person

TERMS = ("subject", "valid_until", "delivery", "payment_terms", "notes")


@cpq.post("/quotes/<revision_id>/lines")
@refused_on("cpq.show_quote")
def add_line(revision_id: str) -> ResponseReturnValue:
    """Put a product on the quote; a configurable one is configured next."""
    sku = request.form.get("sku") or sku_meant(session(), request.form.get("product", ""))
    quantity = parse_number(request.form.get("quantity") or "1", _("Quantity"), field="quantity")
    line = actions.add_line(session(), revision_id, sku=sku, quantity=quantity)
    if line.complete:
        return _changed(revision_id)
    return _go(url_for("cpq.configure", revision_id=revision_id, line_id=line.id))


@cpq.post("/quotes/<revision_id>/lines/<line_id>")
@refused_on("cpq.show_quote")
def change_line(revision_id: str, line_id: str) -> ResponseReturnValue:
    """Change a line's quantity and discount; the rest of the page keeps what is being typed."""
    line_of(session(), revision_id, line_id)
    line = actions.change_line(
        session(),
        line_id,
        quantity=_number("quantity"),
        percent=_number("percent"),
        reason=request.form.get("reason", ""),
    )
    if not request.headers.get("HX-Request"):
        return _changed(revision_id)
    session().flush()
    view = line_view(session(), line)
    return _told(render_template("cpq/line_changed.html", line=view, **about(revision_id)))


@cpq.post("/quotes/<revision_id>/lines/<line_id>/move")
@refused_on("cpq.show_quote")
def move_line(revision_id: str, line_id: str) -> ResponseReturnValue:
    """Put a line one place up or down."""
    line = line_of(session(), revision_id, line_id)
    step = -1 if request.form.get("to") == "up" else 1
    actions.move_line(session(), line_id, line.position + step)
    return _changed(revision_id)


@cpq.post("/quotes/<revision_id>/lines/<line_id>/remove")
@refused_on("cpq.show_quote")
def remove_line(revision_id: str, line_id: str) -> ResponseReturnValue:
    """Take a line off the quote."""
    line_of(session(), revision_id, line_id)
    actions.remove_line(session(), line_id)
    return _changed(revision_id)


@cpq.post("/quotes/<revision_id>/terms")
@refused_on("cpq.show_quote")
def set_terms(revision_id: str) -> ResponseReturnValue:
    """Change subject, validity, delivery, payment and notes."""
    given = {name: request.form[name] for name in TERMS if name in request.form}
    actions.set_terms(session(), revision_id, given)
    flash(say(_("The terms are saved.")))
    return _go(url_for("cpq.show_quote", revision_id=revision_id))


@cpq.post("/quotes/<revision_id>/submit")
@refused_on("cpq.show_quote")
def submit_quote(revision_id: str) -> ResponseReturnValue:
    """Freeze the quote and ask for its release."""
    row = actions.submit_quote(session(), revision_id, by=person().id)
    flash(say(_("Quote %(number)s is submitted.", number=row.number)))
    return _go(url_for("cpq.show_quote", revision_id=revision_id))


@cpq.post("/quotes/<revision_id>/revise")
@refused_on("cpq.show_quote")
def revise_quote(revision_id: str) -> ResponseReturnValue:
    """Begin the next revision."""
    new = actions.revise_quote(session(), revision_id, by=person().id)
    flash(say(_("This is revision %(n)s. Change it and submit it again.", n=new.revision)))
    return _go(url_for("cpq.show_quote", revision_id=new.id))


def _changed(revision_id: str) -> ResponseReturnValue:
    """Show the quote as it is now: the lines alone where htmx asked."""
    if not request.headers.get("HX-Request"):
        return redirect(url_for("cpq.show_quote", revision_id=revision_id), 303)
    session().flush()
    session().expire_all()
    shown = about(revision_id) | {"suggestions": [], "words": ""}
    return _told(render_template("cpq/lines.html", **shown))


def _told(part: str) -> ResponseReturnValue:
    """Answer with a part of the page, and let the others know that the quote has changed."""
    answer = make_response(part)
    answer.headers["HX-Trigger"] = "quote-changed"
    return answer


def _go(address: str) -> ResponseReturnValue:
    """Lead to another page, also where htmx asked."""
    if not request.headers.get("HX-Request"):
        return redirect(address, 303)
    answer = make_response("", 204)
    answer.headers["HX-Redirect"] = address
    return answer


def _number(field: str) -> Decimal | None:
    names = {"quantity": _("Quantity"), "percent": _("Discount in percent")}
    if field not in request.form:
        return None
    typed = request.form[field].strip().rstrip("%％")
    if field == "percent" and not typed:
        return Decimal(0)
    return parse_number(typed, names[field], field=field)
