"""The rules that slots bring with them: where they stand, and how many options they take."""

from collections.abc import Mapping

from cpq.catalog.configuring.compiling import Compiled, Said
from cpq.catalog.configuring.definition import Slot
from cpq.catalog.configuring.rules import Ladder, Lit, Sum, clause_of
from foundation.language import _


def add_structure(compiled: Compiled) -> None:
    """Add the rules of every slot; each has a sentence of its own."""
    for slot in compiled.definition.slots:
        places = compiled.groups[slot.key]
        above = compiled.having(slot.parent) if slot.parent else None
        if above is not None:
            _only_under(compiled, slot, places, above)
        if not slot.multiple:
            if above is not None and slot.least:
                _filled_under(compiled, slot, places[0], above)
            continue
        if slot.least:
            _at_least(compiled, slot, places, above)
        if slot.most < len(places):
            ladders = {n: _counted(compiled, n, 1) for n in places}
            compiled.rules.append(Sum(_numbered(compiled, _too_many(slot)), ladders, slot.most))


def _only_under(compiled: Compiled, slot: Slot, places: list[int], above: list[Lit]) -> None:
    under = _parent(compiled, slot)
    number = _numbered(
        compiled,
        lambda language: _("%(slot)s belongs to %(parent)s.",
                           slot=getattr(slot.label, language), parent=under[language]),
    )  # fmt: skip
    for n in places:
        compiled.rules.append(clause_of(number, [(n, compiled.domains[n].empty), *above]))


def _filled_under(compiled: Compiled, slot: Slot, place: int, above: list[Lit]) -> None:
    under = _parent(compiled, slot)
    number = _numbered(
        compiled,
        lambda language: _("%(parent)s needs a choice in %(slot)s.",
                           slot=getattr(slot.label, language), parent=under[language]),
    )  # fmt: skip
    filled = (place, compiled.domains[place].filled)
    for lit in above:
        compiled.rules.append(clause_of(number, [compiled.without(lit), filled]))


def _at_least(compiled: Compiled, slot: Slot, places: list[int], above: list[Lit] | None) -> None:
    number = _numbered(
        compiled,
        lambda language: _("%(slot)s needs at least one option.",
                           slot=getattr(slot.label, language)) if slot.least == 1
        else _("%(slot)s needs at least %(least)s options.",
               slot=getattr(slot.label, language), least=slot.least),
    )  # fmt: skip
    filled = [(n, compiled.domains[n].filled) for n in places]
    parents = [compiled.without(lit) for lit in above or ()]
    if above == []:
        return  # the option it would stand under is not there
    if slot.least == 1:
        compiled.rules.append(clause_of(number, [*parents, *filled]))
    elif slot.least == len(places):
        compiled.rules += [clause_of(number, [*parents, lit]) for lit in filled]
    else:
        ladders = {n: _counted(compiled, n, -1) for n in places}
        for n, off in parents:
            values = range(len(compiled.domains[n].values))
            ladders[n] = Ladder([-slot.least * (off >> value & 1) for value in values])
        compiled.rules.append(Sum(number, ladders, -slot.least))


def _counted(compiled: Compiled, n: int, weight: int) -> Ladder:
    return Ladder([weight * bool(value.quantity) for value in compiled.domains[n].values])


def _too_many(slot: Slot) -> Said:
    return lambda language: _("%(slot)s takes at most %(most)s options.",
                              slot=getattr(slot.label, language), most=slot.most)  # fmt: skip


def _numbered(compiled: Compiled, said: Said) -> int:
    compiled.structure.append(said)
    return len(compiled.definition.constraints) + len(compiled.structure) - 1


def _parent(compiled: Compiled, slot: Slot) -> Mapping[str, str]:
    for n, mask in compiled.having(slot.parent):
        domain = compiled.domains[n]
        for sku, candidate in domain.candidates.items():
            if domain.of_sku[sku] & mask:
                return candidate.name
    return {"ja": slot.parent, "en": slot.parent}
