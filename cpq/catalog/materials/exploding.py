"""Exploding a bill of materials: every component at every level, and how much of it. Pure.

A line's quantity is for one of what it belongs to, in the line's unit; it is reckoned into the
component's own unit. Scrap is added on top: of a part with 5 % scrap, 1.05 times as many are
needed, at every level again. Reckoned in exact fractions and rounded once, half up, to six places.

    explode("SEAT", {"SEAT": [Component("BACK", 1), Component("ARMS", 2)], "ARMS": […]})
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from cpq.catalog.materials.amounts import Facts, holds, worth
from cpq.catalog.units import ratio
from foundation.errors import Refusal
from foundation.language import _

MOST_LEVELS = 50
MOST_ROWS = 20_000
ARROW = " → "
SIX_PLACES = 10**6
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Component:
    """So much of a product in one of another. ``scrap`` is a ratio, ``uom`` empty its own unit."""

    sku: str
    quantity: Decimal | int | str = 1
    uom: str = ""
    scrap: Decimal = Decimal(0)
    condition: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """What is known of a product. ``cost`` is for one of its own unit."""

    name: Names
    uom: str = ""
    packs: Mapping[str, Fraction] = field(default_factory=dict)
    cost: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an exploded bill of materials. ``quantity`` is for the whole, in the own unit.

    ``priced``: it is sold, so it has a price; what comes from a component's own bill of materials
    is for making. ``shown``: customers may read it.
    """

    level: int
    path: str
    sku: str
    name: Names
    quantity: Decimal
    uom: str = ""
    priced: bool = True
    shown: bool = True
    scrap: Decimal = Decimal(0)
    note: str = ""


Structure = Mapping[str, Sequence[Component]]


def explode(
    sku: str,
    structure: Structure,
    quantity: Decimal | int = 1,
    *,
    items: Mapping[str, Item] | None = None,
    facts: Facts | None = None,
    printed: Collection[str] = (),
) -> list[Row]:
    """Return a product and all that is in so many of it, in the order of the lines.

    ``facts`` are what the product's own lines may ask about; ``printed`` names the products whose
    lines customers may read.

    Raises:
        Refusal: it contains itself, is too deep or too long, or a unit or expression is not right.
    """
    known = items or {}
    item = known.get(sku) or Item({"ja": sku, "en": sku})
    root = Row(0, sku, sku, item.name, rounded(Fraction(quantity)), item.uom)
    walk = Walk(structure, known, frozenset(printed))
    return [root, *walk.below(root, Fraction(quantity), facts)]


class Walk:
    """Goes down one structure; counts its rows as it goes."""

    def __init__(
        self, structure: Structure, items: Mapping[str, Item], printed: frozenset[str]
    ) -> None:
        self.structure, self.items, self.printed = structure, items, printed
        self.rows = 0

    def below(
        self,
        row: Row,
        quantity: Fraction,
        facts: Facts | None = None,
        trail: tuple[str, ...] = (),
    ) -> Iterator[Row]:
        """Yield everything in a row."""
        lines = self.structure.get(row.sku, ())
        if row.sku in trail:
            raise cycle(trail[trail.index(row.sku) :])
        if lines and row.level >= MOST_LEVELS:
            raise _too_deep(trail[0] if trail else row.sku)
        seen: dict[str, int] = {}
        for line in lines:
            if not holds(line.condition, facts):
                continue
            needed = quantity * needed_for_one(line, self.items.get(line.sku), facts)
            if not needed:
                continue
            seen[line.sku] = seen.get(line.sku, 0) + 1
            made = self._row(row, line, needed, seen[line.sku])
            yield made
            yield from self.below(made, needed, None, (*trail, row.sku))

    def _row(self, above: Row, line: Component, needed: Fraction, time: int) -> Row:
        self.rows += 1
        if self.rows > MOST_ROWS:
            raise _too_long(above.path.partition("/")[0])
        item = self.items.get(line.sku) or Item({"ja": line.sku, "en": line.sku}, line.uom)
        return Row(
            above.level + 1,
            f"{above.path}/{line.sku}" + (f"#{time}" if time > 1 else ""),
            line.sku,
            item.name,
            rounded(needed),
            item.uom or line.uom,
            priced=False,
            shown=above.shown and above.sku in self.printed,
            scrap=line.scrap,
            note=line.note,
        )


def needed_for_one(line: Component, item: Item | None, facts: Facts | None = None) -> Fraction:
    """Return how much of a component one of the whole takes, in the component's own unit."""
    own = item.uom if item else line.uom
    factor = ratio(line.uom or own, own, item.packs if item else None)
    if factor is None:
        raise no_unit(line, own)
    return worth(line.quantity, facts) * factor * (1 + Fraction(line.scrap))


def no_unit(line: Component, own: str) -> Refusal:
    """Return why a line's unit cannot be reckoned."""
    words = _(
        "%(sku)s is counted in “%(own)s”; how many of these one “%(unit)s” holds is not known."
        " Give the product an attribute per_%(unit)s, or use its own unit.",
        sku=line.sku,
        own=own,
        unit=line.uom,
    )
    return Refusal(words, field="uom")


def cycle_in(structure: Structure, start: str) -> tuple[str, ...]:
    """Return the products on a way that leads back to itself, or nothing. Conditions count as met.

    A product that stands in several places below another is no cycle.
    """
    done: set[str] = set()
    trail: dict[str, Iterator[Component]] = {start: iter(structure.get(start, ()))}
    while trail:
        here = next(reversed(trail))
        step = next((one.sku for one in trail[here] if one.sku not in done), None)
        if step is None:
            done.add(here)
            del trail[here]
        elif step in trail:
            names = list(trail)
            return tuple(names[names.index(step) :])
        else:
            trail[step] = iter(structure.get(step, ()))
    return ()


def cycle(names: Sequence[str]) -> Refusal:
    """Return the refusal of a product that contains itself, with the way it does."""
    path = ARROW.join([*names, names[0]])
    return Refusal(_("A product cannot be made of itself: %(path)s.", path=path), field="sku")


def rolled_up(rows: Sequence[Row]) -> dict[str, Decimal]:
    """Return how much of each product the whole takes, over all levels; the whole is left out."""
    total: dict[str, Decimal] = {}
    for row in rows:
        if row.level and row.sku:
            total[row.sku] = total.get(row.sku, Decimal(0)) + row.quantity
    return total


def rounded(value: Fraction) -> Decimal:
    """Return six places, half up; no trailing zeros."""
    micro = (2 * SIX_PLACES * value.numerator + value.denominator) // (2 * value.denominator)
    return Decimal(micro).scaleb(-6).normalize() + 0


def _too_deep(sku: str) -> Refusal:
    return Refusal(
        _(
            "The bill of materials of %(sku)s is more than %(most)s levels deep.",
            sku=sku,
            most=MOST_LEVELS,
        )
    )


def _too_long(sku: str) -> Refusal:
    return Refusal(
        _(
            "The bill of materials of %(sku)s has more than %(most)s lines when it is exploded.",
            sku=sku,
            most=MOST_ROWS,
        )
    )
