"""The pages of discount patterns, of promises, and of terms of net prices."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.blueprint import cpq
from cpq.discounts import defaults, patterns, promises, terms
from cpq.discounts.models import DiscountPattern
from cpq.discounts.panel import asks_of
from cpq.discounts.reading import CURRENCIES, LEAST_NAMES, day_from, pattern_from, terms_from
from cpq.terms import PAYMENT
from customers.industries import SIZES
from customers.queries import customer_cards, partners
from foundation.db import today
from foundation.doors import page_number, page_of, refused_on, session
from foundation.language import Text, _, say, speaking
from foundation.spreadsheets import MARK, line_of
from people.current import person

LARGEST_EXPORT = 20_000
LONGEST_WORDS = 100
PROMISE_HEADS = (
    _("Quote"), _("Customer"), _("Product"), _("Discount pattern"), _("Discount (%%)"),
    _("Promised quantity"), _("Promised by"), _("Ordered since"), _("State"),
)  # fmt: skip


@cpq.get("/discount-patterns")
def list_patterns() -> str:
    """List the discount patterns: those in use first."""
    rows = patterns.all_patterns(session())
    return render_template(
        "discounts/patterns.html",
        rows=[(row, asks_of(row)) for row in rows],
        usual=not {row["code"] for row in defaults.USUAL} <= {row.code for row in rows},
        today=today(),
    )


@cpq.post("/discount-patterns/usual")
@refused_on("cpq.list_patterns")
def add_usual_patterns() -> ResponseReturnValue:
    """Add the usual patterns that are not there yet."""
    added = defaults.add_usual_patterns(session())
    flash(say(_("%(n)s patterns were added.", n=added)))
    return redirect(url_for("cpq.list_patterns"), 303)


@cpq.get("/discount-patterns/new")
def new_pattern() -> str:
    """Show the form of a new pattern."""
    return render_template("discounts/pattern.html", pattern=None, known={}, **_choices())


@cpq.post("/discount-patterns/new")
@refused_on("cpq.new_pattern")
def add_pattern() -> ResponseReturnValue:
    """Add a pattern."""
    given = pattern_from(request.form, _ticked())
    row = patterns.add_pattern(session(), request.form.get("code", ""), given)
    flash(say(_("%(name)s was added.", name=row.names)))
    return redirect(url_for("cpq.list_patterns"), 303)


@cpq.get("/discount-patterns/<pattern_id>")
def show_pattern(pattern_id: str) -> str:
    """Show a pattern, to be changed."""
    row = patterns.pattern_row(session(), pattern_id)
    return render_template("discounts/pattern.html", pattern=row, known=_known(row), **_choices())


@cpq.post("/discount-patterns/<pattern_id>")
@refused_on("cpq.show_pattern")
def change_pattern(pattern_id: str) -> ResponseReturnValue:
    """Change a pattern: quotes that are submitted keep what it said then."""
    given = pattern_from(request.form, _ticked())
    row = patterns.change_pattern(session(), pattern_id, given, seen=_seen())
    flash(say(_("%(name)s was changed.", name=row.names)))
    return redirect(url_for("cpq.list_patterns"), 303)


@cpq.post("/discount-patterns/<pattern_id>/retire")
@refused_on("cpq.show_pattern")
def retire_pattern(pattern_id: str) -> ResponseReturnValue:
    """Take a pattern out of use, or bring it back."""
    back = request.form.get("back") == "yes"
    row = patterns.retire_pattern(session(), pattern_id, active=back)
    said = _("%(name)s is in use again.", name=row.names)
    flash(say(said if back else _("%(name)s is not in use any more.", name=row.names)))
    return redirect(url_for("cpq.list_patterns"), 303)


@cpq.get("/promises")
def list_promises() -> str:
    """List what customers promised for a price: those due next first."""
    words, state = request.args.get("q", "")[:LONGEST_WORDS], request.args.get("state", "open")
    page = page_of(promises.promises_matching(words, state), page_number())
    return render_template(
        "discounts/promises.html",
        page=page,
        rows=promises.promise_rows(session(), page.rows),
        words=words,
        state=state,
        states=promises.STATES,
        tones=promises.TONES,
        called=_called(),
    )


@cpq.get("/promises.csv")
def export_promises() -> Response:
    """Hand the promises out, as filtered, for a spreadsheet."""
    words, state = request.args.get("q", "")[:LONGEST_WORDS], request.args.get("state", "")
    found = session().scalars(promises.promises_matching(words, state).limit(LARGEST_EXPORT)).all()
    rows = promises.promise_rows(session(), found)
    lines = [line_of(_promise_line(row)) for row in rows]
    heading = line_of([say(head).replace("%%", "%") for head in PROMISE_HEADS])
    answer = Response(MARK + heading + "".join(lines), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="promises.csv"'
    return answer


@cpq.get("/net-price-terms")
def list_net_terms() -> str:
    """List what was agreed with resellers for net prices."""
    rows = terms.all_terms(session())
    return render_template(
        "discounts/net_terms.html",
        rows=rows,
        customers=customer_cards(session(), {row.customer_id for row in rows}),
        currencies=[(code, code) for code in CURRENCIES],
        partners=[(card.id, card.called(speaking())) for card in partners(session())],
        today=today(),
    )


@cpq.post("/net-price-terms")
@refused_on("cpq.list_net_terms")
def agree_net_terms() -> ResponseReturnValue:
    """Record an agreement."""
    given = terms_from(request.form, day_from(request.form.get("valid_from", ""), "valid_from"))
    terms.agree_terms(session(), given, by=person().name)
    flash(say(_("The terms are recorded.")))
    return redirect(url_for("cpq.list_net_terms"), 303)


@cpq.post("/net-price-terms/<terms_id>/end")
@refused_on("cpq.list_net_terms")
def end_net_terms(terms_id: str) -> ResponseReturnValue:
    """End an agreement today."""
    terms.end_terms(session(), terms_id)
    flash(say(_("The terms have ended.")))
    return redirect(url_for("cpq.list_net_terms"), 303)


def _seen() -> int | None:
    """Return the version the form was filled in over; what is none is taken for another's."""
    seen = request.form.get("seen")
    if not seen:
        return None
    return int(seen) if seen.isdecimal() and len(seen) < len("1000000") else -1


