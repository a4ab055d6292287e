"""The parts of a quote's line with everything that is in them. Pure.

A line keeps rows as plain values: what was chosen, and under it what each part is made of. The
latter are for making (``priced`` false) and are put in anew from what was sold.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cpq.catalog.materials.amounts import Facts
from cpq.catalog.materials.exploding import Item, Row, Structure, Walk

Kept = Mapping[str, Any]


def deepened(
    sold: Sequence[Kept],
    structure: Structure,
    items: Mapping[str, Item],
    facts: Facts | None = None,
    printed: frozenset[str] = frozenset(),
) -> list[dict[str, Any]]:
    """Return the rows that were sold, each with its own bill of materials below it.

    The first row is the product itself; its own lines come last, and may ask for ``facts``.

    Raises:
        Refusal: as ``explode`` does.
    """
    walk = Walk(structure, items, printed)
    rows = []
    for at, kept in enumerate(sold):
        rows.append(dict(kept))
        if at and kept["sku"]:
            rows += _below(walk, kept, None, (sold[0]["sku"],))
    return rows + _below(walk, sold[0], facts, ()) if sold else rows


def sold_of(bom: Sequence[Kept]) -> list[dict[str, Any]]:
    """Return the rows that are sold, without what they are made of."""
    return [dict(row) for row in bom if row.get("priced", True)]


def row_of(kept: Kept) -> Row:
    """Return a kept row as a row."""
    return Row(
        kept["level"],
        kept["path"],
        kept["sku"],
        kept["name"],
        Decimal(kept["quantity"]),
        kept.get("uom", ""),
        priced=kept.get("priced", True),
        shown=kept.get("shown", True),
    )


def differ(bom: Sequence[Kept], other: Sequence[Kept]) -> bool:
    """True where two bills of materials do not come to the same parts."""
    return list(map(_weighed, bom)) != list(map(_weighed, other))


def _below(
    walk: Walk, kept: Kept, facts: Facts | None, trail: tuple[str, ...]
) -> list[dict[str, Any]]:
    found = walk.below(row_of(kept), Fraction(Decimal(kept["quantity"])), facts, trail)
    return [_kept(row) for row in found]


def _kept(row: Row) -> dict[str, Any]:
    return {
        "level": row.level,
        "path": row.path,
        "sku": row.sku,
        "name": dict(row.name),
        "quantity": f"{row.quantity:f}",
        "uom": row.uom,
        "priced": False,
        "shown": row.shown,
    }


def _weighed(kept: Kept) -> tuple[Any, ...]:
    place = (kept["level"], kept["path"], kept["sku"], kept.get("priced", True))
    return *place, round(Decimal(kept["quantity"]), 4), kept.get("shown", True)
