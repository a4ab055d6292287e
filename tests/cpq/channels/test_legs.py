"""What every leg costs; the guarantee: margins and our net are what the end customer pays."""

import json
import runpy
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.channels.legs import EndUserLine, Leg, PriceBasis, price_legs
from cpq.channels.ship_and_debit import ship_and_debit_claim
from cpq.pricing import DocumentDiscount
from cpq.pricing.handed import given_json, with_given
from cpq.pricing.proof import About, full_proof
from foundation.canonical import canonical
from foundation.errors import Refusal
from foundation.language import ROOT
from foundation.money import Money, minor_digits
from tests.cpq.pricing.builders import catalogue, listed, rule, wanted

differences = runpy.run_path(str(ROOT / "tools" / "verify_price_proof.py"))["differences"]


def yen(amount):
    return Money(amount, "JPY")


def line(net, position=1, quantity=1):
    return EndUserLine(wanted(f"P{position}", quantity, position=position), yen(net))


def by_list(prices, currency="JPY"):
    """A catalogue of one list with a price of one for each line, by position."""
    rules = [rule(f"P{position}", price) for position, price in prices.items()]
    return catalogue(listed("NET", *rules, currency=currency), currency=currency)


def leg(seq, buyer, basis="off_end_user", percent=0, **more):
    return Leg(seq, buyer, PriceBasis(basis), Decimal(str(percent)), **more)


CHAIN = (
    leg(1, "distributor", percent=30),
    leg(2, "dealer", "on_top", 10),
    leg(3, "customer"),
)


def test_a_partner_buys_at_its_percentage_off_the_end_user_price():
    chain = price_legs([line(90)], [leg(1, "partner", percent=20), leg(2, "customer")], "JPY")
    assert (chain.ours, chain.end_user) == (yen(72), yen(90))
    [margin] = chain.margins
    assert (margin.party, margin.amount, margin.ratio) == ("partner", yen(18), Decimal("0.2"))


def test_a_leg_may_be_reckoned_on_top_of_the_one_before_after_rounding_that():
    chain = price_legs([line(1001)], CHAIN, "JPY")
    assert [one.total.amount for one in chain.legs] == [701, 771, 1001]
    assert [one.amount.amount for one in chain.margins] == [70, 230]


def test_a_unit_price_is_whole_unless_it_is_small():
    [first] = price_legs([line(100_010, 1, 10)], [leg(1, "x", percent=30)], "JPY").legs
    assert (first.lines[0].net_unit, first.total) == (7001, yen(70_010))
    [first] = price_legs([line(335, 1, 1000)], [leg(1, "x", percent=30)], "JPY").legs
    assert (first.lines[0].net_unit, first.total) == (Decimal("0.235"), yen(235))


def test_a_fixed_sum_is_shared_out_to_the_last_yen():
    lines = [line(100, 1), line(100, 2), line(100, 3)]
    [first] = price_legs(lines, [leg(1, "x", "fixed_net", fixed=yen(200))], "JPY").legs
    assert [one.net_amount.amount for one in first.lines] == [67, 67, 66]
    assert first.total == yen(200)


def test_a_fixed_sum_over_lines_that_cost_nothing_is_shared_out_alike():
    lines = [line(0, 1), line(0, 2)]
    [first] = price_legs(lines, [leg(1, "x", "fixed_net", fixed=yen(3))], "JPY").legs
    assert [one.net_amount.amount for one in first.lines] == [2, 1]


def test_a_list_price_may_have_a_percentage_off():
    lists = by_list({1: 800})
    chain = price_legs([line(1000)], [leg(1, "x", "price_list", 5, catalogue=lists)], "JPY")
    assert chain.ours == yen(760)
    assert chain.reference == yen(1000)


def test_a_registration_gives_points_more_on_the_lines_it_covers():
    lines = [line(1000, 1), line(1000, 2)]
    [first] = price_legs(lines, [leg(1, "x", percent=20, points={2: Decimal(5)})], "JPY").legs
    assert [one.net_amount.amount for one in first.lines] == [800, 750]


