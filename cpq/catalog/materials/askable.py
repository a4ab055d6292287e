"""What expressions about a configuration may name: the slots of a model, and their options."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cpq.catalog.configuring.definition import Definition, Slot
from cpq.catalog.configuring.domains import QUANTITY
from cpq.catalog.configuring.expressions import walk
from cpq.catalog.configuring.syntax import Name, Node
from cpq.catalog.modelling.checking import options_of
from cpq.catalog.queries import definition_or_none, may_stand_in
from foundation.language import Text, _

Fills = Callable[[Slot, str], bool]


@dataclass(frozen=True, slots=True)
class Askable:
    """A product's model as conditions and quantities see it; None: it has none.

    ``fills`` says of a slot and a SKU whether that product of the catalogue may stand there.
    """

    model: Definition | None
    fills: Fills

    @property
    def slots(self) -> list[str]:
        """Return the keys of the slots, in order of the alphabet."""
        return sorted(slot.key for slot in self.model.slots) if self.model else []

    def wrong_in(self, expression: Node) -> Text | None:
        """Return what an expression names that is not there, in words; None: all of it is."""
        names = {str(one): one for one in walk(expression) if isinstance(one, Name)}
        wrong = (self.wrong_with(name) for _words, name in sorted(names.items()))
        return next((words for words in wrong if words), None)

    def wrong_with(self, name: Name) -> Text | None:
        """Return why a name means nothing here; None: it does."""
        if not self.slots:
            return _("This product has no model to ask about “%(name)s”.", name=name.slot)
        slot = self._slot(name.slot)
        if slot is None:
            return _("The model has no slot “%(name)s”.", name=name.slot)
        if name.option and not self._has(slot, name.option):
            return _("“%(slot)s” has no option “%(option)s”.", slot=slot.key, option=name.option)
        if slot.multiple and not name.option and name.attribute not in {"", QUANTITY}:
            return _("“%(name)s” takes several options. Name one of them: %(name)s/option.",
                     name=slot.key)  # fmt: skip
        return None

    def _slot(self, key: str) -> Slot | None:
        slots = self.model.slots if self.model else ()
        return next((slot for slot in slots if slot.key == key), None)

    def _has(self, slot: Slot, option: str) -> bool:
        return option in options_of(slot) or self.fills(slot, option)


def askable_in(session: Session, model: Definition | None) -> Askable:
    """Return what may be asked about a model, with the products of the catalogue."""
    return Askable(model, lambda slot, sku: may_stand_in(session, slot, sku))


def askable_of(session: Session, sku: str) -> Askable:
    """Return what may be asked about a product: its published model."""
    return askable_in(session, definition_or_none(session, sku))
