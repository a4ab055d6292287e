"""The configurator: choices travel in the address until they are saved to the line."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq import actions
from cpq.blueprint import cpq
from cpq.catalog.attributes import names_of
from cpq.catalog.configuring import parts_list
from cpq.catalog.materials.keeping import with_materials
from cpq.catalog.modelling.effects import Lost, named, survivors
from cpq.catalog.queries import configurator_of, model_row_or_none, product_card
from cpq.models import QuoteLine
from cpq.option_prices import price_with
from cpq.queries import lists_asked, unit_prices
from cpq.quoting.bench import Bench
from cpq.quoting.helping import given_answers, helping, narrowed
from cpq.quoting.offering import offer_asked, ways_from
from cpq.quoting.picks import asked, read, saved, settle, written
from cpq.quoting.sheet import line_of
from foundation.doors import refused_on, session
from foundation.language import _, say, speaking


@dataclass(frozen=True, slots=True)
class Moved:
    """A line's version was replaced: which choices survive the newest one, and which do not."""

    old: int
    new: int
    kept: list[Lost]
    lost: list[Lost]


@cpq.get("/quotes/<revision_id>/lines/<line_id>/configure")
@refused_on("cpq.show_quote")
def configure(revision_id: str, line_id: str) -> str:
    """Show what is chosen, what still fits, and why the rest does not."""
    line = line_of(session(), revision_id, line_id)
    line.revision_row.must_be_draft()
    part = request.headers.get("HX-Request") is not None
    page = "cpq/configurator.html" if part else "cpq/configure.html"
    return render_template(page, **_about(line))


@cpq.post("/quotes/<revision_id>/lines/<line_id>/configure")
@refused_on("cpq.configure")
def save_configuration(revision_id: str, line_id: str) -> ResponseReturnValue:
    """Save the choices to the line."""
    line_of(session(), revision_id, line_id)
    complete = actions.configure_line(session(), line_id, read(request.form.getlist("c")))
    if complete:
        flash(say(_("The configuration is saved.")))
    else:
        flash(say(_("The choices so far are saved; parts are still missing.")), "warning")
    return redirect(url_for("cpq.show_quote", revision_id=revision_id), 303)


@cpq.post("/quotes/<revision_id>/lines/<line_id>/newest-model")
@refused_on("cpq.configure")
def move_to_newest_model(revision_id: str, line_id: str) -> ResponseReturnValue:
    """Configure a line with the published version of its product's model."""
    line = line_of(session(), revision_id, line_id)
    actions.move_to_newest_model(session(), line_id)
    flash(say(_("The line is now configured with version %(n)s.", n=line.model_version)))
    return redirect(url_for("cpq.configure", revision_id=revision_id, line_id=line_id), 303)


def _about(line: QuoteLine) -> dict[str, Any]:
    configurator = configurator_of(session(), line.sku, line.model_version)
    settled = settle(configurator, asked(request.values, line.choices))
    given = given_answers(configurator)
    bench = Bench(configurator, settled.choices, narrowed(given))
    opened = bench.opened(request.values.get("open", ""), request.values.get("after", ""))
    words = request.values.get("q", "").strip()[:100]
    catalogue, _currency = lists_asked(session(), line.revision_id, bench.candidates(opened))
    priced = catalogue.named()
    groups = bench.groups(opened, words, priced)
    shown = [option for group in groups for slot in group.slots for option in slot.options]
    said = [one.value for one in given]
    run = "" if request.values.get("goal") else request.values.get("run", "")
    ways = ways_from(line, settled.choices, a=said, run=run)
    return {
        "line": line,
        "quote": line.revision_row,
        "bench": bench,
        "groups": groups,
        "opened": opened,
        "words": words,
        "lost": settled.lost,
        "prices": unit_prices(catalogue, {one.priced: line.quantity for one in shown}),
        "ways": ways,
        "undo": ways.undo(),
        "c": written(settled.choices),
        "was": request.values.getlist("was"),
        "given": said,
        "offer": offer_asked(session(), line, ways_from(line, settled.choices, a=said)),
        "helping": helping(configurator, ways, settled.choices, given),
        "moved": _moved(line),
        "attributes": names_of(session()),
        **_figures(line, bench),
    }


def _moved(line: QuoteLine) -> Moved | None:
    """Return what moving to the published version would do, where the line's own is retired."""
    newest = model_row_or_none(session(), line.sku)
    if not line.model_version or newest is None or newest.version == line.model_version:
        return None
    configurator = configurator_of(session(), line.sku)
    kept, lost = survivors(configurator, saved(line.choices))
    own = configurator_of(session(), line.sku, line.model_version)
    language = speaking()
    return Moved(
        line.model_version,
        newest.version,
        list(named(configurator, kept, language)),
        list(named(own, lost, language)),
    )


def _figures(line: QuoteLine, bench: Bench) -> dict[str, Any]:
    """Return the parts list, for the line's quantity, and what one unit costs."""
    product = product_card(session(), line.sku)
    one = parts_list(bench.compiled, bench.choices, product.names)
    sold = [row.to_json() for row in one]
    rows = with_materials(session(), sold, bench.compiled.definition, bench.choices)
    return {
        "product": product,
        "bom": [(row, Decimal(row["quantity"]) * line.quantity) for row in rows],
        "price": price_with(session(), line, bench.configurator, bench.choices),
        "one_unit": line.quantity == Decimal(1),
    }
