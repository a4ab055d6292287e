"""Completing a configuration: as recommended, or as cheap as can be.

What is found first is good; the time that is left goes into proving that nothing is better, or
finding it: where slots have many values by trying the cheapest first (``trying``), where they have
few by MaxSAT (``optimising``), and where large sums stand in the way by OR-Tools (``linear``), if
that is installed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cpq.catalog.configuring.compiling import NO, Compiled
from cpq.catalog.configuring.costing import Costing, Goal, Quoted, cheapest_values
from cpq.catalog.configuring.definition import Choice, Severity
from cpq.catalog.configuring.linear import can_reckon, cheapest_solution
from cpq.catalog.configuring.optimising import best_solution
from cpq.catalog.configuring.patience import Patience
from cpq.catalog.configuring.proving import Prover
from cpq.catalog.configuring.rules import State, bits
from cpq.catalog.configuring.trying import Trying


@dataclass(frozen=True, slots=True)
class Completion:
    """A complete configuration.

    ``cost`` is what its options come to; ``unpriced`` are the products that have no price;
    ``broken`` the preferences that are not kept and ``missed`` the recommendations that are not
    followed, by their place among the constraints. ``proven``: nothing is better by the goal.
    """

    choices: dict[str, Choice]
    cost: Decimal
    unpriced: tuple[str, ...]
    broken: tuple[int, ...]
    missed: tuple[int, ...]
    proven: bool


Tell = Callable[[Completion], object]


class Completer:
    """Completes some choices of one model toward a goal; ``tell`` hears of what is found so far."""

    def __init__(
        self,
        compiled: Compiled,
        prover: Prover,
        choices: Mapping[str, Choice],
        quoted: Quoted,
        goal: Goal,
        tell: Tell = lambda _found: None,
    ) -> None:
        self.compiled, self.prover, self.choices, self.tell = compiled, prover, choices, tell
        self.costing = Costing(compiled, choices, quoted, goal)
        self.costs = self.costing.whole()

    def complete(self, decided: Mapping[int, int], patience: Patience) -> Completion | None:
        """Return a completion of what is decided, or None: there is none."""
        patience.begin()
        first = self._greedy(decided, patience)
        if first is None:
            return None
        self._better(first)
        best, proven = self._best(decided, first, patience)
        return self._told(best, proven=proven)

    def _best(
        self, decided: Mapping[int, int], first: State, patience: Patience
    ) -> tuple[State, bool]:
        """Return the best solution and True; or the best so far and False when time is up."""
        if self.prover.wide:
            trying = Trying(self.compiled, self.costs, first, self._better)
            return trying.best(decided, patience)
        levels = self.costing.levels
        if self.prover.checks_sums and can_reckon(levels):
            return cheapest_solution(self.compiled, levels, decided, first, patience)
        return best_solution(self.compiled, self.costs, decided, first, patience)

    def _greedy(self, decided: Mapping[int, int], patience: Patience) -> State | None:
        """Find a solution, then make one slot after another cheaper while there is time."""
        cheapest = cheapest_values(self.costs)
        best = self.prover.solution(decided, enumerate(cheapest))
        if best is None:
            return None
        fixed = dict(decided)
        spread = [max(own) - min(own) for own in self.costs]
        for n in sorted(range(len(self.costs)), key=lambda n: -spread[n]):
            if best[n] != 1 << cheapest[n] and not patience.over():
                best = self._cheaper(n, fixed, best)
            fixed[n] = best[n]
        return best

    def _cheaper(self, n: int, fixed: Mapping[int, int], best: State) -> State:
        valid = self.prover.valid(fixed, [n])
        value = 1 << min(bits(valid[n] if valid else best[n]), key=self.costs[n].__getitem__)
        return self.prover.solution({**fixed, n: value}) or best

    def _better(self, solution: State) -> None:
        self.tell(self._told(solution, proven=False))

    def _told(self, solution: State, *, proven: bool) -> Completion:
        choices: dict[str, Choice] = {}
        cost, unpriced = Decimal(0), []
        for n, domain in enumerate(self.compiled.domains):
            value = solution[n].bit_length() - 1
            if not domain.values[value].quantity:
                continue
            offer, quantity = self.costing.offers[n][value], domain.values[value].quantity
            choices[domain.slot.key] = Choice(sku=offer.sku, quantity=quantity)
            cost += offer.price or 0
            unpriced += [offer.sku] if offer.price is None else []
        return Completion(
            {**self.choices, **choices},
            cost,
            tuple(unpriced),
            self._off("preferred", solution),
            self._off("recommended", solution),
            proven,
        )

    def _off(self, severity: Severity, solution: State) -> tuple[int, ...]:
        """Return the rules that do not hold."""
        soft = (one for one in self.compiled.soft if one.severity == severity)
        return tuple(one.rule for one in soft if solution[one.switch] == NO)
