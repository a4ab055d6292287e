"""The configurator: choices travel in the address until they are saved to the line."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq import actions
from cpq.blueprint import cpq
from cpq.catalog.configuring import Choice, parts_list
from cpq.catalog.queries import configurator_of, product_card
from cpq.models import QuoteLine
from cpq.queries import lists_asked, preview_price, unit_prices
from cpq.quoting.bench import Bench
from cpq.quoting.picks import asked, read, settle, without, written
from cpq.quoting.sheet import line_of
from foundation.doors import refused_on, session
from foundation.language import _, say


@cpq.get("/quotes/<revision_id>/lines/<line_id>/configure")
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


@dataclass(frozen=True, slots=True)
class Ways:
    """Makes the addresses that lead on from the choices at hand."""

    revision_id: str
    line_id: str
    choices: Mapping[str, Choice]

    def to(self, choices: Mapping[str, Choice], opened: str = "", **more: Any) -> str:
        """Return the address of other choices; it remembers these for undoing."""
        return self._at(choices, opened, was=written(self.choices), **more)

    def opening(self, slot: str) -> str:
        """Return the address of the same choices with another slot open."""
        return self._at(self.choices, slot, was=request.values.getlist("was") or None)

    def back(self, choices: Mapping[str, Choice], opened: str = "") -> str:
        """Return the address of earlier choices, which are not undone once more."""
        return self._at(choices, opened)

    def without(self, slot: str) -> str:
        """Return the address without the choice of a slot."""
        return self.to(without(self.choices, slot), slot)

    def _at(self, choices: Mapping[str, Choice], opened: str, **more: Any) -> str:
        return url_for(
            "cpq.configure",
            revision_id=self.revision_id,
            line_id=self.line_id,
            begun=1,
            c=written(choices),
            open=opened or None,
            **more,
        )


def _about(line: QuoteLine) -> dict[str, Any]:
    configurator = configurator_of(session(), line.sku)
    settled = settle(configurator, asked(request.values, line.choices))
    bench = Bench(configurator, settled.choices)
    opened = _opened(bench)
    words = request.values.get("q", "").strip()[:100]
    lists, currency = lists_asked(session(), line.revision_id, bench.candidates(opened))
    priced = {sku for price_list in lists for sku in price_list.entries}
    groups = bench.groups(opened, words, priced)
    shown = [option for group in groups for slot in group.slots for option in slot.options]
    ways = Ways(line.revision_id, line.id, settled.choices)
    return {
        "line": line,
        "quote": line.revision_row,
        "bench": bench,
        "groups": groups,
        "opened": opened,
        "words": words,
        "lost": settled.lost,
        "prices": unit_prices(lists, currency, {option.sku: line.quantity for option in shown}),
        "ways": ways,
        "undo": _undo(ways, settled.choices),
        "c": written(settled.choices),
        "was": request.values.getlist("was"),
        **_figures(line, bench),
    }


def _figures(line: QuoteLine, bench: Bench) -> dict[str, Any]:
    """Return the parts list, for the line's quantity, and what one unit costs."""
    product = product_card(session(), line.sku)
    one = parts_list(bench.compiled, bench.choices, product.names)
    rows = [row.to_json() for row in one]
    return {
        "product": product,
        "bom": [(row, row.quantity * line.quantity) for row in one],
        "price": preview_price(session(), line.revision_id, line.sku, rows, line.quantity),
        "one_unit": line.quantity == Decimal(1),
    }


def _opened(bench: Bench) -> str:
    """Return the slot to show: the one asked for, else the next that wants a choice."""
    wanted = request.values.get("open", "")
    if wanted in bench.compiled.index:
        return wanted
    return bench.next_slot(request.values.get("after", ""))


def _undo(ways: Ways, choices: Mapping[str, Choice]) -> str:
    """Return where undoing leads: to the choices before the last step, else without the newest."""
    before = read(request.values.getlist("was"))
    if before or "was" in request.values:
        return ways.back(before)
    newest = next(reversed(list(choices)), "")
    return ways.back(without(choices, newest), newest) if newest else ""
