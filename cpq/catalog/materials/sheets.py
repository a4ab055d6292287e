"""Bills of materials as lists for spreadsheets. The list of lines is one that the import reads."""

from collections.abc import Iterator, Mapping, Sequence

from cpq.catalog.materials.costing import Costs
from cpq.catalog.materials.exploding import Component, Item, Row, Structure, rolled_up
from cpq.catalog.units import unit_of
from foundation.language import _, say, speaking
from foundation.spreadsheets import MARK, Value, line_of

Table = list[list[Value]]


def lines_table(sku: str, structure: Structure, items: Mapping[str, Item]) -> Table:
    """Return the lines of a product and of everything in it, each product once."""
    words = (
        *(_("Parent product"), _("Component"), _("Product name"), _("Quantity"), _("Unit")),
        *(_("Scrap (%%)"), _("Condition"), _("Note")),
    )
    rows = [
        _line(whole, line, items)
        for whole in _reached(sku, structure)
        for line in structure.get(whole, ())
    ]
    return [[say(word) for word in words], *rows]


def exploded_table(rows: Sequence[Row], costs: Costs | None = None, currency: str = "") -> Table:
    """Return exploded rows, with what each costs where that may be told."""
    words = [
        _("Level"),
        _("SKU"),
        _("Product name"),
        _("Quantity"),
        _("Unit"),
        _("Scrap (%%)"),
        _("Note"),
    ]
    if costs:
        words += [_("Cost per unit"), _("Cost"), _("Currency")]
    table: Table = [[say(word) for word in words]]
    for at, row in enumerate(rows):
        known = costs.rows[at] if costs else None
        cells: list[Value] = [
            *(row.level, row.sku, ("    " * row.level) + row.name[speaking()], row.quantity),
            *(unit_of(row.uom)[speaking()], row.scrap * 100, row.note),
        ]
        if costs:
            amount = known.amount if known and known.counted else None
            cells += [known.unit if known else None, amount, currency]
        table.append(cells)
    return table


def totals_table(rows: Sequence[Row], items: Mapping[str, Item]) -> Table:
    """Return how much of each product the whole takes, over all levels."""
    head = [say(word) for word in (_("SKU"), _("Product name"), _("Quantity"), _("Unit"))]
    table: Table = [[*head]]
    for sku, quantity in sorted(rolled_up(rows).items()):
        item = items.get(sku) or Item({"ja": sku, "en": sku})
        unit = unit_of(item.uom)[speaking()]
        table.append([sku, item.name[speaking()], quantity, unit])
    return table


def as_csv(table: Table) -> Iterator[str]:
    """Yield a table as CSV."""
    yield MARK
    for row in table:
        yield line_of("" if cell is None else str(cell) for cell in row)


def _line(whole: str, line: Component, items: Mapping[str, Item]) -> list[Value]:
    item = items.get(line.sku)
    unit = line.uom or (item.uom if item else "")
    return [
        *(whole, line.sku, item.name[speaking()] if item else line.sku, str(line.quantity)),
        *(
            unit_of(unit)[speaking()],
            f"{line.scrap * 100:f}".rstrip("0").rstrip("."),
            line.condition,
        ),
        line.note,
    ]


def _reached(sku: str, structure: Structure) -> list[str]:
    """Return a product and what it is made of, nearest first, each once."""
    found = dict.fromkeys([sku])
    for whole in (queue := [sku]):
        below = [line.sku for line in structure.get(whole, ()) if line.sku not in found]
        found |= dict.fromkeys(below)
        queue += dict.fromkeys(below)
    return list(found)
