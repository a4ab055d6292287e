"""Can this still become a complete configuration? Exact, by propagation and search over bit masks.

A state is one mask per slot. Propagation removes values that no value of a neighbour supports and
values whose weight no longer fits a sum; the search fixes the slot with the fewest values left. A
solution proves every value in it and those that may replace one of its values, so few searches
prove all values of all slots.
"""

from collections.abc import Iterable, Iterator, Sequence

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.rules import State


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
        self.rules = [rule for rule in compiled.rules if kept is None or rule.rule in kept]
        self.looking_at = [
            sum(1 << n for n, rule in enumerate(self.rules) if slot in rule.slots)
            for slot in range(len(compiled.everything))
        ]

    def start(self) -> State:
        """Return the state in which nothing is chosen."""
        return list(self.compiled.everything)

    def solve(
        self, state: State, prefer: Sequence[int] = (), changed: int | None = None
    ) -> State | None:
        """Return a state in which everything completes everything else, or None: there is none.

        ``prefer`` are masks of values to try first, so that a solution shows something new;
        ``changed`` is the one slot that was narrowed since the state was propagated.
        """
        state = list(state)
        if not self.propagate(state, changed):
            return None
        slot = self._narrowest(state)
        if slot is None:
            return state
        wanted = prefer[slot] & state[slot] if prefer else 0
        for mask in (wanted, state[slot] & ~wanted):
            for value in bits(mask):
                trial = list(state)
                trial[slot] = 1 << value
                if solution := self.solve(trial, prefer, slot):
                    return solution
        return None

    def _narrowest(self, state: State) -> int | None:
        """Return the undecided slot with the fewest values left; what no rule looks at is free."""
        undecided = [
            (mask.bit_count(), n)
            for n, mask in enumerate(state)
            if mask & (mask - 1) and self.looking_at[n]
        ]
        return min(undecided)[1] if undecided else None

    def propagate(self, state: State, changed: int | None = None) -> bool:
        """Remove what cannot be any more, to a fixpoint. False: nothing is left somewhere."""
        due = (1 << len(self.rules)) - 1 if changed is None else self.looking_at[changed]
        while due:
            first = due & -due
            for slot, open_values in self.rules[first.bit_length() - 1].leaves(state):
                if state[slot] & ~open_values:
                    state[slot] &= open_values
                    due |= self.looking_at[slot]
                if not state[slot]:
                    return False
            due &= ~first  # what a rule has narrowed, it would not narrow again
        return all(state)

    def valid(self, state: State) -> State | None:
        """Return for every slot the mask of values that occur in some complete configuration."""
        possible = list(state)
        if not self.propagate(possible):
            return None
        proven = [0] * len(possible)
        for slot in range(len(possible)):
            if not self._prove_slot(slot, possible, proven):
                return None
        return proven

    def around(self, solution: State) -> State:
        """Return for every slot the values that could stand there with all others as they are.

        A solution proves far more than itself: each of these differs from it in one slot.
        """
        fitting = self.start()
        for rule in self.rules:
            for slot, open_values in rule.leaves(solution):
                fitting[slot] &= open_values
        return fitting

    def _prove_slot(self, slot: int, possible: State, proven: State) -> bool:
        """Find a solution for each value of a slot, or strike it out. False: none has one."""
        while open_values := possible[slot] & ~proven[slot]:
            trial = list(possible)
            trial[slot] = open_values & -open_values
            prefer = [p & ~q for p, q in zip(possible, proven, strict=True)]
            solution = self.solve(trial, prefer, slot)
            if solution is None:
                possible[slot] &= ~trial[slot]
                continue
            for n, mask in enumerate(self.around(solution)):
                proven[n] |= mask & possible[n]
        return bool(proven[slot])
