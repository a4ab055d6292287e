"""Where a product is used: in what, in what that is used, and so on upward. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cpq.catalog.materials.amounts import is_number
from cpq.catalog.materials.exploding import (
    MOST_LEVELS,
    MOST_ROWS,
    Component,
    Item,
    needed_for_one,
    rounded,
)

Wholes = Mapping[str, Sequence[tuple[str, Component]]]  # by component: what has it, and the line


@dataclass(frozen=True, slots=True)
class Use:
    """A product that has another in it. ``path`` leads from the whole down to the part.

    ``quantity`` is for one of the whole; None where it depends on a configuration.
    """

    level: int
    path: tuple[str, ...]
    sku: str
    quantity: Decimal | None
    condition: str


def uses_of(sku: str, wholes: Wholes, items: Mapping[str, Item]) -> list[Use]:
    """Return every product that has this one in it, directly or further down."""
    found: list[Use] = []
    for use in _above((sku,), Fraction(1), wholes, items):
        if len(found) == MOST_ROWS:
            break
        found.append(use)
    return found


def _above(
    path: tuple[str, ...], times: Fraction | None, wholes: Wholes, items: Mapping[str, Item]
) -> Iterator[Use]:
    if len(path) > MOST_LEVELS:
        return
    for whole, line in wholes.get(path[0], ()):
        if whole in path:
            continue
        amount = _times(times, line, items.get(line.sku))
        way = (whole, *path)
        quantity = None if amount is None else rounded(amount)
        yield Use(len(path), way, whole, quantity, line.condition)
        yield from _above(way, amount, wholes, items)


def _times(times: Fraction | None, line: Component, item: Item | None) -> Fraction | None:
    if times is None or (isinstance(line.quantity, str) and not is_number(line.quantity)):
        return None
    return times * needed_for_one(line, item)