def _choices() -> dict[str, object]:
    return {
        "least": LEAST_NAMES,
        "sizes": list(SIZES.items()),
        "payments": [(key, words[speaking()]) for key, words in PAYMENT.items()],
        "evidence": list(patterns.EVIDENCE.items()),
        "roles": [("", _("Nobody besides the general policy")), *_roles()],
    }


def _roles() -> list[tuple[str, Text]]:
    return [(role.value, role.label) for role in patterns.ROLES]


def _ticked() -> dict[str, list[str]]:
    """Return the sizes and terms that were ticked; what is none of them is left out."""
    known = {"customer_size": set(SIZES), "payment": set(PAYMENT)}
    return {
        kind: [one for one in request.form.getlist(kind) if one in values]
        for kind, values in known.items()
    }


def _known(row: DiscountPattern) -> dict[str, object]:
    """Return a pattern's conditions as the form shows them, by kind."""
    return {
        one.kind: list(one.among) if one.among else one.least for one in patterns.conditions_of(row)
    }


def _called() -> dict[str, str]:
    return {row.code: row.names[speaking()] for row in patterns.all_patterns(session())}


def _promise_line(row: promises.PromiseRow) -> list[str]:
    one = row.promise
    return [
        one.number,
        row.customer[speaking()],
        one.sku,
        one.pattern,
        f"{(one.discount * 100).normalize():f}",
        f"{one.quantity:f}",
        one.until.isoformat(),
        f"{row.ordered:f}",
        say(row.label),
    ]
