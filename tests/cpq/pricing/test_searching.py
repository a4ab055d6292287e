"""Which rule prices a product, and what is said of those that do not."""

from datetime import timedelta
from decimal import Decimal

import pytest

from cpq.pricing import price_line
from cpq.pricing.notes import text_of
from cpq.pricing.values import Method, Rank, RankAt
from foundation.errors import Conflict, Refusal
from foundation.language import say
from tests.cpq.pricing.builders import AT, catalogue, listed, rule, wanted

STANDARD = listed("standard", ("PC", 1000), ("CPU", 300), ("RAM", 50))
ONE_PLACE = (RankAt(Rank.CUSTOMER, 1), RankAt(Rank.CHANNEL, 1), RankAt(Rank.STANDARD, 2))


def unit(line, *lists, **fields):
    return price_line(line, catalogue(*lists, **fields)).regular_unit


def test_the_first_rank_that_has_a_price_wins():
    """G4"""
    customer = (Rank.CUSTOMER, listed("customer", ("PC", 900)))
    channel = (Rank.CHANNEL, listed("channel", ("PC", 950), ("CPU", 280)))
    assert unit(wanted("PC"), channel, STANDARD, customer) == 900
    assert unit(wanted("CPU"), customer, channel, STANDARD) == 280
    assert unit(wanted("RAM"), customer, channel, STANDARD) == 50


def test_the_order_of_ranks_is_data():
    """G4"""
    customer = (Rank.CUSTOMER, listed("customer", ("PC", 900)))
    first = (RankAt(Rank.STANDARD, 1), RankAt(Rank.CUSTOMER, 2))
    assert unit(wanted(), customer, STANDARD, precedence=first) == 1000


def test_an_exclusive_rank_lets_no_other_be_asked_once_it_knows_the_product():
    """G4"""
    dear = (Rank.CUSTOMER, listed("customer", rule("PC", 900, 10)))
    alone = (RankAt(Rank.CUSTOMER, 1, exclusive=True), RankAt(Rank.STANDARD, 2))
    assert unit(wanted("CPU"), dear, STANDARD, precedence=alone) == 300
    with pytest.raises(Refusal, match="begin at a quantity of 10"):
        unit(wanted("PC"), dear, STANDARD, precedence=alone)


def test_a_dearer_list_asked_first_still_wins():
    assert unit(wanted(), (Rank.CUSTOMER, listed("c", ("PC", 1200))), STANDARD) == 1200


def test_the_lists_and_rules_that_lost_say_why():
    """G5"""
    lists = [
        (Rank.CONTRACT, listed("contract")),
        (Rank.CUSTOMER, listed("customer", rule("PC", 800, 10))),
        (Rank.TIER, listed("tier", rule("PC", 700, valid_to=AT))),
        (Rank.CHANNEL, listed("spring", rule("PC", 700, valid_from=AT + timedelta(minutes=1)))),
        (Rank.CAMPAIGN, listed("boxes", rule("PC", 700, uom="box"))),
        listed("standard", rule("PC", 1000), rule("all", 2000, id="rest")),
    ]
    step = price_line(wanted(), catalogue(*lists)).steps[0]
    assert [(one.price_list["en"], say(text_of(one.said), "en")) for one in step.losers] == [
        ("contract", "It has no entry for this product."),
        ("customer", "Its prices begin at a quantity of 10."),
        ("tier", "Its price ended at Nov 25, 2026 12:00."),
        ("spring", "Its price is valid from Nov 25, 2026 12:01."),
        ("boxes", "Its price is for another unit (box)."),
        ("standard", "Another rule is nearer to the product."),
    ]


@pytest.mark.parametrize(
    ("quantity", "price"),
    [("0.5", 1000), ("1", 1000), ("9.999999", 1000), ("10", 900), ("99", 900), ("100", 800)],
)
def test_the_highest_break_the_quantity_reaches_counts(quantity, price):
    """G7"""
    breaks = listed("l", rule("PC", 900, 10), rule("PC", 1000), rule("PC", 800, 100))
    assert unit(wanted("PC", quantity), breaks) == price


@pytest.mark.parametrize(("minutes", "price"), [(-1, 1000), (0, 700), (29, 700), (30, 1000)])
def test_a_price_is_valid_to_the_minute(minutes, price):
    """G3: from the first moment on, before the last."""
    campaign = rule("PC", 700, valid_from=AT, valid_to=AT + timedelta(minutes=30), id="new")
    prices = listed("l", rule("PC", 1000), campaign)
    assert unit(wanted(), prices, at=AT + timedelta(minutes=minutes)) == price


