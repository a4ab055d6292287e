"""What the configurator's page shows: slots, options that fit, and why the others do not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cpq.catalog.configuring import Answer, Candidate, Choice, Configurator
from cpq.catalog.configuring.answering import OptionState
from cpq.catalog.configuring.definition import Definition, Slot, Words
from cpq.catalog.configuring.domains import SlotDomain
from cpq.catalog.modelling.naming import called
from cpq.quoting.options import Choices, Group, HintView, Named, Option, SlotView, Why
from cpq.quoting.picks import without
from foundation.numbers import folded

SHOWN = 40  # options of a slot on one page; a search finds the others
EXPLAINED = 12  # reasons worked out at once; options barred alike share one
NOTHING = {"ja": "–", "en": "–"}
Allowed = Mapping[str, set[str]]


class Bench:
    """One configurator with some choices, for one page."""

    def __init__(
        self, configurator: Configurator, choices: Choices, allowed: Allowed | None = None
    ) -> None:
        self.configurator = configurator
        self.compiled = configurator.compiled
        self.choices = dict(choices)
        self.allowed = allowed or {}
        self.answer: Answer = configurator.answer(choices)
        self.forced = configurator.forced(self.answer, choices)
        self.domains: dict[str, list[SlotDomain]] = {}
        for domain in self.compiled.domains:
            self.domains.setdefault(domain.group or domain.slot.key, []).append(domain)
        self._reasons: dict[tuple[str, int], Why] = {}

    @property
    def slots(self) -> list[Slot]:
        """Return the slots that are there: those under an option only with it."""
        definition = self.compiled.definition
        return [slot for slot in definition.slots if self._stands(slot)]

    @property
    def done(self) -> int:
        """Return in how many slots something is chosen."""
        return sum(1 for slot in self.slots if self._chosen_in(slot))

    @property
    def of(self) -> int:
        """Return how many slots there are."""
        return len(self.slots)

    @property
    def hints(self) -> list[HintView]:
        """Return broken preferences, and what is recommended and can be had with one click."""
        return [
            HintView(
                hint.severity == "preferred",
                hint.message,
                tuple(self._recommended(slot, sku) for slot, sku in hint.options),
            )
            for hint in self.answer.hints
        ]

    def groups(self, opened: str, words: str, priced: set[str]) -> list[Group]:
        """Return the slots by page and assembly, in the order of the bill of materials."""
        places = _places(self.compiled.definition)
        pages = dict.fromkeys(slot.page for slot in self.compiled.definition.slots)
        groups = []
        for page in pages:
            for key, names in places:
                there = [s for s in self.slots if s.assembly == key and s.page == page]
                views = [self._slot(slot, opened, words, priced) for slot in there]
                groups += [Group(page, names, views)] if views else []
        return groups

    def opened(self, wanted: str, after: str = "") -> str:
        """Return the slot to show: the one asked for, else the next that wants a choice."""
        return wanted if wanted in self.domains else self.next_slot(after)

    def next_slot(self, after: str = "") -> str:
        """Return the next slot that wants a choice: required ones first, behind the last one."""
        keys = [slot.key for slot in self._in_order()]
        behind = keys[keys.index(after) + 1 :] + keys if after in keys else keys
        missing = {key.partition("/")[0] for key in self.answer.missing}
        wanted = [key for key in behind if key in missing]
        chosen = {key.partition("/")[0] for key in self.choices}
        free = [key for key in behind if key not in chosen]
        return (wanted or free or keys or [""])[0]

    def candidates(self, slot: str) -> list[str]:
        """Return the SKUs that may stand in a slot, and those it charges for."""
        found = [one for d in self.domains.get(slot, ()) for one in d.candidates.values()]
        return list(dict.fromkeys(sku for one in found for sku in (one.sku, one.surcharge_sku)))

    def still_to_choose(self) -> list[Words]:
        """Return what people call the slots that want a choice, or more of several."""
        missing = {key.partition("/")[0] for key in self.answer.missing}
        slots = self.compiled.definition.slots
        return [slot.label for slot in slots if slot.key in missing or self._is_short(slot)]

    def _is_short(self, slot: Slot) -> bool:
        few = slot.multiple and len(self._chosen_in(slot)) < slot.least
        return few and self._stands(slot)

    def forced_words(self) -> list[Mapping[str, str]]:
        """Return what the rules leave no alternative to: the slot, of several also the option."""
        words: list[Mapping[str, str]] = []
        for key, choice in self.forced.items():
            label = self.compiled.definition.slot(key).label.model_dump()
            if "/" in key:
                domain = self.compiled.domains[self.compiled.index[key]]
                name = self._name(domain, choice)
                label = {spoken: f"{label[spoken]} {name[spoken]}" for spoken in label}
            words.append(label)
        return words

    def taken(self) -> dict[str, Choice]:
        """Return the choices and what the rules leave no alternative to."""
        return self.choices | self.forced

    def _recommended(self, slot: str, sku: str) -> tuple[Mapping[str, str], dict[str, Choice]]:
        domain = self.compiled.domains[self.compiled.index[slot]]
        then = without(self.choices, slot) | {slot: Choice(sku=sku)}
        return self._called(domain, domain.candidates[sku]), then

    def _stands(self, slot: Slot) -> bool:
        """True unless the slot stands under an option that is not chosen."""
        if not slot.parent:
            return True
        above, _slash, option = slot.parent.partition("/")
        taken = self.taken()
        for domain in self.domains.get(above, ()):
            choice = taken.get(domain.slot.key)
            if choice and choice.quantity and choice.sku in {option, domain.names.get(option)}:
                return True
        return False

    def _chosen_in(self, slot: Slot) -> list[tuple[SlotDomain, Choice]]:
        there = [(d, self.choices.get(d.slot.key)) for d in self.domains.get(slot.key, ())]
        return [(d, choice) for d, choice in there if choice is not None and choice.quantity]

    def _slot(self, slot: Slot, opened: str, words: str, priced: set[str]) -> SlotView:
        key, domains = slot.key, self.domains.get(slot.key, [])
        chosen = self._chosen_in(slot)
        several = slot.multiple
        forced = None if several else self.forced.get(key)
        found = self._found(domains, words) if key == opened else []
        shown = [one for one in found if words or self._is_allowed(key, one[1])]
        return SlotView(
            key=key,
            label=slot.label,
            required=bool(slot.least),
            most=slot.max_quantity,
            choice=None if several or not chosen else chosen[0][1],
            chosen=None if several or not chosen else self._candidate(*chosen[0]),
            forced=self._candidate(domains[0], forced) if forced and forced.sku else None,
            fits=sum(self._fitting(domain) for domain in domains),
            of=sum(len(domain.candidates) for domain in domains),
            options=self._options(slot, shown, priced) if shown else (),
            found=len(shown),
            left_out=len(found) - len(shown),
            several=several,
            names=tuple(self._counted(*one) for one in chosen) if several else (),
            least=slot.least,
            different=min(slot.most, len(domains)),
        )

    def _fitting(self, domain: SlotDomain) -> int:
        valid = self.answer.valid[self.compiled.index[domain.slot.key]]
        return sum(len(alike) for mask, alike in domain.alike.items() if mask & valid)

    def _is_allowed(self, slot: str, candidate: Candidate) -> bool:
        allowed = self.allowed.get(slot)
        return allowed is None or not allowed.isdisjoint({candidate.sku, candidate.key})

    def _found(
        self, domains: Sequence[SlotDomain], words: str
    ) -> list[tuple[SlotDomain, Candidate]]:
        wanted = folded(words).split()
        return [
            (domain, candidate)
            for domain in domains
            for candidate in domain.candidates.values()
            if not wanted or _holds(candidate, self._called(domain, candidate), wanted)
        ]

    def _options(
        self, slot: Slot, found: Sequence[tuple[SlotDomain, Candidate]], priced: set[str]
    ) -> tuple[Option, ...]:
        known: dict[str, dict[str, OptionState]] = {}

        def state(domain: SlotDomain, candidate: Candidate) -> OptionState:
            key = domain.slot.key
            if key not in known:
                known[key] = self.configurator.options(key, self.answer, self.choices)
            return known[key][candidate.sku]

        def rank(one: tuple[SlotDomain, Candidate]) -> tuple[bool, bool, bool]:
            domain, candidate = one
            chosen = self.choices.get(domain.slot.key)
            here = chosen is not None and chosen.sku == candidate.sku
            return not here, not state(*one).possible, candidate.sku not in priced

        ranked = list(found) if slot.multiple else sorted(found, key=rank)
        return tuple(self._option(*one, state(*one)) for one in ranked[:SHOWN])

    def _option(self, domain: SlotDomain, candidate: Candidate, state: OptionState) -> Option:
        slot = domain.slot.key
        choice = self.choices.get(slot)
        chosen = choice is not None and choice.sku == candidate.sku and choice.quantity > 0
        quantity = choice.quantity if choice and choice.quantity in state.quantities else 0
        wanted = Choice(sku=candidate.sku, quantity=quantity or (*state.quantities, 1)[0])
        beside = without(self.choices, slot) | {slot: wanted}
        return Option(
            slot=slot,
            sku=candidate.sku,
            name=self._called(domain, candidate),
            possible=state.possible,
            chosen=chosen,
            quantity=wanted.quantity,
            quantities=state.quantities,
            then=beside if state.possible else {},
            wanted=beside,
            why=None if state.possible else self._why(domain, candidate.sku),
            plain=not candidate.is_product,
            priced=candidate.surcharge_sku or (candidate.sku if candidate.is_product else ""),
            category=domain.slot.category,
            attributes=candidate.attributes,
        )

    def _why(self, domain: SlotDomain, sku: str) -> Why | None:
        """Explain; options whose values are the same for every rule share the reason."""
        slot, mask = domain.slot.key, domain.of_sku[sku]
        if (slot, mask) not in self._reasons:
            if len(self._reasons) >= EXPLAINED:
                return None
            self._reasons[slot, mask] = self._reason(slot, sku)
        known = self._reasons[slot, mask]
        instead = {**known.instead, slot: Choice(sku=sku)} if known.instead else {}
        return Why(known.because, known.rules, known.drop, instead)

    def _reason(self, slot: str, sku: str) -> Why:
        barred = self.configurator.why_not(self.choices, slot, sku)
        kept = without(self.choices, slot, *barred.drop)
        instead = kept | {slot: Choice(sku=sku)} if barred.because or barred.drop else {}
        return Why(self._named(barred.because), barred.rules, self._named(barred.drop), instead)

    def _named(self, slots: Sequence[str]) -> tuple[Named, ...]:
        domains = [self.compiled.domains[self.compiled.index[slot]] for slot in slots]
        definition = self.compiled.definition
        return tuple(
            Named(key, definition.slot(key).label, self._name(domain, self.choices[key]))
            for key, domain in zip(slots, domains, strict=True)
        )

    def _called(self, domain: SlotDomain, candidate: Candidate) -> Mapping[str, str]:
        return called(self.compiled.definition, domain, candidate)

    def _candidate(self, domain: SlotDomain, choice: Choice) -> Candidate:
        known = domain.candidates[choice.sku]
        return replace(known, name=self._called(domain, known))

    def _counted(self, domain: SlotDomain, choice: Choice) -> Mapping[str, str]:
        name = self._candidate(domain, choice).name
        several = f" × {choice.quantity}" if choice.quantity > 1 else ""
        return {spoken: f"{words}{several}" for spoken, words in name.items()}

    def _name(self, domain: SlotDomain, choice: Choice) -> Mapping[str, str]:
        known = domain.candidates.get(choice.sku)
        return self._called(domain, known) if known and choice.quantity else NOTHING

    def _in_order(self) -> list[Slot]:
        places = [key for key, _names in _places(self.compiled.definition)]
        return sorted(self.slots, key=lambda slot: places.index(slot.assembly))


def _holds(candidate: Candidate, name: Mapping[str, str], words: Sequence[str]) -> bool:
    text = folded(" ".join([candidate.sku, *candidate.name.values(), *name.values()]))
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
