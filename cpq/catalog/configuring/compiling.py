"""From a definition and its candidates to bit masks.

Thousands of parts differ in few ways that a rule looks at: candidates with the same values of
those attributes are one class. A value of a slot is a class taken so many times, or nothing where
the slot may stay empty; a set of values is an integer, one bit each.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from cpq.catalog.configuring.definition import (
    Constraint,
    Definition,
    Excludes,
    Match,
    Requires,
    Resource,
    Slot,
    Table,
    Use,
)
from cpq.catalog.configuring.rules import Ladder, Pair, Sum

SKU = "\0sku"  # the product itself, for rules that name products


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that may fill a slot. An attribute that is missing or empty is unknown."""

    sku: str
    name: Mapping[str, str]
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SlotValue:
    """A class of candidates taken ``quantity`` times; quantity 0: the slot stays empty."""

    quantity: int
    attributes: tuple[str, ...]


@dataclass(slots=True)
class SlotDomain:
    """A slot with its values, its candidates, and which values each candidate can be."""

    slot: Slot
    attributes: tuple[str, ...]
    candidates: dict[str, Candidate]
    values: list[SlotValue] = field(default_factory=list)
    of_sku: dict[str, int] = field(default_factory=dict)
    of_choice: dict[tuple[str, int], int] = field(default_factory=dict)
    alike: dict[int, list[str]] = field(default_factory=dict)  # by mask: no rule tells them apart

    @property
    def everything(self) -> int:
        """Return the mask of all values."""
        return (1 << len(self.values)) - 1

    def read(self, value: SlotValue, attribute: str) -> str:
        """Return an attribute of a value."""
        return value.attributes[self.attributes.index(attribute)]


@dataclass(slots=True)
class Compiled:
    """A model ready to be asked."""

    definition: Definition
    domains: list[SlotDomain]
    rules: list[Pair | Sum]
    index: dict[str, int]


def compile_model(
    definition: Definition, candidates: Mapping[str, Iterable[Candidate]]
) -> Compiled:
    """Compile a definition with the candidates of each slot."""
    used = _attributes_used(definition)
    domains = [
        _domain(slot, used.get(slot.key, ()), candidates.get(slot.key, ()))
        for slot in definition.slots
    ]
    index = {domain.slot.key: n for n, domain in enumerate(domains)}
    compiled = Compiled(definition, domains, [], index)
    for number, rule in enumerate(definition.constraints):
        _add_rule(compiled, number, rule)
    return compiled


def _attributes_used(definition: Definition) -> dict[str, tuple[str, ...]]:
    used: dict[str, dict[str, None]] = {}
    for rule in definition.constraints:
        for slot, attribute in _looks_at(rule):
            used.setdefault(slot, {})[attribute] = None
    return {slot: tuple(attributes) for slot, attributes in used.items()}


def _looks_at(rule: Constraint) -> list[tuple[str, str]]:
    match rule:
        case Match() | Table():
            return [(rule.slot, rule.attribute), (rule.other, rule.other_attribute)]
        case Resource():
            uses = [(use.slot, use.attribute) for use in rule.uses]
            return [*uses, *([(rule.provider, rule.provider_attribute)] if rule.provider else [])]
        case Excludes() | Requires():
            return [(rule.slot, SKU), (rule.other, SKU)]
        case _:
            return []


def _domain(slot: Slot, attributes: tuple[str, ...], candidates: Iterable[Candidate]) -> SlotDomain:
    domain = SlotDomain(slot, attributes, {c.sku: c for c in candidates})
    if not slot.required:
        domain.values.append(SlotValue(0, ("",) * len(attributes)))
    seen: dict[SlotValue, int] = {}
    for sku, candidate in domain.candidates.items():
        key = tuple(_attribute(candidate, name) for name in attributes)
        for quantity in range(1, slot.max_quantity + 1):
            value = SlotValue(quantity, key)
            if value not in seen:
                seen[value] = len(domain.values)
                domain.values.append(value)
            bit = 1 << seen[value]
            domain.of_choice[sku, quantity] = bit
            domain.of_sku[sku] = domain.of_sku.get(sku, 0) | bit
        domain.alike.setdefault(domain.of_sku[sku], []).append(sku)
    return domain


