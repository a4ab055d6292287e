"""The values a slot can have.

Thousands of parts differ in few ways that a rule looks at: candidates with the same values of
those attributes are one class. A value of a slot is a class taken so many times, or nothing where
the slot may stay empty; a set of values is an integer, one bit each. A multi-choice becomes one
such slot per option, named ``slot/option``.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cpq.catalog.configuring.definition import Choice, Option, Slot, Words

SKU = "sku"  # the option itself, for rules that name options
QUANTITY = "quantity"
ANOTHER = "\0"  # an option that no rule names


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may fill a slot. An attribute that is missing or empty is unknown.

    ``sku`` is what a choice says: the product's, or the option's key where it brings no product.
    """

    sku: str
    name: Mapping[str, str]
    attributes: Mapping[str, str]
    key: str = ""  # the option's key in the model; empty: the SKU
    is_product: bool = True
    surcharge_sku: str = ""


@dataclass(slots=True)
class LookedAt:
    """What rules look at in a slot: attributes, and the options they name (None: any)."""

    attributes: dict[str, None] = field(default_factory=dict)
    named: set[str] | None = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class SlotValue:
    """A class of candidates taken ``quantity`` times; quantity 0: the slot stays empty."""

    quantity: int
    attributes: tuple[str, ...]


class Kind(NamedTuple):
    """Candidates that no rule tells apart: the mask of their values, and that of each quantity."""

    mask: int
    quantities: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class SlotDomain:
    """A slot with its values, its candidates, and which values each candidate can be."""

    slot: Slot
    attributes: tuple[str, ...]
    candidates: dict[str, Candidate]
    group: str = ""  # the whole slot: its own key, or that of the multi-choice
    values: list[SlotValue] = field(default_factory=list)
    of_sku: dict[str, int] = field(default_factory=dict)
    of_choice: dict[tuple[str, int], int] = field(default_factory=dict)
    alike: dict[int, list[str]] = field(default_factory=dict)  # by mask: no rule tells them apart
    names: dict[str, str] = field(default_factory=dict)  # the SKU of an option's key
    kinds: list["Kind"] = field(default_factory=list)  # what ``alike`` has, in the same order
    kind_of: dict[str, int] = field(default_factory=dict)  # by SKU: the place among the kinds

    @property
    def everything(self) -> int:
        """Return the mask of all values."""
        return (1 << len(self.values)) - 1

    @property
    def empty(self) -> int:
        """Return the mask of the value that nothing is chosen; 0: something has to be."""
        return int(bool(self.values) and not self.values[0].quantity)

    @property
    def filled(self) -> int:
        """Return the mask of all values but the empty one."""
        return self.everything & ~self.empty

    def named(self, option: str) -> int:
        """Return the mask of an option, by its SKU or key; 0 where it is not there."""
        return self.of_sku.get(option) or self.of_sku.get(self.names.get(option, ""), 0)

    def choice(self, choice: Choice) -> int:
        """Return the mask of a choice, or of a decision against one; 0: it is not there."""
        sku = self.names.get(choice.sku, choice.sku)
        if choice.quantity:
            return self.of_choice.get((sku, choice.quantity), 0)
        if not sku:
            return self.empty
        mask = self.of_sku.get(sku, 0)
        return self.everything & ~mask if self.alike.get(mask) == [sku] else self.everything

    def quantities(self, sku: str, mask: int) -> tuple[int, ...]:
        """Return the quantities of a candidate that a mask leaves."""
        wanted = range(1, self.slot.max_quantity + 1)
        return tuple(q for q in wanted if self.of_choice[sku, q] & mask)

    def read(self, value: SlotValue, attribute: str) -> str:
        """Return an attribute of a value."""
        return value.attributes[self.attributes.index(attribute)]


def domains_of(
    slot: Slot, candidates: Iterable[Candidate], looked_at: LookedAt
) -> Iterator[SlotDomain]:
    """Yield the domain of a slot, or those of the options of a multi-choice."""
    offered = list(_offered(slot, candidates))
    if not slot.multiple:
        yield _domain(slot, slot.key, offered, looked_at)
        return
    for one in offered:
        called = one.key or one.sku
        label = Words(ja=one.name["ja"], en=one.name["en"])
        single = {"key": f"{slot.key}/{called}", "label": label}
        counts = {"required": False, "least": 0, "most": 1}
        yield _domain(slot.model_copy(update=single | counts), slot.key, [one], looked_at)


def _offered(slot: Slot, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the model's own options first, then the products of the catalogue."""
    products = {candidate.sku: candidate for candidate in candidates}
    for option in slot.options:
        if not option.sku:
            yield _plain(option)
        elif product := products.pop(option.sku, None):
            yield Candidate(
                product.sku,
                product.name,
                {**product.attributes, **option.attributes},
                option.key,
                surcharge_sku=option.surcharge_sku,
            )
    yield from products.values()


def _plain(option: Option) -> Candidate:
    name = {"ja": option.name.ja, "en": option.name.en}
    return Candidate(
        option.key,
        name,
        option.attributes,
        option.key,
        is_product=False,
        surcharge_sku=option.surcharge_sku,
    )


def _domain(slot: Slot, group: str, offered: list[Candidate], looked_at: LookedAt) -> SlotDomain:
    attributes = tuple(looked_at.attributes)
    domain = SlotDomain(slot, attributes, {one.sku: one for one in offered}, group)
    if not slot.least or slot.parent:
        domain.values.append(SlotValue(0, ("",) * len(attributes)))
    seen: dict[SlotValue, int] = {}
    for sku, candidate in domain.candidates.items():
        key = tuple(_attribute(candidate, name, looked_at.named) for name in attributes)
        for quantity in range(1, slot.max_quantity + 1):
            value = SlotValue(quantity, key)
            if value not in seen:
                seen[value] = len(domain.values)
                domain.values.append(value)
            bit = 1 << seen[value]
            domain.of_choice[sku, quantity] = bit
            domain.of_sku[sku] = domain.of_sku.get(sku, 0) | bit
        domain.alike.setdefault(domain.of_sku[sku], []).append(sku)
        if candidate.key:
            domain.names[candidate.key] = sku
    for mask, alike in domain.alike.items():
        bits = ((q, domain.of_choice[alike[0], q]) for q in range(1, slot.max_quantity + 1))
        domain.kinds.append(Kind(mask, tuple(bits)))
    place = {mask: n for n, mask in enumerate(domain.alike)}
    domain.kind_of = {sku: place[mask] for sku, mask in domain.of_sku.items()}
    return domain


def _attribute(candidate: Candidate, name: str, named: set[str] | None) -> str:
    if name != SKU:
        return str(candidate.attributes.get(name) or "")
    if named is None or candidate.sku in named or candidate.key in named:
        return candidate.sku
    return ANOTHER
