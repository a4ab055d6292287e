"""Between which prices the same people have to agree. Pure.

A price is a whole number on a scale of the caller's: tenths of a percent, or minor units. ``at``
says what the rules would weigh at such a price. Where an outcome can change is known from the
rules' own limits (``Rule.turns``); around each of them it is asked on both sides, and between two
neighbours that differ the exact place is found by halving. Nothing else is tried.

Guarantee: along the scale every rule turns only near its ``turns`` (within a step), so the bands
are those one would find by trying every price.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from approvals.routing import refusals, route
from approvals.rules import Facts, Rule
from people.roles import Role

Scale = Callable[[int], Facts]


@dataclass(frozen=True, slots=True)
class Band:
    """Prices from ``first`` to ``last`` (both included) that need the same yes."""

    first: int
    last: int
    roles: tuple[Role, ...]
    refused: bool

    def holds(self, price: int) -> bool:
        """True when the price lies in the band."""
        return self.first <= price <= self.last


def bands(
    policy: Sequence[Rule], at: Scale, turns: Iterable[int], first: int, last: int
) -> list[Band]:
    """Return the bands from ``first`` to ``last``, without a gap and in order."""
    asked = _Asked(policy, at)
    near = {price for turn in turns for price in (turn - 1, turn, turn + 1)}
    points = sorted({first, last, *(price for price in near if first < price < last)})
    starts = [first]
    for before, after in pairwise(points):
        if asked.of(before) != asked.of(after):
            starts.append(asked.change(before, after))
    ends = [*(start - 1 for start in starts[1:]), last]
    return [Band(start, end, *asked.of(start)) for start, end in zip(starts, ends, strict=True)]


class _Asked:
    """Remembers what was asked, so that no price is weighed twice."""

    def __init__(self, policy: Sequence[Rule], at: Scale) -> None:
        self.policy, self.at = policy, at
        self.known: dict[int, tuple[tuple[Role, ...], bool]] = {}

    def of(self, price: int) -> tuple[tuple[Role, ...], bool]:
        """Return who has to agree at a price, and whether it is refused."""
        if price not in self.known:
            facts = self.at(price)
            rules = (*self.policy, *facts.rules)
            roles = tuple(step.role for step in route(facts, rules))
            self.known[price] = roles, bool(refusals(facts, rules))
        return self.known[price]

    def change(self, before: int, after: int) -> int:
        """Return the first price after the change between two that differ."""
        while after - before > 1:
            middle = (before + after) // 2
            if self.of(middle) == self.of(before):
                before = middle
            else:
                after = middle
        return after
