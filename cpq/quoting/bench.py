"""What the configurator's page shows: slots, options that fit, and why the others do not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cpq.catalog.configuring import Answer, Candidate, Choice, Configurator
from cpq.catalog.configuring.answering import OptionState
from cpq.catalog.configuring.compiling import SlotDomain
from cpq.catalog.configuring.definition import Definition, Words
from cpq.quoting.picks import without
from foundation.numbers import folded

SHOWN = 40  # options of a slot on one page; a search finds the others
EXPLAINED = 12  # reasons worked out at once; options barred alike share one
Choices = Mapping[str, Choice]


@dataclass(frozen=True, slots=True)
class Named:
    """A slot and the part chosen for it, in words."""

    key: str
    slot: Words
    part: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Why:
    """Why an option does not fit: my choices that bar it, the rules, and what would have to go."""

    because: tuple[Named, ...]
    rules: tuple[Words, ...]
    drop: tuple[Named, ...]
    instead: dict[str, Choice]  # the choices with this option, without what bars it; empty: never


@dataclass(frozen=True, slots=True)
class Option:
    """A part that may be chosen, and the choices that come of it."""

    sku: str
    name: Mapping[str, str]
    possible: bool
    chosen: bool
    quantities: tuple[int, ...]
    then: dict[str, Choice]
    why: Why | None = None


@dataclass(frozen=True, slots=True)
class SlotView:
    """A slot: what is chosen, how many parts still fit, and its options when it is open."""

    key: str
    label: Words
    required: bool
    most: int
    choice: Choice | None
    chosen: Candidate | None
    forced: Candidate | None
    fits: int
    of: int
    options: tuple[Option, ...] = ()
    found: int = 0


@dataclass(slots=True)
class Group:
    """The slots of one assembly, under the names of the assemblies around it."""

    names: tuple[Words, ...]
    slots: list[SlotView] = field(default_factory=list)


class Bench:
    """One configurator with some choices, for one page."""

    def __init__(self, configurator: Configurator, choices: Choices) -> None:
        self.configurator = configurator
        self.compiled = configurator.compiled
        self.choices = dict(choices)
        self.answer: Answer = configurator.answer(choices)
        self.forced = configurator.forced(self.answer, choices)
        self._reasons: dict[int, Why] = {}

    def groups(self, opened: str, words: str, priced: set[str]) -> list[Group]:
        """Return the slots under their assemblies, in the order of the bill of materials."""
        definition = self.compiled.definition
        groups = [Group(names) for _key, names in _places(definition)]
        for (key, _names), group in zip(_places(definition), groups, strict=True):
            for domain in self.compiled.domains:
                if domain.slot.assembly == key:
                    group.slots.append(self._slot(domain, opened, words, priced))
        return [group for group in groups if group.slots]

    def next_slot(self, after: str = "") -> str:
        """Return the next slot that wants a choice: required ones first, behind the last one."""
        keys = [domain.slot.key for domain in self._in_order()]
        behind = keys[keys.index(after) + 1 :] + keys if after in keys else keys
        wanted = [key for key in behind if key in self.answer.missing]
        free = [key for key in behind if key not in self.choices]
        return (wanted or free or keys or [""])[0]

    def candidates(self, slot: str) -> list[str]:
        """Return the SKUs that may stand in a slot."""
        n = self.compiled.index.get(slot)
        return [] if n is None else list(self.compiled.domains[n].candidates)

    def labels(self, slots: Iterable[str]) -> list[Words]:
        """Return what people call some slots."""
        return [self.compiled.domains[self.compiled.index[slot]].slot.label for slot in slots]

    def taken(self) -> dict[str, Choice]:
        """Return the choices and what the rules leave no alternative to."""
        return self.choices | self.forced

    def _slot(self, domain: SlotDomain, opened: str, words: str, priced: set[str]) -> SlotView:
        key, choice = domain.slot.key, self.choices.get(domain.slot.key)
        valid = self.answer.valid[self.compiled.index[key]]
        forced = self.forced.get(key)
        found = self._found(domain, words) if key == opened else []
        return SlotView(
            key=key,
            label=domain.slot.label,
            required=domain.slot.required,
            most=domain.slot.max_quantity,
            choice=choice,
            chosen=domain.candidates[choice.sku] if choice else None,
            forced=domain.candidates[forced.sku] if forced else None,
            fits=sum(len(alike) for mask, alike in domain.alike.items() if mask & valid),
            of=len(domain.candidates),
            options=self._options(domain, found, priced) if found else (),
            found=len(found),
        )

    def _found(self, domain: SlotDomain, words: str) -> list[Candidate]:
        wanted = folded(words).split()
        return [
            candidate
            for candidate in domain.candidates.values()
            if not wanted or _holds(candidate, wanted)
        ]

    def _options(
        self, domain: SlotDomain, found: Sequence[Candidate], priced: set[str]
    ) -> tuple[Option, ...]:
        slot = domain.slot.key
        states = self.configurator.options(slot, self.answer, self.choices)
        chosen = self.choices[slot].sku if slot in self.choices else ""

        def rank(candidate: Candidate) -> tuple[bool, bool, bool]:
            fits = states[candidate.sku].possible
            return candidate.sku != chosen, not fits, candidate.sku not in priced

        shown = sorted(found, key=rank)[:SHOWN]
        return tuple(self._option(domain, one, states[one.sku]) for one in shown)

    def _option(self, domain: SlotDomain, candidate: Candidate, state: OptionState) -> Option:
        slot = domain.slot.key
        choice = self.choices.get(slot)
        chosen = choice is not None and choice.sku == candidate.sku
        quantity = choice.quantity if choice and choice.quantity in state.quantities else 0
        wanted = Choice(sku=candidate.sku, quantity=quantity or (*state.quantities, 1)[0])
        then = without(self.choices, slot) | {slot: wanted} if state.possible else {}
        why = None if state.possible else self._why(domain, candidate.sku)
        return Option(
            candidate.sku, candidate.name, state.possible, chosen, state.quantities, then, why
        )

    def _why(self, domain: SlotDomain, sku: str) -> Why | None:
        """Explain; options whose values are the same for every rule share the reason."""
        slot, mask = domain.slot.key, domain.of_sku[sku]
        if mask not in self._reasons:
            if len(self._reasons) >= EXPLAINED:
                return None
            self._reasons[mask] = self._reason(slot, sku)
        known = self._reasons[mask]
        instead = {**known.instead, slot: Choice(sku=sku)} if known.instead else {}
        return Why(known.because, known.rules, known.drop, instead)

    def _reason(self, slot: str, sku: str) -> Why:
        barred = self.configurator.why_not(self.choices, slot, sku)
        kept = without(self.choices, slot, *barred.drop)
        instead = kept | {slot: Choice(sku=sku)} if barred.because or barred.drop else {}
        return Why(self._named(barred.because), barred.rules, self._named(barred.drop), instead)

    def _named(self, slots: Sequence[str]) -> tuple[Named, ...]:
        domains = [self.compiled.domains[self.compiled.index[slot]] for slot in slots]
        return tuple(
            Named(key, domain.slot.label, domain.candidates[self.choices[key].sku].name)
            for key, domain in zip(slots, domains, strict=True)
        )

    def _in_order(self) -> list[SlotDomain]:
        places = [key for key, _names in _places(self.compiled.definition)]
        return sorted(self.compiled.domains, key=lambda domain: places.index(domain.slot.assembly))


def _holds(candidate: Candidate, words: Sequence[str]) -> bool:
    text = folded(" ".join([candidate.sku, *candidate.name.values()]))
    return all(word in text for word in words)


def _places(
    definition: Definition, parent: str = "", names: tuple[Words, ...] = ()
) -> list[tuple[str, tuple[Words, ...]]]:
    """Return every assembly under its parent's names; the product itself comes last."""
    places = []
    for assembly in definition.assemblies:
        if assembly.parent == parent:
            inside = (*names, assembly.name)
            places.append((assembly.key, inside))
            places += _places(definition, assembly.key, inside)
    return places if parent else [*places, ("", ())]
