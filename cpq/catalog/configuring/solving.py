"""Narrowing by the rules alone, without a solver: for counting, and for the cheapest of many parts.

A state is one mask per slot. Propagation removes values that no value of a neighbour supports and
values whose weight no longer fits a sum. What one rule demands is removed exactly. So where the
rules between slots that are still open form a forest, all that is left is in some solution.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.rules import AnyRule, Pair, State, bits


class Narrowing:
    """The rules of a compiled model, ready to narrow states."""

    def __init__(self, compiled: Compiled) -> None:
        self.rules = _merged(compiled.rules, compiled.everything)
        self.slots = [rule.slots for rule in self.rules]
        self.looking_at = [0] * len(compiled.everything)
        for n, slots in enumerate(self.slots):
            for slot in slots:
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

    def is_forest(self, state: State) -> bool:
        """True where no way leads from an open slot through several rules back to it."""
        above = list(range(len(state)))

        def root(slot: int) -> int:
            while above[slot] != slot:
                slot = above[slot]
            return slot

        for slots in self.slots:
            roots = [root(slot) for slot in slots if state[slot] & (state[slot] - 1)]
            if len(set(roots)) < len(roots):
                return False
            for one in roots:
                above[one] = roots[0]
        return True

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


def _merged(rules: Sequence[AnyRule], everything: State) -> list[AnyRule]:
    """Return the rules with those between the same two slots made one, which demands all."""
    between: dict[frozenset[int], list[AnyRule]] = defaultdict(list)
    for rule in rules:
        between[frozenset(rule.slots)].append(rule)
    merged: list[AnyRule] = []
    for slots, same in between.items():
        if len(slots) == len("ab") and len(same) > 1:
            merged.append(_one_of(same, min(slots), max(slots), everything))
        else:
            merged += same
    return merged


def _one_of(rules: Sequence[AnyRule], one: int, other: int, everything: State) -> Pair:
    rows: dict[int, int] = defaultdict(int)
    for value in bits(everything[one]):
        state = list(everything)
        state[one] = 1 << value
        for rule in rules:
            for slot, mask in rule.leaves(state):
                state[slot] &= mask
        rows[state[other] if state[one] else 0] |= 1 << value
    return Pair(rules[0].rule, one, other, tuple((ones, beside) for beside, ones in rows.items()))
