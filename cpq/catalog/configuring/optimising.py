"""The best solution by MaxSAT: what costs is given up, the dearest first, until the rest fits."""

from collections.abc import Mapping, Sequence

from pysat.examples.rc2 import RC2Stratified
from pysat.formula import WCNF

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.encoding import Encoding
from cpq.catalog.configuring.patience import Patience
from cpq.catalog.configuring.rules import State

Costs = Sequence[Sequence[int]]


def best_solution(
    compiled: Compiled, costs: Costs, decided: Mapping[int, int], first: State, patience: Patience
) -> tuple[State, bool]:
    """Return the cheapest solution and True; or the first one and False when time is up."""
    if patience.over():
        return first, False
    formula, encoding = _formula(compiled, costs, decided)
    if not formula.soft:  # everything costs the same
        return first, True
    with RC2Stratified(formula) as solver:
        encoding.add = solver.add_clause
        while not patience.over():
            model = _computed(solver, patience)
            if model is None:
                break
            values = encoding.read(_whole(model, encoding.top))
            if not encoding.cut_all(values):
                return [1 << value for value in values], True
    return first, False


def _formula(compiled: Compiled, costs: Costs, decided: Mapping[int, int]) -> tuple[WCNF, Encoding]:
    formula = WCNF()
    encoding = Encoding(compiled.everything, formula.append)
    for rule in compiled.rules:
        encoding.add_rule(rule)
    encoding.declare()
    for lit in decided.items():
        formula.append([encoding.literal(lit)])
    for n, own in enumerate(costs):
        least = min(own)
        for value, cost in enumerate(own):
            if cost > least:
                formula.append([-encoding.values[n][value]], weight=cost - least)
    return formula, encoding


def _computed(solver: RC2Stratified, patience: Patience) -> list[int] | None:
    """Return the best model, or None: the solver was interrupted, since time is up."""
    with patience.interrupting(solver.interrupt):
        model: list[int] | None = solver.compute(expect_interrupt=True)
    return None if solver.interrupted else model


def _whole(model: Sequence[int], top: int) -> list[int]:
    """Return a model with the variables that no clause speaks of: they are false."""
    whole = [-variable for variable in range(1, top + 1)]
    for literal in model:
        if abs(literal) <= top:
            whole[abs(literal) - 1] = literal
    return whole
