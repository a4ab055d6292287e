"""The cheapest solution by branch and bound over the values of slots, cheapest first."""

from collections.abc import Callable, Mapping, Sequence
from itertools import count

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.patience import Patience
from cpq.catalog.configuring.rules import Ladder, State
from cpq.catalog.configuring.solving import Narrowing

LOOK_EVERY = 64  # states


class Trying:
    """Looks for what is cheaper than a first solution, by the costs of each slot's values."""

    def __init__(
        self,
        compiled: Compiled,
        costs: Sequence[Sequence[int]],
        first: State,
        better: Callable[[State], object] = lambda _solution: None,
    ) -> None:
        self.narrowing = Narrowing(compiled)
        self.everything, self.better = compiled.everything, better
        self.ladders = [Ladder(own) for own in costs]
        self.found, self.cost = first, self._least(first)

    def best(self, decided: Mapping[int, int], patience: Patience) -> tuple[State, bool]:
        """Return the cheapest solution, or the cheapest so far and False when time is up."""
        start = [mask & decided.get(n, mask) for n, mask in enumerate(self.everything)]
        todo: list[tuple[State, int | None]] = [(start, None)]
        for turn in count():
            if not todo:
                break
            if turn % LOOK_EVERY == 0 and patience.over():
                return self.found, False
            state, changed = todo.pop()
            if self._cut(state, changed):
                todo += self._branches(state)
        return self.found, True

    def _cut(self, state: State, changed: int | None) -> bool:
        """Narrow a state to what is cheaper than the best so far; False: nothing is."""
        if not self.narrowing.propagate(state, changed):
            return False
        room = self.cost - 1 - self._least(state)
        if room < 0:
            return False
        for n, ladder in enumerate(self.ladders):
            state[n] &= ladder.at_most((ladder.least(state[n]) or 0) + room)
        return self.narrowing.propagate(state)

    def _branches(self, state: State) -> list[tuple[State, int | None]]:
        slot = self._widest(state)
        if slot is None:
            self.found = [self._cheapest(n, mask) for n, mask in enumerate(state)]
            self.cost = self._least(self.found)
            self.better(self.found)
            return []
        cheap = self._cheapest(slot, state[slot])
        one, other = list(state), list(state)
        one[slot], other[slot] = cheap, state[slot] & ~cheap
        return [(other, slot), (one, slot)]

    def _widest(self, state: State) -> int | None:
        """Return the undecided slot that rules look at whose second choice costs most."""
        undecided = [
            (self._regret(n, state[n]), n)
            for n, looked_at in enumerate(self.narrowing.looking_at)
            if looked_at and state[n] & (state[n] - 1)
        ]
        return max(undecided)[1] if undecided else None

    def _regret(self, n: int, mask: int) -> int:
        ladder = self.ladders[n]
        least = ladder.least(mask) or 0
        return (ladder.least(mask & ~ladder.at_most(least)) or least) - least

    def _cheapest(self, n: int, mask: int) -> int:
        ladder = self.ladders[n]
        best = mask & ladder.at_most(ladder.least(mask) or 0)
        return best & -best

    def _least(self, state: State) -> int:
        least = (ladder.least(mask) for ladder, mask in zip(self.ladders, state, strict=True))
        return sum(weight or 0 for weight in least)
