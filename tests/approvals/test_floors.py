from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.policy import policy, read_policy, read_rules
from approvals.routing import must_be_allowed, refusals, route
from approvals.rules import Facts, LineFacts
from foundation.errors import Refusal
from foundation.language import say
from foundation.money import Money
from people.roles import Role


@pytest.fixture(autouse=True)
def room():
    """Nothing here needs a database."""


def yen(amount):
    return Money(amount, "JPY")


def a_line(net=1000, cost=900, **more):
    return LineFacts(1, "PC", yen(net), cost=None if cost is None else yen(cost), **more)


def facts(*lines):
    return Facts(yen(0), Decimal(0), lines=lines)


def floor(percent, role="manager", kind="line_margin_floor"):
    return read_rules([{"kind": kind, "under_percent": str(percent), "role": role}])


def test_a_line_below_the_floor_is_routed_or_refused_as_the_policy_says():
    thin = facts(a_line(net=940, cost=900))
    assert [step.role for step in route(thin, floor(5))] == [Role.MANAGER]
    assert refusals(thin, floor(5)) == []
    assert route(thin, floor(5, "refuse")) == []
    assert len(refusals(thin, floor(5, "refuse"))) == 1


def test_a_refusal_names_the_lowest_price_of_the_line_and_the_way_out():
    with pytest.raises(Refusal) as refused:
        must_be_allowed(facts(a_line(net=940, cost=900, quantity=Decimal(10))), floor(5, "refuse"))
    said = say(refused.value.text, "en")
    assert "¥948" in said  # 900 / 0.95 = 947.37, the next whole yen
    assert "¥95 a unit" in said
    assert "pattern" in said


@given(st.integers(1, 10**9), st.integers(-900, 990).map(lambda n: Decimal(n) / 10))
def test_the_lowest_price_is_allowed_and_one_yen_less_is_not(cost, percent):
    rule = floor(percent, "refuse")
    [below] = refusals(facts(a_line(net=0, cost=cost)), rule)
    lowest = below.params["lowest"].amount
    assert refusals(facts(a_line(net=lowest, cost=cost)), rule) == []
    assert refusals(facts(a_line(net=lowest - 1, cost=cost)), rule) != []


def test_a_pattern_may_bring_a_floor_of_its_own_for_its_lines():
    below_cost = a_line(net=800, cost=900, pattern="clearance", floor=Decimal(-20))
    assert refusals(facts(below_cost), floor(0, "refuse")) == []
    assert refusals(facts(replace(below_cost, floor=None)), floor(0, "refuse")) != []
    assert refusals(facts(replace(below_cost, net=yen(749))), floor(0, "refuse")) != []


def test_the_floor_of_the_whole_counts_what_is_given_away():
    free = facts(a_line(net=0, cost=900))
    assert [step.role for step in route(free, floor(5, kind="margin_floor"))] == [Role.MANAGER]


def test_an_unknown_cost_is_nobodys_business_unless_the_policy_says_so():
    unknown = facts(a_line(cost=None), a_line())
    assert route(unknown, floor(50, kind="margin_floor")) == []
    asked = route(unknown, read_rules([{"kind": "margin_unknown", "role": "approver"}]))
    assert [step.role for step in asked] == [Role.APPROVER]
    assert "PC" in say(asked[0].reasons[0], "en")


def test_a_pattern_can_need_a_yes_of_its_own_perhaps_only_without_proof():
    rules = read_policy(
        """
        [[rule]]
        kind = "pattern"
        code = "bid"
        without_evidence = true
        role = "manager"
        """
    )
    bid = a_line(pattern="bid", called={"ja": "入札", "en": "Bid"})
    [step] = route(facts(bid), rules)
    assert "入札" in say(step.reasons[0], "ja")
    assert "Bid" in say(step.reasons[0], "en")
    assert route(facts(replace(bid, evident=True)), rules) == []
    assert route(facts(replace(bid, pattern="initial")), rules) == []


def test_nothing_is_sold_below_cost_by_the_policy_in_force():
    assert refusals(facts(a_line(net=899, cost=900)), policy()) != []
    assert refusals(facts(a_line(net=900, cost=900)), policy()) == []
