"""Where rules form a forest, narrowing alone is exact: nothing has to be solved (G1)."""

import pytest

from cpq.catalog.configuring import Configurator, proving
from cpq.catalog.configuring.rules import Clause, Ladder, Pair, Sum
from cpq.catalog.configuring.solving import Narrowing
from tests.cpq.catalog.configurables import chosen, workstation

pytestmark = pytest.mark.once


class Model:
    """Rules between slots of so many values."""

    def __init__(self, *rules, slots=3, values=3):
        self.rules, self.everything = list(rules), [(1 << values) - 1] * slots


def same(one, other):
    return Pair(0, one, other, ((1, 1), (2, 2), (4, 4)))


def test_rules_between_the_same_slots_are_one_rule():
    most = Sum(1, {0: Ladder([1, 2, 3]), 1: Ladder([1, 2, 3])}, 4)
    narrowing = Narrowing(Model(same(0, 1), most, Clause(2, ((0, 6), (1, 6)))))
    assert len(narrowing.rules) == 1
    state = [7, 7, 7]
    assert narrowing.propagate(state)
    assert state == [2, 2, 7]  # alike, together at most 4, and not both the first


def test_a_forest_has_no_way_round():
    chain = Narrowing(Model(same(0, 1), same(1, 2)))
    ring = Narrowing(Model(same(0, 1), same(1, 2), same(2, 0)))
    assert chain.is_forest([7, 7, 7])
    assert not ring.is_forest([7, 7, 7])
    assert ring.is_forest([1, 7, 7])  # what is decided stands in nobody's way
    assert not Narrowing(Model(same(0, 0))).is_forest([7, 7, 7])


def test_among_parts_whose_rules_form_a_forest_nothing_is_solved(monkeypatch):
    expected = workstation()
    monkeypatch.setattr(proving, "WIDE", 0)
    bench = Configurator(expected.compiled)
    monkeypatch.delattr(bench.prover, "_solver")
    for choices in ({}, chosen(cpu="CPU-B"), chosen(power="PS-300", board="MB-A")):
        assert bench.answer(choices) == expected.answer(choices)
