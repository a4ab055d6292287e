"""What a row says of a part of a product's model. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from cpq.catalog.modelling.rows import COLUMNS
from foundation.language import _
from foundation.numbers import clean


@dataclass(frozen=True, slots=True)
class PartRow:
    """Whose model, and the cells by the names of ``modelling.rows``."""

    product: str
    cells: dict[str, str]

    @property
    def key(self) -> str:
        """Return what only one row of a run may be about; a rule without a key is what it says."""
        named = self.cells["key"] or repr(self.cells)
        return f"{self.product} {self.cells['part']} {self.cells['group']}/{named}"


def part_row(cell: Callable[[str], str], product: str) -> PartRow:
    """Return the part that a row is about; ``product``: where no cell says. Raises Refusal."""
    said = {name: cell(name) for name in COLUMNS}
    name = _("Product")
    whole = clean(said["product"] or product, name, longest=64, required=True, field="product")
    return PartRow(whole, said)
