"""Completing with OR-Tools CP-SAT, the extra ``solver``: the same optimum as without it."""

from decimal import Decimal
from random import Random

import pytest

from cpq.catalog.configuring import Configurator, compile_model
from cpq.catalog.configuring import encoding as encodings
from cpq.catalog.configuring.costing import Costing, quoted_by
from cpq.catalog.configuring.linear import can_reckon, cheapest_solution
from cpq.catalog.configuring.patience import Patience
from cpq.catalog.configuring.rules import Sum
from tests.cpq.catalog.test_completing import heavy

pytestmark = pytest.mark.once


def models():
    """Models whose sums stand in no clause, each with prices drawn for it."""
    for seed in range(6):
        dice = Random(seed)  # noqa: S311  (the same each time)
        definition = heavy(dice.randint(4, 8), dice.randint(900, 1300))
        prices = {
            f"{slot.key}/{one.key}": Decimal(dice.randint(-2, 9))
            for slot in definition.slots
            for one in slot.options
        }
        yield definition, prices


@pytest.fixture
def late(monkeypatch):
    """Sums stand in no clause, as those of large models."""
    monkeypatch.setattr(encodings, "MOST_CLAUSES", 0)


def completed(definition, prices, goal):
    bench = Configurator(compile_model(definition, {}))
    assert bench.prover.checks_sums
    assert not bench.prover.wide
    return bench.complete({}, prices, goal=goal, patience=Patience(30))


def tried(definition, prices, goal):
    """The same by branch and bound, which shares nothing with either solver."""
    bench = Configurator(compile_model(definition, {}))
    bench.prover.wide = True
    return bench.complete({}, prices, goal=goal, patience=Patience(30))


@pytest.mark.usefixtures("late")
@pytest.mark.parametrize("goal", ["cheapest", "preferred"])
def test_with_or_without_it_the_optimum_is_the_same(goal):
    for definition, prices in models():
        found, other = completed(definition, prices, goal), tried(definition, prices, goal)
        assert found == other or (found is not None and found.cost == other.cost)
        assert found is None or (found.proven and other.proven)


@pytest.mark.usefixtures("late")
def test_cp_sat_finds_what_branch_and_bound_finds():
    pytest.importorskip("ortools", reason="the extra “solver” (OR-Tools) is not installed here")
    for definition, prices in models():
        compiled = compile_model(definition, {})
        first = Configurator(compiled).prover.solution({})
        expected = tried(definition, prices, "cheapest")
        if first is None:
            assert expected is None
            continue
        costing = Costing(compiled, {}, quoted_by(prices), "cheapest")
        assert can_reckon(costing.levels)
        best, proven = cheapest_solution(compiled, costing.levels, {}, first, Patience(30))
        assert proven
        assert price_of(costing, best) == expected.cost
        assert all(keeps(rule, best) for rule in compiled.rules)


@pytest.mark.usefixtures("late")
def test_cp_sat_stops_when_somebody_has_had_enough():
    pytest.importorskip("ortools", reason="the extra “solver” (OR-Tools) is not installed here")
    definition, prices = next(models())
    compiled = compile_model(definition, {})
    first = Configurator(compiled).prover.solution({})
    levels = Costing(compiled, {}, quoted_by(prices), "cheapest").levels
    gone = Patience(30, enough=lambda: True)
    assert gone.over()
    best, _proven = cheapest_solution(compiled, levels, {}, first, gone)
    assert all(keeps(rule, best) for rule in compiled.rules)


def test_numbers_that_are_too_large_for_cp_sat_are_left_to_the_others():
    assert not can_reckon([[[0, 2**62]]])


def price_of(costing, solution):
    return sum(
        costing.offers[n][mask.bit_length() - 1].price or 0
        for n, mask in enumerate(solution)
        if n < len(costing.offers) and mask.bit_length() - 1 in costing.offers[n]
    )


def keeps(rule, solution):
    if isinstance(rule, Sum):
        weights = [ladder.least(solution[n]) for n, ladder in rule.ladders.items()]
        return None not in weights and sum(weights) <= rule.at_most
    return all(mask & solution[n] for n, mask in rule.leaves(solution))
