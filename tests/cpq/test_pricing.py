"""What a line costs, and why."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.pricing import price_document, price_line
from foundation.errors import Refusal
from foundation.language import say
from foundation.money import Money
from tests.cpq.builders import DAY, entry, price_list, wanted

STANDARD = price_list("standard", {"PC": [1000], "CPU": [300], "RAM": [50]})


def priced(line, *lists, on=DAY, currency="JPY"):
    return price_line(line, lists or [STANDARD], on, currency)


def test_a_price_times_the_quantity_is_the_amount():
    line = priced(wanted("PC", 3))
    assert (line.list_unit, line.net_amount) == (Decimal(1000), Money(3000, "JPY"))


def test_the_first_list_that_has_a_price_wins():
    customer = price_list("customer", {"PC": [900]})
    channel = price_list("channel", {"PC": [950], "CPU": [280]})
    assert priced(wanted("PC"), customer, channel, STANDARD).list_unit == 900
    assert priced(wanted("CPU"), customer, channel, STANDARD).list_unit == 280
    assert priced(wanted("RAM"), customer, channel, STANDARD).list_unit == 50


def test_a_dearer_list_asked_first_still_wins():
    assert priced(wanted("PC"), price_list("customer", {"PC": [1200]}), STANDARD).list_unit == 1200


def test_the_lists_that_lost_say_why():
    customer = price_list("customer", {})
    channel = price_list("channel", {"PC": [entry(800, at_least=10)]})
    dealer = price_list("dealer", {"PC": [entry(700, ends=date(2026, 3, 31))]})
    spring = price_list("spring", {"PC": [entry(700, begins=date(2027, 4, 1))]})
    step = priced(wanted("PC"), customer, channel, dealer, spring, STANDARD).steps[0]
    assert step.price_list == {"ja": "standard", "en": "standard"}
    assert [(loser.price_list["en"], say(loser.why, "en")) for loser in step.losers] == [
        ("customer", "It has no entry for this product."),
        ("channel", "Its prices begin at a quantity of 10."),
        ("dealer", "Its price expired on Mar 31, 2026."),
        ("spring", "Its price is valid from Apr 1, 2027."),
    ]


@pytest.mark.parametrize(
    ("quantity", "price"),
    [("0.5", 1000), ("1", 1000), ("9.999999", 1000), ("10", 900), ("99", 900), ("100", 800)],
)
def test_the_highest_break_the_quantity_reaches_counts(quantity, price):
    breaks = price_list("l", {"PC": [entry(900, 10), entry(1000), entry(800, 100)]})
    assert priced(wanted("PC", quantity), breaks).list_unit == price


@pytest.mark.parametrize(
    ("day", "price"),
    [
        (date(2026, 3, 31), 1000),
        (date(2026, 4, 1), 700),
        (date(2026, 4, 30), 700),
        (date(2026, 5, 1), 1000),
    ],
)
def test_the_first_and_last_day_of_a_price_count(day, price):
    campaign = entry(700, begins=date(2026, 4, 1), ends=date(2026, 4, 30))
    assert (
        priced(wanted(), price_list("l", {"PC": [entry(1000), campaign]}), on=day).list_unit
        == price
    )


def test_of_two_prices_with_the_same_break_the_later_one_counts():
    newer = entry(1100, begins=date(2026, 10, 1))
    old = entry(1000, begins=date(2026, 4, 1))
    assert priced(wanted(), price_list("l", {"PC": [newer, old]})).list_unit == 1100


def test_a_configured_product_costs_itself_and_its_parts():
    line = priced(wanted("PC", 2, parts=[("CPU", 1), ("RAM", 4)]))
    assert line.list_unit == 1500
    assert line.net_amount == Money(3000, "JPY")
    assert [step.after for step in line.steps[:3]] == [1000, 1300, 1500]


def test_a_configured_product_needs_no_price_of_its_own():
    assert priced(wanted("BOX", parts=[("CPU", 1)])).list_unit == 300


def test_the_break_of_a_part_counts_the_parts_of_the_whole_line():
    parts = price_list("l", {"PC": [0], "RAM": [entry(50), entry(40, 16)]})
    assert priced(wanted("PC", 3, parts=[("RAM", 4)]), parts).list_unit == 200
    assert priced(wanted("PC", 4, parts=[("RAM", 4)]), parts).list_unit == 160


def test_a_product_without_a_price_says_where_it_was_looked_for():
    with pytest.raises(Refusal) as refused:
        priced(wanted("NEW"), price_list("A", {}), STANDARD)
    assert "NEW has no price on A, standard." in str(refused.value.text)


def test_a_part_without_a_price_bars_the_whole_line():
    with pytest.raises(Refusal) as refused:
        priced(wanted("PC", parts=[("CPU", 1), ("NEW", 1)]))
    assert "NEW" in str(refused.value.text)


def test_an_expired_price_is_told_from_a_missing_one():
    with pytest.raises(Refusal) as refused:
        priced(wanted(), price_list("l", {"PC": [entry(900, ends=date(2026, 3, 31))]}))
    assert "expired on Mar 31, 2026" in str(refused.value.text)


def test_a_list_in_another_currency_is_not_asked():
    with pytest.raises(Refusal) as refused:
        priced(wanted(), STANDARD, currency="USD")
    assert "no price list in USD" in str(refused.value.text)


@pytest.mark.parametrize(
    ("unit", "quantity", "discount", "currency", "net"),
    [
        ("1000", 1, "0.18", "JPY", 820),
        ("999", 1, "0.05", "JPY", 949),  # 949.05
        ("1001", 1, "0.05", "JPY", 951),  # 950.95
        ("5", 1, "0.1", "JPY", 5),  # 4.5 goes up
        ("0.333333", 3, "0", "JPY", 1),
        ("9.99", 3, "0.15", "USD", 2547),  # 25.4745
        ("0.005", 1, "0", "USD", 1),
        ("1000", 1, "1", "JPY", 0),
    ],
)
def test_the_net_amount_is_rounded_once_half_up(unit, quantity, discount, currency, net):
    one = price_list("l", {"PC": [unit]}, currency)
    line = priced(wanted("PC", quantity, discount=discount), one, currency=currency)
    assert line.net_amount == Money(net, currency)


def test_an_untaxed_sum_agrees_with_its_lines_to_the_cent():
    """10 × 30.75 less 5 % and 1 × 70.00 less 5 % are 292.13 (292.125 goes up) and 66.50."""
    one = price_list("l", {"A": ["30.75"], "B": ["70"]}, "USD")
    lines = [wanted("A", 10, discount="0.05"), wanted("B", 1, discount="0.05", position=2)]
    document = price_document(lines, [one], DAY, "USD")
    assert [line.net_amount.amount for line in document] == [29213, 6650]
    assert sum(line.net_amount.amount for line in document) == 35863


def test_every_step_begins_where_the_one_before_ended():
    line = priced(wanted("PC", 7, parts=[("CPU", 1), ("RAM", 2)], discount="0.18"))
    kinds = [step.kind for step in line.steps]
    assert kinds == ["list", "part", "part", "amount", "discount", "net"]
    for before, after in zip(line.steps, line.steps[1:], strict=False):
        if after.kind != "net":
            assert after.before == before.after
    assert line.steps[-1].after == line.net_amount.major


# What holds whatever is sold

skus = st.sampled_from(["PC", "CPU", "RAM"])
quantities = st.decimals("0.000001", "1000000", places=6)
discounts = st.decimals("0", "1", places=4)
lines = st.lists(st.builds(wanted, skus, quantities, discount=discounts), min_size=1, max_size=12)
prices = st.lists(st.decimals("0", "1000000", places=4), min_size=3, max_size=3)


@given(lines, prices, st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(some, three, random):
    one = price_list("l", dict(zip(["PC", "CPU", "RAM"], [[p] for p in three], strict=True)))
    numbered = [
        wanted(w.sku, w.quantity, discount=w.discount, position=n) for n, w in enumerate(some)
    ]
    shuffled = list(numbered)
    random.shuffle(shuffled)
    in_order = {line.position: line for line in price_document(numbered, [one], DAY, "JPY")}
    assert {p.position: p for p in price_document(shuffled, [one], DAY, "JPY")} == in_order


@given(lines, prices)
def test_a_line_costs_the_same_whatever_stands_beside_it(some, three):
    one = price_list("l", dict(zip(["PC", "CPU", "RAM"], [[p] for p in three], strict=True)))
    together = price_document(some, [one], DAY, "JPY")
    assert together == [price_line(line, [one], DAY, "JPY") for line in some]
    assert price_document(some[:-1], [one], DAY, "JPY") == together[:-1]


@given(quantities, discounts, st.decimals("0", "1000000", places=6))
def test_the_net_amount_is_the_exact_one_to_the_nearest_yen(quantity, discount, price):
    line = priced(wanted("PC", quantity, discount=discount), price_list("l", {"PC": [price]}))
    exact = price * quantity * (1 - discount)
    assert abs(line.net_amount.amount - exact) <= Decimal("0.5")
    assert 0 <= line.net_amount.amount <= line.list_amount.amount