def test_the_nearer_rule_wins_then_the_later_and_priority_beats_both():
    """G3"""
    rules = [rule("all", 1, id="all"), rule("category:K", 2, id="kind"), rule("PC", 3, id="own")]
    newer = rule("PC", 4, valid_from=AT - timedelta(days=1), id="newer")
    kinds = {"PC": "K"}
    assert unit(wanted(), listed("l", *rules), categories=kinds) == 3
    assert unit(wanted(), listed("l", *rules, newer), categories=kinds) == 4
    first = rule("category:K", 9, priority=1, id="first")
    assert unit(wanted(), listed("l", *rules, newer, first), categories=kinds) == 9
    assert unit(wanted("CPU"), listed("l", *rules)) == 1


def test_two_rules_of_the_same_claim_are_refused_and_both_are_named():
    """G3"""
    twice = listed("l", rule("PC", 1, id="one"), rule("PC", 2, id="two"))
    with pytest.raises(Conflict, match="rule one on l and rule two on l"):
        unit(wanted(), twice)
    lists = [(Rank.CUSTOMER, listed("a", ("PC", 1))), (Rank.CHANNEL, listed("b", ("PC", 2)))]
    with pytest.raises(Conflict, match=r"on a and rule .* on b"):
        unit(wanted(), *lists, precedence=ONE_PLACE)
    higher = [(Rank.CUSTOMER, listed("a", ("PC", 1))), (Rank.CHANNEL, listed("b", ("PC", 2)), 5)]
    assert unit(wanted(), *higher, precedence=ONE_PLACE) == 2


def test_a_list_without_a_price_asks_its_parents_in_order():
    """G12"""
    first, second = listed("first", ("CPU", 7)), listed("second", ("CPU", 8), ("RAM", 9))
    child = (Rank.CUSTOMER, listed("child", ("PC", 1), parents=[first, second]))
    assert unit(wanted("CPU"), child, STANDARD) == 7
    assert unit(wanted("RAM"), child, STANDARD) == 9


def test_a_diamond_of_parents_is_no_tie():
    """G12"""
    top = listed("top", ("PC", 100))
    half = {"method": Method.PERCENT_OFF, "percent": 10}
    left = listed("left", rule("all", **half), parents=[top])
    right = listed("right", rule("all", **half), parents=[top])
    lists = [(Rank.CUSTOMER, listed("child", parents=[left, right]))]
    assert unit(wanted(), *lists) == 90


def test_lists_that_name_each_other_as_base_are_refused_with_the_way():
    """G12"""
    to = {"method": Method.PERCENT_OFF, "percent": 1}
    one = listed("one", rule("all", base="list:two", **to))
    two = listed("two", rule("all", base="list:one", **to))
    with pytest.raises(Refusal, match="circle: one → two"):
        unit(wanted(), one, bases=(two,))


def test_a_product_without_a_price_says_where_it_was_looked_for():
    with pytest.raises(Refusal, match="NEW has no price on A, standard"):
        unit(wanted("NEW"), (Rank.CUSTOMER, listed("A")), STANDARD)
    with pytest.raises(Refusal, match="NEW"):
        unit(wanted("PC", parts=[("CPU", 1), ("NEW", 1)]), STANDARD)
    with pytest.raises(Refusal, match="no price list in USD"):
        unit(wanted(), currency="USD")


def test_what_a_price_needs_and_nobody_knows_is_one_sentence():
    """G9"""
    dollars = listed("d", ("PC", 10), currency="USD")
    with pytest.raises(Refusal, match="no exchange rate from USD to JPY"):
        unit(wanted(), dollars)
    assert unit(wanted(), dollars, rates={"USD": Decimal("151.5")}) == 1515
    plus = listed("p", rule("PC", method=Method.COST_PLUS, percent=20))
    with pytest.raises(Refusal, match="cost of PC is not known"):
        unit(wanted(), plus)
    with pytest.raises(Refusal, match="How many the sales unit holds is not known"):
        unit(wanted(uom="box"), STANDARD)
    off = listed("o", rule("all", method=Method.PERCENT_OFF, percent=5))
    with pytest.raises(Refusal, match="makes the price of PC from another"):
        unit(wanted(), (Rank.CUSTOMER, off))
