"""The lines of a quote as a file for a spreadsheet, which may be pasted or sent back."""

from collections.abc import Sequence

from flask import Response

from cpq.blueprint import cpq
from cpq.quoting.pasting import TITLES
from cpq.quoting.rows import LineView
from cpq.quoting.sheet import sheet_of
from foundation.doors import session
from foundation.errors import Missing
from foundation.handing import as_file
from foundation.language import _, say, speaking
from foundation.spreadsheets import MARK, XLSX, Value, line_of, workbook_of

HEAD = (
    *(_("No."), TITLES["sku"], _("Product"), TITLES["quantity"], _("Unit"), _("List price")),
    *(TITLES["percent"], TITLES["unit"], TITLES["net"], TITLES["reason"], _("Line total")),
)


@cpq.get("/quotes/<revision_id>/lines.<kind>")
def export_lines(revision_id: str, kind: str) -> Response:
    """Hand the lines out. Prices that people agreed stand apart from what all comes to."""
    sheet = sheet_of(session(), revision_id, speaking())
    rows = [[say(title) for title in HEAD], *(_cells(line) for line in sheet.lines)]
    name = f"{sheet.row.number}-{sheet.row.revision}"
    if kind == "xlsx":
        return as_file(workbook_of({say(_("Lines")): rows}), f"{name}.xlsx", XLSX)
    if kind != "csv":
        raise Missing(_("There is no such page. The link may be old or mistyped."))
    text = MARK + "".join(line_of("" if one is None else str(one) for one in row) for row in rows)
    return as_file(text.encode(), f"{name}.csv", "text/csv")


def _cells(line: LineView) -> Sequence[Value]:
    net = line.net_amount.major if line.net_amount else None
    return [
        line.position,
        line.sku,
        line.name[speaking()],
        line.quantity.normalize() + 0,
        line.uom[speaking()],
        line.list_unit,
        line.percent if line.percent and not line.agreed else None,
        line.net_unit if line.agreed == "unit" else None,
        net if line.agreed == "net" else None,
        line.reason,
        net,
    ]
