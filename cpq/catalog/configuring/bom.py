"""The bill of materials of a configuration: levels, quantities rolled up, and the sum per part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.definition import Choice, Definition
from cpq.catalog.configuring.domains import Candidate


@dataclass(frozen=True, slots=True)
class BomLine:
    """One line. ``quantity`` is for the whole order line; assemblies have no SKU."""

    level: int
    path: str
    sku: str
    name: Mapping[str, str]
    quantity: Decimal

    def to_json(self) -> dict[str, object]:
        """Return plain values."""
        return {
            "level": self.level,
            "path": self.path,
            "sku": self.sku,
            "name": dict(self.name),
            "quantity": str(self.quantity),
        }


def explode(
    definition: Definition,
    choices: Mapping[str, Choice],
    parts: Mapping[str, Candidate],
    name: Mapping[str, str],
    quantity: Decimal = Decimal(1),
) -> list[BomLine]:
    """Return the product and everything under it, in the order of the definition."""
    lines = [BomLine(0, definition.sku, definition.sku, name, quantity)]
    lines += _under("", definition.sku, 1, definition, choices, parts, quantity)
    return lines


def parts_list(
    compiled: Compiled,
    choices: Mapping[str, Choice],
    name: Mapping[str, str],
    quantity: Decimal = Decimal(1),
) -> list[BomLine]:
    """Return the bill of materials of some choices of a compiled model, for so many units."""
    parts = {
        choice.sku: compiled.domains[compiled.index[slot]].candidates[choice.sku]
        for slot, choice in choices.items()
    }
    return explode(compiled.definition, choices, parts, name, quantity)


def rolled_up(lines: Iterable[BomLine]) -> dict[str, Decimal]:
    """Return how many of each part the whole takes."""
    total: dict[str, Decimal] = {}
    for line in lines:
        if line.level and line.sku:
            total[line.sku] = total.get(line.sku, Decimal(0)) + line.quantity
    return total


def _under(
    assembly: str,
    path: str,
    level: int,
    definition: Definition,
    choices: Mapping[str, Choice],
    parts: Mapping[str, Candidate],
    quantity: Decimal,
) -> list[BomLine]:
    lines = []
    for slot in definition.slots:
        choice = choices.get(slot.key)
        if slot.assembly == assembly and choice:
            part = parts[choice.sku]
            place = f"{path}/{slot.key}"
            lines.append(BomLine(level, place, part.sku, part.name, quantity * choice.quantity))
    for child in definition.assemblies:
        if child.parent == assembly:
            place = f"{path}/{child.key}"
            inner = _under(child.key, place, level + 1, definition, choices, parts, quantity)
            if inner:
                lines.append(BomLine(level, place, "", child.name.model_dump(), quantity))
                lines += inner
    return lines