def test_a_second_partner_gets_less():
    [first] = price_legs(
        [line(1000)], [leg(1, "x", percent=20, points={1: Decimal(-5)})], "JPY"
    ).legs
    assert first.total == yen(850)


def test_a_leg_may_be_in_another_currency_and_margins_are_in_the_documents():
    dollars = leg(1, "x", percent=10, currency="USD", rate=Decimal(150))
    chain = price_legs([line(150_000)], [dollars, leg(2, "y")], "JPY")
    assert chain.legs[0].total == Money(90_000, "USD")
    assert chain.ours == yen(135_000)
    assert chain.margins[0].amount == yen(15_000)


@pytest.mark.parametrize(
    ("legs", "field"),
    [
        ([], None),
        ([leg(1, "x", "on_top", 5)], "basis"),
        ([leg(1, "x", "price_list")], "list_code"),
        ([leg(1, "x", "fixed_net")], "fixed"),
        ([leg(1, "x", rate=Decimal(0))], "rate"),
    ],
)
def test_what_cannot_be_reckoned_is_said_in_a_sentence(legs, field):
    with pytest.raises(Refusal) as refused:
        price_legs([line(100)], legs, "JPY")
    assert refused.value.field == field


def test_a_claim_makes_the_agreed_margin_whole():
    assert ship_and_debit_claim(Decimal(1000), Decimal(25), Decimal(900)) == 325
    assert ship_and_debit_claim(Decimal(100), Decimal(10), Decimal(900)) == 0


def proof_of(one, priced):
    """The full proof of a leg, as its quote would have it, at a tax of nothing."""
    none = catalogue(currency=one.currency)
    lists = one.catalogue if one.basis is PriceBasis.PRICE_LIST else none
    tax = {"group": "", "rate": "0", "base": priced.total.amount, "tax": 0}
    about = About("Q", 1, "2026-11-25", "floor")
    return full_proof(about, priced.asked, lists, DocumentDiscount(), [tax])


# Against exact fractions

nets = st.lists(st.integers(0, 10**9), min_size=1, max_size=6)
percents = st.decimals(0, 100, places=2)
rates = st.decimals("0.01", 200, places=2)


@st.composite
def chains(draw):
    amounts = draw(nets)
    lines = [line(net, n, draw(st.integers(1, 50))) for n, net in enumerate(amounts, start=1)]
    legs = [draw(some_leg(seq, lines)) for seq in range(1, draw(st.integers(1, 5)) + 1)]
    return lines, legs


@st.composite
def some_leg(draw, seq, lines):
    kinds = [kind for kind in PriceBasis if seq > 1 or kind is not PriceBasis.ON_TOP]
    currency = draw(st.sampled_from(["JPY", "USD"]))
    prices = st.decimals(0, 10**7, places=2)
    lists = by_list({one.wanted.position: draw(prices) for one in lines}, currency)
    return Leg(
        seq,
        f"buyer {seq}",
        draw(st.sampled_from(kinds)),
        draw(percents),
        Money(draw(st.integers(0, 10**9)), currency),
        currency,
        Decimal(1) if currency == "JPY" else draw(rates),
        lists,
    )


def exact(one, lines, before):
    """The amounts of a leg before rounding, in exact fractions of its minor unit."""
    scale = 10 ** minor_digits(one.currency)
    share, rate = Fraction(one.percent) / 100, Fraction(one.rate)
    whole = sum(row.net.amount for row in lines)
    for row in lines:
        match one.basis:
            case PriceBasis.OFF_END_USER:
                yield row.net.amount / rate * (1 - share) * scale
            case PriceBasis.PRICE_LIST:
                [rules] = one.catalogue.assigned[0].prices.rules[f"product:{row.wanted.sku}"]
                amount = Fraction(rules.amount) * Fraction(row.wanted.quantity)
                yield amount * (1 - share) * scale
            case PriceBasis.ON_TOP:
                yield before[row.wanted.position] / rate * (1 + share) * scale
            case PriceBasis.FIXED_NET:
                weight = Fraction(row.net.amount, whole) if whole else Fraction(1, len(lines))
                yield one.fixed.amount * weight


