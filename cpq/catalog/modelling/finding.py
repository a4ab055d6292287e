"""What is dead or forced in a model: options and groups that no, or every, configuration has. Pure.

Dead: no configuration has it. Forced: every one has it, although its group offers others or may
stay empty. The rules that make it so are named, as the engine explains them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cpq.catalog.configuring import Configurator, Definition
from cpq.catalog.configuring.definition import Slot, Words
from cpq.catalog.configuring.domains import SlotDomain
from cpq.catalog.configuring.explaining import MOST_RULES
from cpq.catalog.modelling.naming import called
from foundation.language import Text, _, speaking

MOST_EXPLAINED = 40  # findings whose rules are looked for; a page shows no more at once


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule in words. ``number``: as the editor counts them; None: it comes with the groups."""

    number: int | None
    message: Words

    @property
    def text(self) -> Text:
        """Return what it says."""
        said = str(getattr(self.message, speaking()))
        if self.number is None:
            return _("Structure: %(rule)s", rule=said)
        if not said.strip():
            return _("Rule %(n)s", n=self.number)
        return _("Rule %(n)s: %(rule)s", n=self.number, rule=said)


@dataclass(frozen=True, slots=True)
class Finding:
    """An option, or a whole group (no ``option``), that is ``dead`` or ``forced``.

    ``meant``: it was marked as such. ``decided``: what the rules are against, by slot.
    """

    kind: str
    slot: str
    label: Words
    option: str
    name: Mapping[str, str]
    meant: bool
    decided: Mapping[int, int]
    causes: tuple[Cause, ...] = ()

    @property
    def key(self) -> str:
        """Return the name by which it is marked."""
        alone = not self.option or "/" in self.slot  # of several, each option is a slot
        return self.slot if alone else f"{self.slot}/{self.option}"

    @property
    def sentence(self) -> Text:
        """Return what is wrong with it."""
        option, group = self.name.get(speaking(), ""), str(getattr(self.label, speaking()))
        if self.kind == "dead":
            if self.option:
                return _("“%(option)s” of “%(group)s” can never be chosen.",
                         option=option, group=group)  # fmt: skip
            return _("Nothing of “%(group)s” can ever be chosen.", group=group)
        if self.option:
            return _("“%(option)s” of “%(group)s” always has to be chosen.",
                     option=option, group=group)  # fmt: skip
        return _("“%(group)s” may stay empty, but never can.", group=group)


def findings_of(configurator: Configurator, valid: Sequence[int]) -> list[Finding]:
    """Return what is dead or forced where ``valid`` is all that can be chosen at first."""
    finder = Finder(configurator, valid)
    slots = configurator.compiled.definition.slots
    found = [one for slot in slots for one in _linked(list(finder.of(slot)))]
    return [_explained(configurator, one, n) for n, one in enumerate(found)]


def causes_of(configurator: Configurator, decided: Mapping[int, int]) -> tuple[Cause, ...]:
    """Return the rules that bar some decisions; nothing decided: that bar everything."""
    found = (configurator.explainer.conflict(decided) or ())[:MOST_RULES]
    own = len(configurator.compiled.definition.constraints)
    message = configurator.compiled.message
    return tuple(Cause(n + 1 if n < own else None, message(n)) for n in found)


def _explained(configurator: Configurator, one: Finding, n: int) -> Finding:
    if n >= MOST_EXPLAINED:
        return one
    return replace(one, causes=causes_of(configurator, one.decided))


def _linked(found: list[Finding]) -> list[Finding]:
    """Return the findings of a group; one left and all others dead say the same, so both are meant.

    Where several may be chosen an option can be forced without the others being dead.
    """
    dead = [one.meant for one in found if one.kind == "dead"]
    forced = [one for one in found if one.kind == "forced" and one.option]
    if not dead or len(forced) != 1 or forced[0].slot != found[0].slot:
        return found
    meant = forced[0].meant or all(dead)
    return [replace(one, meant=one.meant or meant) for one in found]


class Finder:
    """Looks at the groups of a model, one after the other."""

    def __init__(self, configurator: Configurator, valid: Sequence[int]) -> None:
        self.prover, self.compiled = configurator.prover, configurator.compiled
        self.definition: Definition = self.compiled.definition
        self.valid, self.meant = valid, set(self.definition.meant)

    def of(self, group: Slot) -> Iterator[Finding]:
        """Yield what is dead or forced in a group; a group that is dead as a whole, once."""
        places = [(n, self.compiled.domains[n]) for n in self.compiled.groups[group.key]]
        possible = {n: self._possible(n, domain) for n, domain in places}
        offered = sum(len(domain.of_sku) for _n, domain in places)
        if offered and not any(possible.values()):
            n, domain = places[0]
            yield self._whole("dead", group, {n: domain.filled})
            return
        for n, domain in places:
            for sku, mask in domain.of_sku.items():
                if not mask & self.valid[n]:
                    yield self._finding("dead", group, domain, sku, {n: mask})
        forced = list(self._forced(group, places, possible, offered))
        yield from forced
        if not forced and not group.least and self._never_empty(places):
            yield self._whole("forced", group, {n: domain.empty for n, domain in places})

    def _possible(self, n: int, domain: SlotDomain) -> list[str]:
        left = self.valid[n]
        return [sku for sku, mask in domain.of_sku.items() if mask & left]

    def _forced(
        self,
        group: Slot,
        places: list[tuple[int, SlotDomain]],
        possible: Mapping[int, list[str]],
        offered: int,
    ) -> Iterator[Finding]:
        """Yield options that every configuration has, where the group leaves a choice."""
        if offered <= group.least:
            return  # all that is offered is asked for
        for n, domain in places:
            if len(possible[n]) == 1 and not self.valid[n] & domain.empty:
                [sku] = possible[n]
                others = self.compiled.everything[n] & ~domain.of_sku[sku]
                yield self._finding("forced", group, domain, sku, {n: others})

    def _never_empty(self, places: list[tuple[int, SlotDomain]]) -> bool:
        empty = {n: domain.empty for n, domain in places}
        return bool(empty) and not self.prover.possible(empty)

    def _finding(
        self, kind: str, group: Slot, domain: SlotDomain, sku: str, decided: Mapping[int, int]
    ) -> Finding:
        candidate, place = domain.candidates[sku], domain.slot.key
        named = {group.key, place, f"{place}/{sku}", f"{place}/{candidate.key}"}
        name = called(self.definition, domain, candidate)
        meant = bool(named & self.meant)
        return Finding(kind, place, group.label, sku, name, meant, decided)

    def _whole(self, kind: str, group: Slot, decided: Mapping[int, int]) -> Finding:
        return Finding(kind, group.key, group.label, "", {}, group.key in self.meant, decided)
