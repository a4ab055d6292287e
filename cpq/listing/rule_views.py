"""The pages of single rules of a list, and of changing many at once: all of it on the draft."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.blueprint import cpq
from cpq.catalog.units import UNITS, unit_of
from cpq.listing import actions, queries
from cpq.listing.exampling import example_of
from cpq.listing.reading import NEEDS
from cpq.listing.views import around
from cpq.listing.wording import BREAKS, in_words, target_fields, typed_moment
from cpq.pricing.values import Method
from foundation.doors import refused_on, session
from foundation.errors import Refusal
from foundation.language import Text, _, say, speaking
from people.current import person


@cpq.get("/price-lists/<list_id>/entries/new")
def new_price(list_id: str) -> str:
    """Show the form of a new rule."""
    method = request.args.get("method", Method.FIXED.value)
    typed = {name: value[:200] for name, value in request.args.items()}
    given = {"for": "product", "min_quantity": "1"} | typed
    return _form(list_id, "", method, given)


@cpq.post("/price-lists/<list_id>/entries")
@refused_on("cpq.new_price")
def put_price(list_id: str) -> ResponseReturnValue:
    """Put a rule on the draft of a list."""
    entry = actions.put_rule(session(), list_id, request.form, by=person().name)
    flash(say(_("The price of %(sku)s is on the draft.", sku=entry.sku or _called(entry.target))))
    return redirect(url_for("cpq.show_price_list", list_id=list_id, q=entry.sku))


@cpq.get("/price-lists/<list_id>/entries/<entry_id>")
def show_price(list_id: str, entry_id: str) -> str:
    """Show one rule, to be changed."""
    shown = queries.entry_row(session(), list_id, entry_id)
    row = shown.row
    given = target_fields(row.target) | {
        "unit_price": _plain(row.amount),
        "valid_from": typed_moment(row.valid_from),
        "valid_to": typed_moment(row.valid_to),
        "priority": str(row.priority),
        "base": row.base if row.base != "cost" or row.method != Method.EXPRESSION else "list",
        "formula": row.formula,
        "breaks": row.breaks,
        "uom": row.uom,
        **{name: _plain(getattr(row, name)) for name in DECIMALS},
    }
    return _form(list_id, entry_id, request.args.get("method", row.method), given)


@cpq.post("/price-lists/<list_id>/entries/<entry_id>")
@refused_on("cpq.show_price")
def change_price(list_id: str, entry_id: str) -> ResponseReturnValue:
    """Change a rule on the draft."""
    entry = actions.change_rule(session(), list_id, entry_id, request.form, by=person().name)
    flash(say(_("The price of %(sku)s was changed.", sku=entry.sku or _called(entry.target))))
    return redirect(url_for("cpq.show_price_list", list_id=list_id, q=entry.sku))


@cpq.post("/price-lists/<list_id>/entries/<entry_id>/remove")
@refused_on("cpq.show_price_list")
def remove_price(list_id: str, entry_id: str) -> ResponseReturnValue:
    """Take a rule off the draft."""
    about = actions.remove_rule(session(), list_id, entry_id, by=person().name)
    flash(say(_("The price of %(sku)s was taken off the list.", sku=_called(about))))
    return redirect(url_for("cpq.show_price_list", list_id=list_id))


@cpq.get("/price-lists/<list_id>/fields")
def price_fields(list_id: str) -> ResponseReturnValue:
    """Show the fields that another target or method needs; what was typed stays."""
    given = {name: value[:200] for name, value in request.args.items()}
    entry_id = given.pop("entry", "")
    page = _form(list_id, entry_id, given.get("method", ""), given, "listing/rule_fields.html")
    return page, {"HX-Trigger-After-Settle": "fields-changed"}


@cpq.get("/price-lists/<list_id>/example")
def price_example(list_id: str) -> str:
    """Say what a rule as it is being typed makes of some quantities; nothing is kept."""
    row = queries.price_list_row(session(), list_id)
    try:
        example = example_of(session(), row, request.args)
    except Refusal as refusal:
        return render_template("listing/example.html", example=None, why=refusal.text)
    return render_template("listing/example.html", example=example, why=None)


@cpq.get("/price-lists/<list_id>/bulk")
def many_prices(list_id: str) -> str:
    """Show the form that changes many prices at once."""
    row = queries.price_list_row(session(), list_id)
    return render_template("listing/bulk.html", **around(row))


@cpq.post("/price-lists/<list_id>/bulk")
@refused_on("cpq.many_prices")
def change_many_prices(list_id: str) -> ResponseReturnValue:
    """Raise or lower many prices on the draft."""
    changed = actions.change_many(session(), list_id, request.form, by=person().name)
    flash(say(_("%(n)s prices were changed on the draft.", n=changed)))
    return redirect(url_for("cpq.show_price_list", list_id=list_id, state="changed"))


DECIMALS = (
    "percent", "round_to", "surcharge", "least_margin", "most_margin", "min_quantity",
    "max_quantity",
)  # fmt: skip


def _form(
    list_id: str,
    entry_id: str,
    method: str,
    given: dict[str, str],
    template: str = "listing/rule.html",
) -> str:
    row = queries.price_list_row(session(), list_id)
    posted = request.form.get("method", "") if request.method == "POST" else ""
    chosen = posted or method
    known = Method(chosen) if chosen in set(NEEDS) else Method.FIXED
    return render_template(
        template,
        entry=queries.entry_row(session(), list_id, entry_id) if entry_id else None,
        entry_id=entry_id,
        method=known.value,
        needs=NEEDS[known],
        given=given,
        breaks=list(BREAKS.items()),
        units=[("", _("The product's own unit")), *_units()],
        in_words=in_words,
        bases=_bases(list_id, given.get("base", ""), known),
        **around(row),
    )


def _bases(list_id: str, given: str, method: Method) -> list[tuple[str, Text | str]]:
    """Return what a price may be reckoned from, for choosing; a formula names the cost itself."""
    lists = [
        (f"list:{row.code}", _("the price on %(code)s", code=row.code))
        for row in queries.lists_there(session(), list_id)
    ]
    known = [("list", _("the first parent's price, else the standard"))]
    known += [] if method is Method.EXPRESSION else [("cost", _("the cost"))]
    more = [] if given in {"", "cost", *dict([*known, *lists])} else [(given, given)]
    return [*known, *lists, *more]


def _units() -> list[tuple[str, str]]:
    return [(code, unit_of(code)[speaking()]) for code in UNITS]


def _plain(value: object) -> str:
    return "" if value is None else f"{value:f}"


def _called(target: str) -> Text | str:
    return _("everything") if target == "all" else target.partition(":")[2] or target