def _attribute(candidate: Candidate, name: str) -> str:
    return candidate.sku if name == SKU else str(candidate.attributes.get(name) or "")


def _add_rule(compiled: Compiled, number: int, rule: Constraint) -> None:
    match rule:
        case Match():
            test = _matching(rule)
        case Table():
            pairs = set(rule.allowed)
            test = lambda one, other: (one, other) in pairs  # noqa: E731  (one of four tests)
        case Excludes():
            test = lambda one, other: (one, other) != (rule.sku, rule.other_sku)  # noqa: E731  (one of many)
        case Requires():
            test = lambda one, other: one != rule.sku or other in rule.other_skus  # noqa: E731  (the same)
        case Resource():
            compiled.rules.append(_sum(compiled, number, rule))
            return
    (slot, attribute), (other, other_attribute) = _looks_at(rule)
    lax = not isinstance(rule, Requires)  # an empty slot breaks no rule but "requires"
    compiled.rules.append(
        _pair(compiled, number, (slot, attribute), (other, other_attribute), test, lax=lax)
    )


def _matching(_rule: Match) -> Callable[[str, str], bool]:
    return lambda one, other: bool(one) and one in other.split("/")


def _pair(
    compiled: Compiled,
    number: int,
    left: tuple[str, str],
    right: tuple[str, str],
    test: Callable[[str, str], bool],
    *,
    lax: bool,
) -> Pair:
    one, other = compiled.index[left[0]], compiled.index[right[0]]
    others = _alike(compiled.domains[other], right[1], lax=lax)
    rows: dict[int, int] = {}
    for a, ones in _alike(compiled.domains[one], left[1], lax=lax).items():
        fitting = (n for b, n in others.items() if a is None or b is None or test(a, b))
        allowed = sum(fitting)
        rows[allowed] = rows.get(allowed, 0) | ones
    return Pair(number, one, other, tuple((ones, allowed) for allowed, ones in rows.items()))


def _alike(domain: SlotDomain, attribute: str, *, lax: bool) -> dict[str | None, int]:
    """Return masks of values with the same attribute; under None the one that breaks no rule."""
    place = domain.attributes.index(attribute)
    masks: dict[str | None, int] = {}
    for n, value in enumerate(domain.values):
        key = None if lax and value.quantity == 0 else value.attributes[place]
        masks[key] = masks.get(key, 0) | 1 << n
    return masks


def _sum(compiled: Compiled, number: int, rule: Resource) -> Sum:
    weights: dict[int, list[int | None]] = {}
    for use in rule.uses:
        n = compiled.index[use.slot]
        taken = [_taken(compiled.domains[n], value, use) for value in compiled.domains[n].values]
        weights[n] = _added(weights.get(n), taken)
    if rule.provider:
        n = compiled.index[rule.provider]
        domain = compiled.domains[n]
        given = [_given(domain, value, rule) for value in domain.values]
        weights[n] = _added(weights.get(n), given)
    limit = scaled(rule.limit - rule.base) or 0
    return Sum(number, {n: Ladder(values) for n, values in weights.items()}, limit)


def _added(old: Sequence[int | None] | None, new: list[int | None]) -> list[int | None]:
    if old is None:
        return new
    return [None if a is None or b is None else a + b for a, b in zip(old, new, strict=True)]


def _taken(domain: SlotDomain, value: SlotValue, use: Use) -> int | None:
    if value.quantity == 0:
        return 0
    amount = scaled(domain.read(value, use.attribute), use.unknown)
    return None if amount is None else int(amount * use.times) * value.quantity


def _given(domain: SlotDomain, value: SlotValue, rule: Resource) -> int | None:
    if value.quantity == 0:
        return 0
    amount = scaled(domain.read(value, rule.provider_attribute))
    return None if amount is None else -amount * value.quantity


def scaled(text: str | Decimal, unknown: Decimal | None = None) -> int | None:
    """Return a number scaled by a thousand, or what stands for an unknown one."""
    try:
        return int(Decimal(text) * 1000)
    except InvalidOperation:
        return None if unknown is None else int(unknown * 1000)
