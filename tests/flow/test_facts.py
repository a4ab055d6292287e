"""Few lines are judged as all of them are."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from approvals.routing import refusals, route
from approvals.rules import KINDS, Facts, LineFacts
from flow.facts import fewer, with_line
from foundation.money import Money

PERCENT = st.integers(-1000, 99).map(Decimal)
ROLES = st.sampled_from(["leader", "manager", "approver", "refuse"])
LIMITS = {
    "discount_depth": st.fixed_dictionaries({"over_percent": st.integers(0, 100)}),
    "line_margin_floor": st.fixed_dictionaries({"under_percent": PERCENT}),
    "margin_floor": st.fixed_dictionaries({"under_percent": PERCENT}),
    "margin_unknown": st.just({}),
    "pattern": st.fixed_dictionaries(
        {"code": st.sampled_from(["", "bid"]), "without_evidence": st.booleans()}
    ),
    "total_value": st.fixed_dictionaries(
        {"over": st.integers(0, 3000), "currency": st.just("JPY")}
    ),
}


@st.composite
def rules(draw):
    kind = draw(st.sampled_from(sorted(KINDS)))
    return KINDS[kind](role=draw(ROLES), **draw(LIMITS[kind]))


@st.composite
def lines(draw, position):
    return LineFacts(
        position=position,
        sku="A",
        net=Money(draw(st.integers(0, 500)), "JPY"),
        discount=Decimal(draw(st.integers(0, 100))) / 100,
        cost=draw(st.none() | st.integers(0, 500).map(lambda n: Money(n, "JPY"))),
        pattern=draw(st.sampled_from(["", "bid", "bulk"])),
        floor=draw(st.none() | PERCENT),
        evident=draw(st.booleans()),
    )


@st.composite
def documents(draw):
    made = tuple(draw(lines(n)) for n in range(draw(st.integers(1, 7))))
    total = Money(sum(line.net.amount for line in made), "JPY")
    return Facts(total=total, deepest_discount=max(line.discount for line in made), lines=made)


def judged(facts, policy):
    return [step.role for step in route(facts, policy)], bool(refusals(facts, policy))


def test_every_kind_of_rule_is_among_those_tried():
    assert set(LIMITS) == set(KINDS)


@settings(max_examples=300, deadline=None)
@given(documents(), st.lists(rules(), max_size=6), st.integers(0, 500), st.integers(0, 100))
def test_few_lines_are_judged_as_all_are_whatever_the_price_of_one(facts, policy, net, percent):
    few = fewer(facts, 0, policy)
    assert len(few.lines) <= len(policy) + 2
    then = replace(facts.lines[0], net=Money(net, "JPY"), discount=Decimal(percent) / 100)
    total = Money(facts.total.amount + net - facts.lines[0].net.amount, "JPY")
    assert judged(with_line(few, then, total), policy) == judged(
        with_line(facts, then, total), policy
    )
