"""The bill of materials of a configuration: levels, quantities rolled up, and the sum per part."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.definition import Choice
from cpq.catalog.configuring.domains import SlotDomain


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


def parts_list(
    compiled: Compiled,
    choices: Mapping[str, Choice],
    name: Mapping[str, str],
    quantity: Decimal = Decimal(1),
) -> list[BomLine]:
    """Return the product and what is chosen for so many units, in the order of the definition.

    An option without a product stands with the name of its group, under the SKU that charges for
    it where there is one.
    """
    sku = compiled.definition.sku
    lines = [BomLine(0, sku, sku, name, quantity)]
    lines += _under("", sku, 1, compiled, choices, quantity)
    return lines


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
    compiled: Compiled,
    choices: Mapping[str, Choice],
    quantity: Decimal,
) -> list[BomLine]:
    lines: list[BomLine] = []
    for domain in compiled.domains:
        choice = choices.get(domain.slot.key)
        if domain.slot.assembly == assembly and choice and choice.quantity:
            place = f"{path}/{domain.slot.key}"
            lines += _chosen(domain, choice, compiled, level, place, quantity * choice.quantity)
    for child in compiled.definition.assemblies:
        if child.parent == assembly:
            place = f"{path}/{child.key}"
            inner = _under(child.key, place, level + 1, compiled, choices, quantity)
            if inner:
                lines.append(BomLine(level, place, "", child.name.model_dump(), quantity))
                lines += inner
    return lines


def _chosen(
    domain: SlotDomain,
    choice: Choice,
    compiled: Compiled,
    level: int,
    path: str,
    quantity: Decimal,
) -> Iterator[BomLine]:
    part = domain.candidates[choice.sku]
    if part.is_product:
        yield BomLine(level, path, part.sku, part.name, quantity)
        if not part.surcharge_sku:
            return
    group = compiled.definition.slot(domain.group or domain.slot.key).label.model_dump()
    colon = {"ja": "：", "en": ": "}
    named = {to: f"{group[to]}{colon[to]}{name}" for to, name in part.name.items()}
    yield BomLine(level, path, part.surcharge_sku, named, quantity)
