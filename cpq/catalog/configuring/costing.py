"""What a completion costs, level by level: a higher level is settled before the next one counts.

The levels are preferences that are not kept, recommendations that are not followed, products
without a price, money, and last how many options are taken: nothing is added for nothing. Which
comes first is the goal. ``preferred`` keeps preferences and recommendations whatever they cost, and
is cheap after that; ``cheapest`` looks at the money first.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from cpq.catalog.configuring.compiling import NO, Compiled
from cpq.catalog.configuring.definition import Choice, Severity
from cpq.catalog.configuring.domains import Candidate, SlotDomain

Goal = Literal["cheapest", "preferred"]
Prices = Mapping[str, Decimal]  # of one unit, by SKU or ``slot/option``
Quoted = Callable[[SlotDomain, Candidate, int], Decimal | None]  # so many of an option; None: none
Level = list[list[int]]  # by slot and value
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Offer:
    """The option that is had most cheaply as a value; ``price`` is None where there is none."""

    sku: str
    price: Decimal | None

    def is_beaten_by(self, price: Decimal | None) -> bool:
        """True where a price is lower; what has none is beaten by whatever has one."""
        return price is not None and (self.price is None or price < self.price)


class Costing:
    """What the values of a model's slots cost beside some choices."""

    def __init__(
        self, compiled: Compiled, choices: Mapping[str, Choice], quoted: Quoted, goal: Goal
    ) -> None:
        self.compiled, self.choices, self.quoted = compiled, choices, quoted
        self.offers = [self._offers(domain) for domain in compiled.domains]
        kept = [self._unkept("preferred"), self._unkept("recommended")]
        money = [self._of(lambda offer: int(offer.price is None)), self._of(_money)]
        options = self._of(lambda _offer: 1)
        first, then = (money, kept) if goal == "cheapest" else (kept, money)
        self.levels: list[Level] = [*first, *then, options]

    def whole(self) -> Level:
        """Return one number for each value: one of a higher level weighs more than all below."""
        rows = [[0] * len(own) for own in self.levels[0]]
        scale = 1
        for level in reversed(self.levels):
            spread = 0
            for own, row in zip(level, rows, strict=True):
                least = min(own, default=0)
                spread += max(own, default=0) - least
                row[:] = [
                    (cost - least) * scale + below for cost, below in zip(own, row, strict=True)
                ]
            scale *= spread + 1
        return rows

    def _of(self, cost: Callable[[Offer], int]) -> Level:
        """Return what the offers cost in some way; switches cost nothing."""
        level = [[0] * mask.bit_length() for mask in self.compiled.everything]
        for own, offers in zip(level, self.offers, strict=False):
            for value, offer in offers.items():
                own[value] = cost(offer)
        return level

    def _unkept(self, severity: Severity) -> Level:
        level = [[0] * mask.bit_length() for mask in self.compiled.everything]
        for soft in self.compiled.soft:
            if soft.severity == severity:
                level[soft.switch][NO.bit_length() - 1] = 1
        return level

    def _offers(self, domain: SlotDomain) -> dict[int, Offer]:
        """Return by value the best option that is this value."""
        found: dict[int, Offer] = {}
        for sku, part in meant(domain, self.choices).items():
            for quantity in range(1, domain.slot.max_quantity + 1):
                value = domain.of_choice[sku, quantity].bit_length() - 1
                price, best = self.quoted(domain, part, quantity), found.get(value)
                if best is None or best.is_beaten_by(price):
                    found[value] = Offer(sku, price)
        return found


def meant(domain: SlotDomain, choices: Mapping[str, Choice]) -> dict[str, Candidate]:
    """Return the options that my choice leaves; to the rules others may be like them."""
    choice = choices.get(domain.slot.key)
    if choice is None:
        return domain.candidates
    mine = domain.names.get(choice.sku, choice.sku)
    wanted = bool(choice.quantity)
    return {sku: one for sku, one in domain.candidates.items() if (sku == mine) == wanted}


def quoted_by(prices: Prices | None) -> Quoted:
    """Return what options cost by a list of unit prices; without one nothing costs anything."""

    def quoted(domain: SlotDomain, part: Candidate, quantity: int) -> Decimal | None:
        if prices is None:
            return Decimal(0)
        named = f"{domain.group}/{part.key or part.sku}"
        price = prices.get(named, prices.get(part.sku))
        if price is None and part.is_product:
            return None
        return ((price or Decimal(0)) + prices.get(part.surcharge_sku, Decimal(0))) * quantity

    return quoted


def scaled(price: Decimal | None) -> int:
    """Return an amount in millionths; a missing one is nothing."""
    return int((price or 0) * MILLION)


def cheapest_values(costs: Sequence[Sequence[int]]) -> list[int]:
    """Return for each slot the place of its cheapest value."""
    return [min(range(len(own)), key=own.__getitem__) for own in costs]


def _money(offer: Offer) -> int:
    return scaled(offer.price)
