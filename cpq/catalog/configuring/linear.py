"""The best solution by OR-Tools CP-SAT, where that is installed: it reckons with sums as they are.

What a solution costs has levels (``costing``): a higher one is settled
before the next is looked at.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.encoding import Encoding
from cpq.catalog.configuring.patience import Patience
from cpq.catalog.configuring.rules import State, Sum

Levels = Sequence[Sequence[Sequence[int]]]  # by level, slot and value: what it costs
LARGEST = 2**62
THREADS = 2


@cache
def _cp_model() -> Any:
    """Return CP-SAT; it takes a second to load, so it is loaded when it is first needed."""
    return import_module("ortools.sat.python.cp_model")


def can_reckon(levels: Levels) -> bool:
    """Tell whether CP-SAT is there, and numbers are as small as it needs them."""
    most = max(sum(max(own, default=0) for own in level) for level in levels)
    return find_spec("ortools") is not None and most < LARGEST


def cheapest_solution(
    compiled: Compiled,
    levels: Levels,
    decided: Mapping[int, int],
    first: State,
    patience: Patience,
) -> tuple[State, bool]:
    """Return the cheapest solution and True; or the best so far and False when time is up."""
    cp_model, told = _cp_model(), _Told(compiled)
    for n, mask in decided.items():
        told.bind((n, mask))
    best = first
    for level in levels:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = THREADS
        solver.parameters.max_time_in_seconds = max(0.01, patience.left)
        told.hint(best)
        cost = told.cost(level)
        told.model.minimize(cost)
        with patience.interrupting(solver.stop_search):
            status = solver.solve(told.model)
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            best = told.read(solver)
        if status != cp_model.OPTIMAL:
            return best, False
        told.model.add(cost <= round(solver.objective_value))
    return best, True


class _Told:
    """The rules of a compiled model as CP-SAT takes them."""

    def __init__(self, compiled: Compiled) -> None:
        self.model: Any = _cp_model().CpModel()
        self.variables: dict[int, Any] = {}
        self.encoding = Encoding(compiled.everything, self._clause)
        for rule in compiled.rules:
            if isinstance(rule, Sum):
                self._sum(rule)
            else:
                self.encoding.add_rule(rule)

    def bind(self, lit: tuple[int, int]) -> None:
        """Demand that a slot has a value of a mask."""
        self._clause([self.encoding.literal(lit)])

    def cost(self, level: Sequence[Sequence[int]]) -> Any:
        """Return what a solution costs on one level."""
        return _cp_model().LinearExpr.sum(
            [
                cost * self._literal(self.encoding.values[n][value])
                for n, own in enumerate(level)
                for value, cost in enumerate(own)
                if cost
            ]
        )

    def hint(self, solution: State) -> None:
        """Tell a solution to begin with."""
        self.model.clear_hints()
        for n, mask in enumerate(solution):
            for value, literal in enumerate(self.encoding.values[n]):
                if literal > 0:
                    self.model.add_hint(self._variable(literal), bool(mask >> value & 1))

    def read(self, solver: Any) -> State:
        """Return the solution that was found."""
        values = self.encoding.values
        return [
            1 << next(v for v, one in enumerate(own) if solver.boolean_value(self._literal(one)))
            for own in values
        ]

    def _sum(self, rule: Sum) -> None:
        terms = []
        for n, ladder in rule.ladders.items():
            for value, literal in enumerate(self.encoding.values[n]):
                weight = ladder.least(1 << value)
                if weight is None:
                    self._clause([-literal])
                else:
                    terms.append(weight * self._literal(literal))
        self.model.add(_cp_model().LinearExpr.sum(terms) <= rule.at_most)

    def _clause(self, literals: Sequence[int]) -> None:
        self.model.add_bool_or([self._literal(one) for one in literals])

    def _literal(self, literal: int) -> Any:
        variable = self._variable(abs(literal))
        return variable if literal > 0 else ~variable

    def _variable(self, number: int) -> Any:
        if number not in self.variables:
            self.variables[number] = self.model.new_bool_var(str(number))
        return self.variables[number]
