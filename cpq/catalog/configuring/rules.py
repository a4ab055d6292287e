"""Compiled rules: each says what the values of its slots leave open for one another.

A state has one mask per slot: the values that may still stand there, one bit each.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import or_

State = list[int]
Lit = tuple[int, int]  # a slot, and the mask of values it is to have


def bits(mask: int) -> Iterator[int]:
    """Yield the positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


@dataclass(frozen=True, slots=True)
class Pair:
    """A rule between two slots: values of one, and the values the other may have beside them.

    Both are masks; each value of ``one`` is in one row, with all that are like it.
    """

    rule: int
    one: int
    other: int
    rows: tuple[tuple[int, int], ...]

    @property
    def slots(self) -> tuple[int, ...]:
        """Return the slots this rule looks at."""
        return self.one, self.other

    def leaves(self, state: State) -> Iterable[Lit]:
        """Return for each slot the values that go with some value of the other."""
        one, other = state[self.one], state[self.other]
        ones = others = 0
        for alike, beside in self.rows:
            if beside & other:
                ones |= alike
            if alike & one:
                others |= beside
        return (self.one, ones), (self.other, others)


@dataclass(frozen=True, slots=True)
class Clause:
    """A rule over any slots: one of them at least has a value of its mask."""

    rule: int
    lits: tuple[Lit, ...]

    @property
    def slots(self) -> tuple[int, ...]:
        """Return the slots this rule looks at."""
        return tuple(n for n, _mask in self.lits)

    def leaves(self, state: State) -> Iterable[Lit]:
        """Return the one slot that alone can still meet the rule, if there is but one."""
        last: Lit | None = None
        for lit in self.lits:
            if state[lit[0]] & lit[1]:
                if last is not None:
                    return ()
                last = lit
        return (last,) if last is not None else ((self.lits[0][0], 0),) if self.lits else ((0, 0),)


@dataclass(frozen=True, slots=True)
class Sum:
    """A rule over several slots: what their values weigh (scaled integers) is at most so much.

    What a slot provides weighs less than nothing.
    """

    rule: int
    ladders: Mapping[int, "Ladder"]
    at_most: int

    @property
    def slots(self) -> tuple[int, ...]:
        """Return the slots this rule looks at."""
        return tuple(self.ladders)

    def leaves(self, state: State) -> Iterable[Lit]:
        """Return for each slot the values that fit when all others weigh as little as they can."""
        least = {}
        for n, ladder in self.ladders.items():
            weight = ladder.least(state[n])
            if weight is None:
                return [(n, 0)]
            least[n] = weight
        room = self.at_most - sum(least.values())
        return [(n, ladder.at_most(least[n] + room)) for n, ladder in self.ladders.items()]


AnyRule = Pair | Clause | Sum


def clause_of(number: int, lits: Iterable[Lit]) -> Clause:
    """Return a clause with one mask per slot."""
    masks: dict[int, int] = {}
    for n, mask in lits:
        masks[n] = masks.get(n, 0) | mask
    return Clause(number, tuple(masks.items()))


class Ladder:
    """The values of a slot by their weight in a sum, lightest first.

    A value without a weight is barred: it stands on no rung.
    """

    def __init__(self, weights: Sequence[int | None]) -> None:
        rungs: dict[int, int] = {}
        for value, weight in enumerate(weights):
            if weight is not None:
                rungs[weight] = rungs.get(weight, 0) | 1 << value
        self.weights = sorted(rungs)
        self.masks = list(accumulate((rungs[weight] for weight in self.weights), or_, initial=0))

    def with_unknown(self, everything: int) -> "Ladder":
        """Return this with what was barred as light as the lightest."""
        weights: list[int | None] = [self.least(1 << n) for n in range(everything.bit_length())]
        lightest = self.weights[0] if self.weights else 0
        return Ladder([lightest if weight is None else weight for weight in weights])

    def least(self, state: int) -> int | None:
        """Return the least weight of some values; None: all of them are barred."""
        rung = bisect_left(self.masks, True, key=lambda mask: bool(mask & state))
        return self.weights[rung - 1] if rung < len(self.masks) else None

    def at_most(self, limit: int) -> int:
        """Return the mask of values that weigh no more than the limit."""
        return self.masks[bisect_right(self.weights, limit)]
