"""The pages of bills of materials: the tree, its lines on a draft, where a product is used."""

from decimal import Decimal

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.catalog.blueprint import catalog
from cpq.catalog.materials import actions, queries
from cpq.catalog.materials.askable import askable_of
from cpq.catalog.materials.lines import asks, components_matching
from cpq.catalog.materials.models import BomVersion
from cpq.catalog.materials.sheets import as_csv, exploded_table, lines_table, totals_table
from cpq.catalog.materials.showing import MOST_SHOWN, exploded_of, sheet_of
from cpq.catalog.models import Product
from cpq.catalog.queries import product_row
from cpq.catalog.units import UNITS, unit_of
from foundation.doors import refused_on, session
from foundation.errors import Missing, Refusal
from foundation.handing import as_file
from foundation.language import _, say, speaking
from foundation.numbers import parse_number
from foundation.spreadsheets import XLSX, workbook_of
from people.current import person
from people.roles import Role

MOST_TIMES = 1_000_000
KEEPERS = (Role.PRODUCT, Role.MANAGER, Role.ADMIN)  # who edits, and sees what things cost us


@catalog.get("/products/<product_id>/bom")
def show_bom(product_id: str) -> str:
    """Show what a product is made of, and what it is used in."""
    product = product_row(session(), product_id)
    times, refusal = _times()
    sheet = sheet_of(session(), product, times, edits=_keeps())
    wanted = request.values.get("line", "")
    lines = sheet.draft.lines if sheet.draft else []
    return render_template(
        "catalog/bom.html",
        product=product,
        sheet=sheet,
        edits=_keeps(),
        refused_times=refusal,
        editing=next((line for line in lines if line.id == wanted), None),
        asking=[line for line in sheet.version.lines if asks(line)] if sheet.version else [],
        units=[("", say(_("the component's own unit"))), *_units()],
        unit_of=unit_of,
        slots=askable_of(session(), product.sku).slots,
        most_shown=MOST_SHOWN,
    )


@catalog.get("/products/components")
def find_components() -> str:
    """Suggest components for what is being typed."""
    found = components_matching(session(), request.args.get("sku", ""))
    return render_template("catalog/bom_suggestions.html", found=found)


@catalog.post("/products/<product_id>/bom/draft")
@refused_on("catalog.show_bom")
def begin_bom(product_id: str) -> ResponseReturnValue:
    """Begin a draft from what is published."""
    actions.begin_draft(session(), product_id, by=person().name)
    return _back(product_id, "lines")


@catalog.post("/products/<product_id>/bom/<version_id>/lines")
@refused_on("catalog.show_bom")
def put_bom_line(product_id: str, version_id: str) -> ResponseReturnValue:
    """Add a line to the draft, or change one."""
    draft = _version(product_id, version_id)
    line = actions.put_line(session(), draft.id, request.form, request.form.get("line", ""))
    flash(say(_("%(sku)s is on the draft.", sku=line.component)))
    return _back(product_id, "lines")


@catalog.post("/products/<product_id>/bom/<version_id>/lines/<line_id>/remove")
@refused_on("catalog.show_bom")
def remove_bom_line(product_id: str, version_id: str, line_id: str) -> ResponseReturnValue:
    """Take a line off the draft."""
    sku = actions.remove_line(session(), _version(product_id, version_id).id, line_id)
    flash(say(_("%(sku)s was taken off the draft.", sku=sku)))
    return _back(product_id, "lines")


@catalog.post("/products/<product_id>/bom/<version_id>/lines/<line_id>/move")
@refused_on("catalog.show_bom")
def move_bom_line(product_id: str, version_id: str, line_id: str) -> ResponseReturnValue:
    """Put a line one place up or down."""
    step = -1 if request.form.get("to") == "up" else 1
    actions.move_line(session(), _version(product_id, version_id).id, line_id, step)
    return _back(product_id, "lines")


@catalog.post("/products/<product_id>/bom/<version_id>/printed")
@refused_on("catalog.show_bom")
def set_bom_printed(product_id: str, version_id: str) -> ResponseReturnValue:
    """Say whether customers may read the lines on their quotes."""
    printed = request.form.get("printed") == "yes"
    actions.set_printed(session(), _version(product_id, version_id).id, printed=printed)
    return _back(product_id, "lines")


@catalog.post("/products/<product_id>/bom/<version_id>/publish")
@refused_on("catalog.show_bom")
def publish_bom(product_id: str, version_id: str) -> ResponseReturnValue:
    """Put the draft in the place of what was published."""
    version = actions.publish(session(), _version(product_id, version_id).id, by=person().name)
    flash(say(_("Version %(n)s is published. Quotes keep what they have.", n=version.version)))
    return _back(product_id)


@catalog.post("/products/<product_id>/bom/<version_id>/discard")
@refused_on("catalog.show_bom")
def discard_bom(product_id: str, version_id: str) -> ResponseReturnValue:
    """Throw the draft away."""
    actions.discard(session(), _version(product_id, version_id).id)
    flash(say(_("The draft was thrown away.")))
    return _back(product_id)


@catalog.post("/products/<product_id>/bom/withdraw")
@refused_on("catalog.show_bom")
def withdraw_bom(product_id: str) -> ResponseReturnValue:
    """Take the published version out of use."""
    actions.withdraw(session(), product_id)
    flash(say(_("The bill of materials is out of use.")))
    return _back(product_id)


@catalog.get("/products/<product_id>/bom.csv")
def export_bom_csv(product_id: str) -> Response:
    """Hand out the lines as CSV that the import reads again."""
    product = product_row(session(), product_id)
    tree = queries.tree_of(session(), [product.sku])
    table = lines_table(product.sku, tree.structure, tree.items)
    return as_file("".join(as_csv(table)).encode(), _named(product, "csv"), "text/csv")


@catalog.get("/products/<product_id>/bom.xlsx")
def export_bom(product_id: str) -> Response:
    """Hand out a workbook: the lines, and everything exploded for so many units."""
    product = product_row(session(), product_id)
    exploded = exploded_of(session(), product, _times()[0])
    tree, costs = exploded.tree, exploded.costs if _keeps() else None
    book = {
        say(_("Lines")): lines_table(product.sku, tree.structure, tree.items),
        say(_("Exploded")): exploded_table(exploded.rows, costs, exploded.currency),
        say(_("Totals per part")): totals_table(exploded.rows, tree.items),
    }
    return as_file(workbook_of(book), _named(product, "xlsx"), XLSX)


def _version(product_id: str, version_id: str) -> BomVersion:
    version = queries.version_of(session(), version_id)
    if version.product_id != product_id:
        raise Missing(_("There is nothing under %(key)s. The link may be old.", key=version_id))
    return version


def _times() -> tuple[Decimal, Refusal | None]:
    """Return for how many units is asked; what is no number is one, and told."""
    typed = request.args.get("n", "") or "1"
    try:
        least = Decimal("0.000001")
        name = _("Number of units")
        return parse_number(typed, name, minimum=least, maximum=MOST_TIMES, field="n"), None
    except Refusal as refusal:
        return Decimal(1), refusal


def _keeps() -> bool:
    return person().may_act_as(*KEEPERS)


def _units() -> list[tuple[str, str]]:
    return [(code, words[speaking()]) for code, words in UNITS.items()]


def _named(product: Product, ending: str) -> str:
    return f"BOM {product.sku}.{ending}".replace("/", "-")


def _back(product_id: str, anchor: str = "") -> ResponseReturnValue:
    address = url_for("catalog.show_bom", product_id=product_id, _anchor=anchor or None)
    return redirect(address, 303)
