"""Guarantee of ``approvals.thresholds``: the bands are those found by trying every price."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from approvals.policy import policy, read_rules
from approvals.routing import refusals, route
from approvals.rules import Facts, LineFacts
from approvals.thresholds import Band, bands
from foundation.money import Money
from people.roles import Role

LEADER, MANAGER = Role.LEADER, Role.MANAGER
roles = st.sampled_from(["leader", "manager", "approver", "refuse"])
percents = st.integers(0, 1000).map(lambda n: str(Decimal(n) / 10))
floors = st.integers(-500, 990).map(lambda n: str(Decimal(n) / 10))
a_rule = st.one_of(
    st.fixed_dictionaries(
        {"kind": st.just("discount_depth"), "over_percent": percents, "role": roles}
    ),
    st.fixed_dictionaries(
        {"kind": st.just("margin_floor"), "under_percent": floors, "role": roles}
    ),
    st.fixed_dictionaries(
        {"kind": st.just("line_margin_floor"), "under_percent": floors, "role": roles}
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("total_value"),
            "over": st.integers(0, 900).map(str),
            "currency": st.just("JPY"),
            "role": roles,
        }
    ),
    st.fixed_dictionaries({"kind": st.just("pattern"), "role": roles}),
)
policies = st.lists(a_rule, max_size=6).map(read_rules)


@pytest.fixture(autouse=True)
def room():
    """Nothing here needs a database."""


def yen(amount):
    return Money(amount, "JPY")


def a_sale(rules_say, cost, other_net, other_cost):
    """Two lines: one at a price on a scale of yen, another that stays as it is."""
    other = LineFacts(2, "OTHER", yen(other_net), cost=yen(other_cost))

    def at(net):
        off = 1 - Decimal(net) / rules_say if rules_say else Decimal(0)
        line = LineFacts(1, "PC", yen(net), max(off, Decimal(0)), cost=yen(cost), pattern="bid")
        tax = (net + other_net) // 10
        return Facts(yen(net + other_net + tax), line.discount, lines=(line, other))

    return at


def turns_of(rules, facts, rules_say):
    found = []
    for turn in (turn for rule in rules for turn in rule.turns(facts, facts.lines[0])):
        net = turn.net if turn.discount is None else rules_say * (1 - turn.discount)
        found.append(int(net // 1))
    return found


@settings(max_examples=150, deadline=None)
@given(
    policies,
    st.integers(1, 300),
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(0, 300),
)
def test_the_bands_are_those_that_trying_every_price_finds(
    rules, rules_say, cost, other_net, other_cost, typed
):
    at = a_sale(rules_say, cost, other_net, other_cost)
    turns = turns_of(rules, at(min(typed, rules_say)), Decimal(rules_say))

    found = bands(rules, at, turns, 0, rules_say)

    tried = []
    for net in range(rules_say + 1):
        facts = at(net)
        outcome = tuple(s.role for s in route(facts, rules)), bool(refusals(facts, rules))
        if tried and (tried[-1].roles, tried[-1].refused) == outcome:
            tried[-1] = replace(tried[-1], last=net)
        else:
            tried.append(Band(net, net, *outcome))
    assert found == tried


def test_few_prices_are_tried():
    asked = []

    def at(mark):
        asked.append(mark)
        ratio = Decimal(mark) / 1000
        return Facts(yen(10**9), ratio, lines=(LineFacts(1, "PC", yen(10**9), ratio),))

    bands(policy(), at, [100, 150], 0, 1000)
    assert len(asked) <= 10


@pytest.mark.parametrize(
    ("mark", "asked"), [(100, []), (101, [LEADER]), (150, [LEADER]), (151, [LEADER, MANAGER])]
)
def test_fifteen_percent_is_the_leaders_and_a_tenth_more_also_the_managers(mark, asked):
    def at(tenths):
        ratio = Decimal(tenths) / 1000
        return Facts(yen(100), ratio, lines=(LineFacts(1, "PC", yen(100), ratio),))

    found = bands(policy(), at, [100, 150], 0, 400)
    assert [list(band.roles) for band in found if band.holds(mark)] == [asked]
