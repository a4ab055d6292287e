"""Compiled rules: each says what the values of its slots leave open for one another.

A state has one mask per slot: the values that may still stand there, one bit each.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import or_

State = list[int]


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

    def leaves(self, state: State) -> Iterable[tuple[int, int]]:
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

    def leaves(self, state: State) -> Iterable[tuple[int, int]]:
        """Return for each slot the values that fit when all others weigh as little as they can."""
        least = {}
        for n, ladder in self.ladders.items():
            weight = ladder.least(state[n])
            if weight is None:
                return [(n, 0)]
            least[n] = weight
        room = self.at_most - sum(least.values())
        return [(n, ladder.at_most(least[n] + room)) for n, ladder in self.ladders.items()]


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

    def least(self, state: int) -> int | None:
        """Return the least weight of some values; None: all of them are barred."""
        rung = bisect_left(self.masks, True, key=lambda mask: bool(mask & state))
        return self.weights[rung - 1] if rung < len(self.masks) else None

    def at_most(self, limit: int) -> int:
        """Return the mask of values that weigh no more than the limit."""
        return self.masks[bisect_right(self.weights, limit)]
