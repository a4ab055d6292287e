"""Narrowing by the rules alone, without a solver: for counting, and for the cheapest of many parts.

A state is one mask per slot. Propagation removes values that no value of a neighbour supports and
values whose weight no longer fits a sum.
"""

from collections.abc import Iterable, Iterator, Sequence

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.rules import State, bits


class Narrowing:
    """The rules of a compiled model, ready to narrow states."""

    def __init__(self, compiled: Compiled) -> None:
        self.rules = compiled.rules
        self.looking_at = [0] * len(compiled.everything)
        for n, rule in enumerate(self.rules):
            for slot in rule.slots:
                self.looking_at[slot] |= 1 << n

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

    def narrowest(self, state: State, among: Iterable[int]) -> int | None:
        """Return the undecided slot with the fewest values, of those that a rule looks at."""
        undecided = [
            (state[n].bit_count(), n)
            for n in among
            if state[n] & (state[n] - 1) and self.looking_at[n]
        ]
        return min(undecided)[1] if undecided else None

    def leaves(self, state: State, among: Sequence[int]) -> Iterator[State]:
        """Yield states in which some slots are decided as far as any rule looks at them."""
        todo: list[tuple[State, int | None]] = [(list(state), None)]
        while todo:
            one, changed = todo.pop()
            if not self.propagate(one, changed):
                continue
            slot = self.narrowest(one, among)
            if slot is None:
                yield one
                continue
            for value in bits(one[slot]):
                trial = list(one)
                trial[slot] = 1 << value
                todo.append((trial, slot))
