"""Working on a draft: its lines and terms, submitting and revising it."""

import json

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq import actions
from cpq.blueprint import cpq
from cpq.quoting.finding import sku_meant
from cpq.quoting.rows import LineView, line_view
from cpq.quoting.sheet import Asked, line_of
from cpq.quoting.showing import about, asked_for
from cpq.quoting.taken import sealed, unsealed
from cpq.quoting.typed import put_typed, typed_of
from cpq.quoting.undoing import take_off
from foundation import formats
from foundation.doors import refused_on, session
from foundation.language import Text, _, say, speaking
from foundation.numbers import parse_number
from people.current import person

TERMS = ("subject", "valid_until", "delivery", "payment_terms", "notes")
NO_LINES = Asked(size=1)
LAST_LINES = Asked(line=999_999)
LONGEST_TAKEN = 3000  # what an address may carry without script


@cpq.post("/quotes/<revision_id>/lines")
@refused_on("cpq.show_quote")
def add_line(revision_id: str) -> ResponseReturnValue:
    """Put a product on the quote; a configurable one is configured next."""
    sku = request.form.get("sku") or sku_meant(session(), request.form.get("product", ""))
    quantity = parse_number(request.form.get("quantity") or "1", _("Quantity"), field="quantity")
    line = actions.add_line(session(), revision_id, sku=sku, quantity=quantity)
    if line.complete:
        return _changed(revision_id, Asked(line=line.position))
    return _go(url_for("cpq.configure", revision_id=revision_id, line_id=line.id))


@cpq.post("/quotes/<revision_id>/lines/<line_id>")
@refused_on("cpq.show_quote")
def change_line(revision_id: str, line_id: str) -> ResponseReturnValue:
    """Change a line's quantity and price; the rest of the page keeps what is being typed."""
    line = line_of(session(), revision_id, line_id)
    line = put_typed(session(), line, typed_of(request.form, line_view(session(), line)))
    if not request.headers.get("HX-Request"):
        return _changed(revision_id, asked_for())
    session().flush()
    view = line_view(session(), line)
    shown = render_template("cpq/line_changed.html", line=view, **about(revision_id, NO_LINES))
    answer = _told(shown)
    answer.headers["HX-Trigger-After-Swap"] = json.dumps({"line-changed": _fields(view)})
    return answer


@cpq.post("/quotes/<revision_id>/lines/<line_id>/move")
@refused_on("cpq.show_quote")
def move_line(revision_id: str, line_id: str) -> ResponseReturnValue:
    """Put a line one place up or down."""
    line = line_of(session(), revision_id, line_id)
    step = -1 if request.values.get("to") == "up" else 1
    actions.move_line(session(), line_id, line.position + step)
    asked = asked_for()
    return _changed(revision_id, asked if asked.narrowed else Asked(line=line.position))


@cpq.post("/quotes/<revision_id>/lines/<line_id>/duplicate")
@refused_on("cpq.show_quote")
def duplicate_line(revision_id: str, line_id: str) -> ResponseReturnValue:
    """Put the same once more right below a line."""
    line_of(session(), revision_id, line_id)
    again = actions.duplicate_line(session(), line_id)
    asked = asked_for()
    return _changed(revision_id, asked if asked.narrowed else Asked(line=again.position))


@cpq.post("/quotes/<revision_id>/lines/<line_id>/remove")
@refused_on("cpq.show_quote")
def remove_line(revision_id: str, line_id: str) -> ResponseReturnValue:
    """Take a line off the quote, and offer to put it back."""
    line_of(session(), revision_id, line_id)
    taken = sealed(revision_id, actions.remove_line(session(), line_id))
    return _changed(revision_id, asked_for(), taken)


@cpq.post("/quotes/<revision_id>/lines/put-back")
@refused_on("cpq.show_quote")
def put_line_back(revision_id: str) -> ResponseReturnValue:
    """Put a line that was taken off back, as it was."""
    kept = unsealed(revision_id, request.form.get("taken", ""))
    line = actions.put_back(session(), revision_id, kept)
    return _changed(revision_id, Asked(line=line.position))


@cpq.post("/quotes/<revision_id>/paste/undo")
@refused_on("cpq.show_quote")
def undo_paste(revision_id: str) -> ResponseReturnValue:
    """Take the rows that were pasted off again, and say which stay."""
    rows, kept = take_off(session(), revision_id, request.form.get("pasted", ""))
    said = _("Pasted rows taken off the quote again: %(n)s", n=rows)
    if kept:
        said = _("Lines changed since stay: %(n)s. The other pasted rows are taken off.", n=kept)
    return _changed(revision_id, LAST_LINES, said=said)


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
    seen = request.form.get("seen", "")
    row = actions.submit_quote(session(), revision_id, by=person().id, seen=seen)
    flash(say(_("Quote %(number)s is submitted.", number=row.number)))
    return _go(url_for("cpq.show_quote", revision_id=revision_id))


@cpq.post("/quotes/<revision_id>/revise")
@refused_on("cpq.show_quote")
def revise_quote(revision_id: str) -> ResponseReturnValue:
    """Begin the next revision."""
    new = actions.revise_quote(session(), revision_id, by=person().id)
    flash(say(_("This is revision %(n)s. Change it and submit it again.", n=new.revision)))
    return _go(url_for("cpq.show_quote", revision_id=new.id))


def _changed(
    revision_id: str, asked: Asked, taken: str = "", said: Text | None = None
) -> ResponseReturnValue:
    """Show the quote as it is now, and say what was done: the lines alone where htmx asked."""
    if not request.headers.get("HX-Request"):
        if said:
            flash(say(said))
        there = asked.address | ({"line": asked.line} if asked.line else {})
        there |= {"taken": taken} if 0 < len(taken) < LONGEST_TAKEN else {}
        return redirect(url_for("cpq.show_quote", revision_id=revision_id, **there), 303)
    session().flush()
    session().expire_all()
    shown = about(revision_id, asked) | {
        "suggestions": [],
        "words": "",
        "taken": taken,
        "said": said,
    }
    return _told(render_template("cpq/lines.html", **shown))


def _fields(view: LineView) -> dict[str, str]:
    """Return what the fields of a line show now; those being typed in keep what is typed."""
    net, speak = view.net_amount, speaking()
    return {
        "line": view.id,
        "reason": view.reason,
        "quantity": formats.number(view.quantity, speak),
        "percent": formats.number(view.percent, speak),
        "unit": formats.bare_price(view.net_unit, net.currency, speak)
        if net and view.net_unit is not None
        else "",
        "net": formats.bare_price(net.major, net.currency, speak) if net else "",
    }


def _told(part: str) -> Response:
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
