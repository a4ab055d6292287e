"""Can this still become a complete configuration? Exact, by propagation and search over bit masks.

A state is one mask per slot. Propagation removes values that no value of a neighbour supports and
values whose weight no longer fits a sum; the search fixes the slot with the fewest values left. A
solution found is a witness for every value in it and for those that may replace one of its values,
so few searches prove all values of all slots.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from threading import Lock

from cpq.catalog.configuring.compiling import Compiled, Pair, Sum

State = list[int]


def bits(mask: int) -> Iterator[int]:
    """Yield the positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Solver:
    """Asks one compiled model, with all of its rules or some of them."""

    def __init__(self, compiled: Compiled, rules: Iterable[int] | None = None) -> None:
        kept = None if rules is None else set(rules)
        self.compiled = compiled
        self.pairs = [p for p in compiled.pairs if kept is None or p.rule in kept]
        self.sums = [s for s in compiled.sums if kept is None or s.rule in kept]

    @cached_property
    def ladders(self) -> list[dict[int, "Ladder"]]:
        """Return the values of every slot by their weight, for each sum."""
        return [{n: Ladder(w) for n, w in one.weights.items()} for one in self.sums]

    def start(self) -> State:
        """Return the state in which nothing is chosen."""
        return [domain.everything for domain in self.compiled.domains]

    def solve(
        self, state: State, prefer: Sequence[int] = (), changed: int | None = None
    ) -> State | None:
        """Return one complete configuration within the state, or None: there is none.

        ``prefer`` are masks of values to try first, so that a witness shows something new;
        ``changed`` are the slots (a mask) narrowed since the state was propagated.
        """
        state = list(state)
        if not self.propagate(state, changed):
            return None
        open_slots = [(mask.bit_count(), n) for n, mask in enumerate(state) if mask & (mask - 1)]
        if not open_slots:
            return state
        _count, slot = min(open_slots)
        wanted = prefer[slot] & state[slot] if prefer else 0
        for mask in (wanted, state[slot] & ~wanted):
            for value in bits(mask):
                trial = list(state)
                trial[slot] = 1 << value
                if solution := self.solve(trial, prefer, 1 << slot):
                    return solution
        return None

    def propagate(self, state: State, changed: int | None = None) -> bool:
        """Remove what cannot be any more, to a fixpoint. False: nothing is left somewhere."""
        pending = (1 << len(state)) - 1 if changed is None else changed
        while pending:
            before = tuple(state)
            for pair in self.pairs:
                if pending >> pair.one & 1 or pending >> pair.other & 1:
                    _narrow_pair(pair, state)
            for one in self.sums:
                if any(pending >> slot & 1 for slot in one.weights):
                    _narrow_sum(one, state)
            if not all(state):
                return False
            pending = sum(
                1 << n for n, (old, new) in enumerate(zip(before, state, strict=True)) if old != new
            )
        return all(state)

    def valid(self, state: State, bank: "Bank | None" = None) -> State | None:
        """Return for every slot the mask of values that occur in some complete configuration."""
        possible = list(state)
        if not self.propagate(possible):
            return None
        proven = bank.proven(possible) if bank else [0] * len(possible)
        for slot in range(len(possible)):
            if not self._prove_slot(slot, possible, proven, bank):
                return None
        return proven

    def around(self, solution: State) -> State:
        """Return for every slot the values that could stand there with all others as they are.

        A configuration proves far more than itself: each of these differs from it in one slot.
        """
        fitting = self.start()
        for pair in self.pairs:
            fitting[pair.other] &= pair.other_of_one[solution[pair.one].bit_length() - 1]
            fitting[pair.one] &= pair.one_of_other[solution[pair.other].bit_length() - 1]
        for rule, ladders in zip(self.sums, self.ladders, strict=True):
            taken = {n: w[solution[n].bit_length() - 1] or 0 for n, w in rule.weights.items()}
            room = rule.at_most - sum(taken.values())
            for n, ladder in ladders.items():
                fitting[n] &= ladder.at_most(taken[n] + room)
        return fitting

    def _prove_slot(self, slot: int, possible: State, proven: State, bank: "Bank | None") -> bool:
        """Find a witness for each value of a slot, or strike it out. False: none has one."""
        while open_values := possible[slot] & ~proven[slot]:
            trial = list(possible)
            trial[slot] = open_values & -open_values
            prefer = [p & ~q for p, q in zip(possible, proven, strict=True)]
            solution = self.solve(trial, prefer, 1 << slot)
            if solution is None:
                possible[slot] &= ~trial[slot]
                continue
            for n, mask in enumerate(self.around(solution)):
                proven[n] |= mask & possible[n]
            if bank is not None:
                bank.keep(solution)
        return bool(proven[slot])


class Ladder:
    """The values of a slot by their weight in a sum: those up to a limit are one look-up."""

    def __init__(self, weights: Sequence[int | None]) -> None:
        known = sorted((w, value) for value, w in enumerate(weights) if w is not None)
        self.weights = [weight for weight, _value in known]
        self.masks = [0]
        for _weight, value in known:
            self.masks.append(self.masks[-1] | 1 << value)

    def at_most(self, limit: int) -> int:
        """Return the mask of values that weigh no more than the limit."""
        return self.masks[bisect_right(self.weights, limit)]


MOST_WITNESSES = 4096  # more would make looking them up slower than finding new ones


class Bank:
    """Known complete configurations of a model, by the values they contain, shared by its users.

    ``members`` has for every slot and value the set of witnesses that contain it, one bit each.
    Several threads ask one bank: a witness counts only when all of it is written.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self.members = [[0] * size for size in sizes]
        self.size = 0
        self._writing = Lock()

    def keep(self, solution: State) -> None:
        """Remember a witness."""
        with self._writing:
            if self.size >= MOST_WITNESSES:
                return
            for members, mask in zip(self.members, solution, strict=True):
                members[mask.bit_length() - 1] |= 1 << self.size
            self.size += 1

    def proven(self, possible: State) -> State:
        """Return the values of all witnesses that lie within the state."""
        inside = (1 << self.size) - 1
        for members, mask in zip(self.members, possible, strict=True):
            if mask.bit_count() < len(members):
                inside &= _united(members[value] for value in bits(mask))
        return [
            sum(1 << value for value in bits(mask) if members[value] & inside)
            for members, mask in zip(self.members, possible, strict=True)
        ]


def _united(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _narrow_pair(pair: Pair, state: State) -> None:
    one, other = state[pair.one], state[pair.other]
    supported = 0
    for value in bits(one):
        if pair.other_of_one[value] & other:
            supported |= pair.other_of_one[value]
        else:
            one &= ~(1 << value)
    state[pair.other] = other & supported
    state[pair.one] = one


def _narrow_sum(rule: Sum, state: State) -> None:
    """Keep the values that fit when every other slot takes as little as it can."""
    least: dict[int, int] = {}
    for n, weights in rule.weights.items():
        known = [w for v in bits(state[n]) if (w := weights[v]) is not None]
        if not known:
            state[n] = 0
            return
        least[n] = min(known)
    room = rule.at_most - sum(least.values())
    for n, weights in rule.weights.items():
        for value in bits(state[n]):
            weight = weights[value]
            if weight is None or weight - least[n] > room:
                state[n] &= ~(1 << value)
