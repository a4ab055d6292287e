from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.policy import as_data, policy, read_policy, read_rules
from approvals.routing import ABOVE, PlannedStep, assign, route
from approvals.rules import Facts
from foundation.errors import Refusal
from foundation.language import say, verbatim
from foundation.money import Money
from people.roles import Role
from tests.approvals.builders import facts

DECIDERS = [Role.LEADER, Role.MANAGER, Role.APPROVER]
ratios = st.decimals("0", "1", places=6)
rules = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {
                "kind": st.just("discount_depth"),
                "over_percent": st.decimals("0", "100", places=2).map(str),
                "role": st.sampled_from(DECIDERS),
            }
        ),
        st.fixed_dictionaries(
            {
                "kind": st.just("margin_floor"),
                "under_percent": st.decimals("0", "100", places=2).map(str),
                "role": st.sampled_from(DECIDERS),
            }
        ),
        st.fixed_dictionaries(
            {
                "kind": st.just("total_value"),
                "over": st.integers(0, 10**9).map(str),
                "currency": st.sampled_from(["JPY", "USD"]),
                "role": st.sampled_from(DECIDERS),
            }
        ),
    ),
    max_size=8,
).map(read_rules)
weighed = st.builds(
    Facts,
    total=st.builds(Money, st.integers(0, 10**12), st.sampled_from(["JPY", "USD"])),
    deepest_discount=ratios,
    margin=st.none() | ratios,
)
holders = st.dictionaries(
    st.sampled_from(DECIDERS), st.lists(st.sampled_from("abcd"), unique=True, max_size=3)
)


@pytest.fixture(autouse=True)
def room():
    """Nothing here needs a database."""


@pytest.mark.parametrize(
    ("discount", "roles"),
    [
        ("0", []),
        ("0.1", []),
        ("0.100001", [Role.LEADER]),
        ("0.15", [Role.LEADER]),
        ("0.18", [Role.LEADER, Role.MANAGER]),
        ("1", [Role.LEADER, Role.MANAGER]),
    ],
)
def test_up_to_ten_percent_nobody_then_the_leader_then_also_the_manager(discount, roles):
    assert [step.role for step in route(facts(discount), policy())] == roles


def test_every_step_says_why_in_both_languages():
    (leader, _manager) = route(facts("0.18"), policy())
    assert "18" in say(leader.reasons[0], "ja")
    assert "up to 10% needs no further approval" in say(leader.reasons[0], "en")


@given(weighed, rules)
def test_a_role_is_asked_once_in_the_order_of_the_policy_and_only_for_reasons(known, policy_):
    steps = route(known, policy_)
    roles = [step.role for step in steps]
    holding = [rule.role for rule in policy_ if rule.reason(known)]
    assert roles == list(dict.fromkeys(holding))
    assert sum(len(step.reasons) for step in steps) == len(holding)


@given(ratios, ratios, rules)
def test_a_deeper_discount_never_needs_fewer_people(one, other, policy_):
    less, more = sorted([one, other])
    price = Money(1, "JPY")
    few = {step.role for step in route(Facts(price, less), policy_)}
    assert few <= {step.role for step in route(Facts(price, more), policy_)}


@given(weighed, rules, holders)
def test_nobody_decides_about_their_own_and_nobody_is_asked_twice_in_a_role(
    known, policy_, holding
):
    planned = route(known, policy_)
    try:
        steps = assign(planned, holding, "a")
    except Refusal:
        assert any(not set(holding.get(role, ())) - {"a"} for role in DECIDERS)
        return
    assert len({step.role for step in steps}) == len(steps)
    for step in steps:
        assert step.people
        assert "a" not in step.people
        assert set(step.people) <= set(holding[step.role])
    assert sum(len(s.reasons) for s in steps) == sum(len(s.reasons) for s in planned)


@given(holders)
def test_a_step_passes_upwards_only_when_nobody_else_holds_its_role(holding):
    try:
        (step,) = assign([PlannedStep(Role.LEADER, (verbatim("why"),))], holding, "a")
    except Refusal:
        return
    passed = Role.LEADER
    while passed is not step.role:
        assert not set(holding.get(passed, ())) - {"a"}
        passed = ABOVE[passed]


def test_a_step_without_a_holder_says_which_role_is_missing():
    with pytest.raises(Refusal, match="Approver"):
        assign([PlannedStep(Role.APPROVER, ())], {Role.LEADER: ["b"]}, "a")


def test_a_leader_who_asks_is_decided_about_by_the_manager_once():
    steps = assign(route(facts("0.18"), policy()), {Role.LEADER: ["a"], Role.MANAGER: ["m"]}, "a")
    assert [(step.role, step.people, len(step.reasons)) for step in steps] == [
        (Role.MANAGER, ("m",), 2)
    ]


def test_a_thin_margin_and_a_large_total_can_be_rules_too():
    read = read_policy(
        """
        [[rule]]
        kind = "margin_floor"
        under_percent = "20"
        role = "manager"

        [[rule]]
        kind = "total_value"
        over = "5000000"
        currency = "JPY"
        role = "approver"
        """
    )
    thin = Facts(Money(6_000_000, "JPY"), Decimal(0), Decimal("0.199"))
    assert [step.role for step in route(thin, read)] == [Role.MANAGER, Role.APPROVER]
    unknown = Facts(Money(6_000_000, "USD"), Decimal(0), None)
    assert route(unknown, read) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ('[[rule]]\nkind = "moon_phase"\nrole = "leader"', "moon_phase"),
        ('[[rule]]\nrole = "leader"', "unknown kind"),
        ('[[rule]]\nkind = "discount_depth"\nrole = "leader"', "over_percent"),
        ('[[rule]]\nkind = "discount_depth"\nover_percent = "10"', "role"),
        ('[[rule]]\nkind = "discount_depth"\nover_percent = "10"\nrole = "finance"', "role"),
        ('[[rule]]\nkind = "discount_depth"\nover_percent = "ten"\nrole = "leader"', "percent"),
        ('[[rule]]\nkind = "discount_depth"\nover_percent = "nan"\nrole = "leader"', "percent"),
        ('[[rule]]\nkind = "discount_depth"\nover_percent = "-1"\nrole = "leader"', "percent"),
        (
            '[[rule]]\nkind = "discount_depth"\nover_percent = "1"\nrole = "leader"\nmore = 1',
            "more",
        ),
        ('[[rule]]\nkind = "total_value"\nover = "1"\ncurrency = "yen"\nrole = "leader"', "curr"),
        ('[[rules]]\nkind = "discount_depth"', "[[rule]]"),
        ('rule = "none"', "[[rule]]"),
        ("[[rule", "cannot be read"),
    ],
)
def test_a_policy_that_is_not_right_says_what_is_wrong(words, said):
    with pytest.raises(Refusal) as refused:
        read_policy(words)
    assert said in str(refused.value)


def test_the_policy_is_kept_as_it_was():
    assert read_rules(as_data(policy())) == policy()