@settings(max_examples=50, deadline=None)
@given(chains())
def test_every_line_is_within_its_rounding_of_the_exact_amount(asked):
    lines, legs = asked
    before = {}
    for one, priced in zip(legs, price_legs(lines, legs, "JPY").legs, strict=True):
        amounts = zip(lines, priced.lines, exact(one, lines, before), strict=True)
        for asked_for, row, right in amounts:
            quantity = asked_for.wanted.quantity
            unit = Fraction(quantity) / 2 if right >= 999 * quantity else 0
            most = 1 if one.basis is PriceBasis.FIXED_NET else Fraction(1, 2) + unit
            assert abs(row.net_amount.amount - right) <= most
        rate = Fraction(one.rate) / 10 ** minor_digits(one.currency)
        before = {row.position: row.net_amount.amount * rate for row in priced.lines}


@settings(max_examples=50, deadline=None)
@given(chains())
def test_our_net_and_all_margins_are_what_the_end_customer_pays(asked):
    chain = price_legs(*asked, "JPY")
    assert chain.ours.amount + sum(m.amount.amount for m in chain.margins) == chain.end_user.amount
    for priced in chain.legs:
        assert sum(row.net_amount.amount for row in priced.lines) == priced.total.amount


@settings(max_examples=40, deadline=None)
@given(chains())
def test_the_verifier_reckons_every_leg_again_from_its_proof(asked):
    lines, legs = asked
    for one, priced in zip(legs, price_legs(lines, legs, "JPY").legs, strict=True):
        proof = proof_of(one, priced)
        assert list(differences(json.loads(canonical(proof)))) == []
        assert [row["net_amount"] for row in proof["result"]] == [
            row.net_amount.amount for row in priced.lines
        ]
        proof["result"][0]["net_amount"] += 1
        assert list(differences(json.loads(canonical(proof))))


@settings(max_examples=20, deadline=None)
@given(chains())
def test_what_a_line_was_given_is_kept_whole(asked):
    for priced in price_legs(*asked, "JPY").legs:
        for one in priced.asked:
            bare_line = wanted(one.sku, one.quantity, position=one.position)
            assert with_given(bare_line, json.loads(canonical(given_json(one)))) == one


def test_every_step_of_a_leg_says_where_it_comes_from():
    lists = by_list({1: "1234.5"})
    legs = (
        leg(1, "x", "price_list", 10, catalogue=lists, points={1: Decimal(5)}),
        leg(2, "y", "on_top", 10, currency="USD", rate=Decimal(150)),
        leg(3, "z", "fixed_net", fixed=yen(19_000)),
        leg(4, "customer"),
    )
    chain = price_legs([line(20_000, quantity=10)], legs, "JPY")
    kinds = [[step.kind for step in one.lines[0].steps] for one in chain.legs]
    assert kinds == [
        ["list", "amount", "distributor", "registration", "unit", "net"],
        ["before", "rate", "amount", "distributor", "net"],
        ["end_user", "amount", "manual", "net"],
        ["end_user", "amount", "net"],
    ]
    assert [one.total.amount for one in chain.legs] == [10_490, 7_693, 19_000, 20_000]


@settings(max_examples=30, deadline=None)
@given(chains(), st.randoms(use_true_random=False))
def test_the_order_in_which_legs_and_lines_are_given_changes_nothing(asked, chance):
    lines, legs = asked
    mixed_lines, mixed_legs = list(lines), list(legs)
    chance.shuffle(mixed_lines)
    chance.shuffle(mixed_legs)
    assert price_legs(mixed_lines, mixed_legs, "JPY") == price_legs(lines, legs, "JPY")


@settings(max_examples=25, deadline=None)
@given(chains())
def test_a_leg_changes_nothing_before_it(asked):
    lines, legs = asked
    last = replace(legs[-1], basis=PriceBasis.OFF_END_USER, percent=Decimal(50))
    changed = price_legs(lines, [*legs[:-1], last], "JPY")
    assert changed.legs[:-1] == price_legs(lines, legs, "JPY").legs[:-1]
