"""What an exploded bill of materials costs us. Pure.

A product with a cost of its own keeps it; one without costs what its bill of materials costs. What
is sold beside it in the same configuration is counted by itself. An unknown cost, or one in another
currency, makes the whole unknown, and is named.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cpq.catalog.materials.exploding import Item, Row
from foundation.money import six_places


@dataclass(frozen=True, slots=True)
class Cost:
    """What a row costs: for one, and for all of it. ``own``: entered, not summed up.

    ``counted``: it is part of the sum, and not below something with a cost of its own.
    """

    unit: Decimal | None
    amount: Decimal | None
    own: bool
    counted: bool
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Costs:
    """The costs of all rows, in their order, and of the whole."""

    rows: tuple[Cost, ...]
    total: Decimal | None
    missing: tuple[str, ...]


def costed(rows: Sequence[Row], items: Mapping[str, Item], currency: str) -> Costs:
    """Return what everything costs in one currency. Rows stand as ``explode`` gives them."""
    made: list[Cost] = []
    summed: dict[int, list[Cost]] = {}  # by level: what nobody above has summed up yet
    for row in reversed(rows):
        cost = _cost(row, items.get(row.sku), currency, summed.pop(row.level + 1, [])[::-1])
        made.append(cost)
        if not (row.priced and row.sku):
            summed.setdefault(row.level, []).append(cost)
    ordered = made[::-1]
    sold = [cost for row, cost in zip(rows, ordered, strict=True) if row.priced and row.sku]
    return Costs(tuple(_counted(rows, ordered)), _sum(sold), _missing(sold))


def _cost(row: Row, item: Item | None, currency: str, below: Sequence[Cost]) -> Cost:
    if item is not None and item.cost is not None and item.currency == currency:
        return Cost(item.cost, item.cost * row.quantity, own=True, counted=True)
    if not row.sku and not below:
        return Cost(None, None, own=False, counted=False)
    if not below:
        return Cost(None, None, own=False, counted=True, missing=(row.sku,))
    amount = _sum(below)
    unit = None if amount is None or not row.quantity else six_places(amount / row.quantity)
    return Cost(unit, amount, own=False, counted=True, missing=_missing(below))


def _counted(rows: Sequence[Row], costs: Sequence[Cost]) -> Iterator[Cost]:
    """Mark what stands below something that has a cost of its own."""
    open_below: dict[int, bool] = {}  # by level: whether what is below a row there counts
    for row, cost in zip(rows, costs, strict=True):
        counted = cost.counted and (row.priced or open_below.get(row.level - 1, True))
        open_below[row.level] = counted and not cost.own
        yield replace(cost, counted=counted)


def _sum(costs: Sequence[Cost]) -> Decimal | None:
    amounts = [cost.amount for cost in costs]
    if not amounts or any(amount is None for amount in amounts):
        return None
    return sum((amount for amount in amounts if amount is not None), Decimal(0))


def _missing(costs: Sequence[Cost]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(sku for cost in costs for sku in cost.missing))
