"""What a line costs, and why: methods, parts, adjustments, manual prices, the whole document."""

from decimal import ROUND_UP, Decimal, localcontext
from fractions import Fraction

import pytest

from cpq.price_lists.facts import as_factor
from cpq.pricing import Adjustment, DocumentDiscount, price_document, price_line, price_lines
from cpq.pricing.notes import text_of
from cpq.pricing.values import Basis, Breaks, Method, Rank
from cpq.pricing.written import priced_json, shared_json
from foundation.errors import Refusal
from foundation.money import Money
from tests.cpq.pricing.builders import catalogue, listed, rule, wanted

STANDARD = listed("standard", ("PC", 1000), ("CPU", 300), ("RAM", 50))


def priced(line, *lists, **fields):
    return price_line(line, catalogue(*(lists or (STANDARD,)), **fields))


def walk(line):
    return [(step.kind, step.before, step.after) for step in line.steps]


def test_a_price_times_the_quantity_is_the_amount():
    line = priced(wanted("PC", 3))
    assert (line.list_unit, line.net_amount) == (Decimal(1000), Money(3000, "JPY"))


def test_how_a_caller_reckons_changes_nothing():
    """G13: neither its digits nor its rounding; and what does not end is cut the same way."""
    third = rule("PC", 1000, method=Method.COST_PLUS, percent=Decimal("33.3333"))
    fields = {"costs": {"PC": (Decimal("9876543.21"), "USD")}, "rates": {"USD": Decimal("1.5")}}
    usual = priced(wanted("PC", 7), listed("l", third), **fields)
    with localcontext(prec=4, rounding=ROUND_UP):
        assert priced(wanted("PC", 7), listed("l", third), **fields) == usual
    assert usual.net_amount == Money(138271570, "JPY")


def test_a_configured_product_costs_itself_its_parts_and_its_options():
    extra = rule("option:PC/colour/red", 25)
    prices = listed("l", ("PC", 1000), ("CPU", 300), rule("RAM", 50), rule("RAM", 40, 16), extra)
    line = priced(wanted("PC", 2, parts=[("CPU", 1), ("RAM", 4)]), prices)
    assert (line.list_unit, line.net_amount) == (1500, Money(3000, "JPY"))
    assert [step.after for step in line.steps[:3]] == [1000, 1300, 1500]
    many = wanted("PC", 4, parts=[("RAM", 4)], surcharges=("PC/colour/red", "PC/colour/none"))
    assert priced(many, prices).list_unit == 1000 + 160 + 25
    assert priced(wanted("BOX", parts=[("CPU", 1)]), prices).list_unit == 300


def test_a_configured_product_says_where_more_of_it_costs_less_in_all():
    options = [rule("option:PC/colour/red", 25), ("CPU", 100)]
    prices = listed("l", ("PC", 1000), rule("PC", 800, 11), *options)
    red = {"parts": [("CPU", 1)], "surcharges": ("PC/colour/red", "PC/colour/none")}
    [said] = priced(wanted("PC", 10, **red), prices).warnings
    assert (said.values["n"], said.values["total"]) == (11, Money(11 * 925, "JPY"))
    assert said.values["less"] == Money(10 * 1125 - 11 * 925, "JPY")
    assert priced(wanted("PC", 9, **red), prices).warnings == ()  # 9 × 1,125 is less
    assert priced(wanted("PC", 11, **red), prices).warnings == ()


def test_what_is_taken_off_a_model_is_taken_off_its_options():
    top = (Rank.CUSTOMER, listed("c", rule("all", method=Method.PERCENT_OFF, percent=10)))
    prices = listed("l", ("PC", 100), rule("option:PC/colour/red", 20))
    line = priced(wanted("PC", surcharges=("PC/colour/red",)), top, prices)
    assert (line.list_unit, line.regular_unit) == (120, 108)


def test_a_block_is_no_band_of_a_slab():
    """G7: whatever stands beside it."""
    slab = [rule("PC", price, at, breaks=Breaks.SLAB) for at, price in ((1, 90), (10, 80))]
    block = rule("PC", 999, 5, method=Method.BLOCK, max_quantity=6, breaks=Breaks.SLAB)
    prices = listed("l", *slab, block)
    assert priced(wanted("PC", 12), prices).net_amount.amount == 9 * 90 + 3 * 80
    assert priced(wanted("PC", 5), prices).net_amount.amount == 999


def test_a_formula_goes_through_its_steps_in_order():
    """G5"""
    fields = {"percent": 10, "round_to": 50, "surcharge": -1, "least_margin": -60}
    prices = listed("l", rule("PC", method=Method.FORMULA, base="cost", **fields))
    line = priced(wanted(), prices, costs={"PC": (Decimal(1000), "JPY")})
    assert walk(line)[:-2] == [
        ("list", 0, 1000),
        ("rule", 1000, 900),
        ("surcharge", 900, 899),
        ("margin", 899, 940),
    ]


def test_cost_plus_is_the_cost_in_the_lists_currency_and_more():
    plus = rule("PC", method=Method.COST_PLUS, percent=25, surcharge=3)
    line = priced(
        wanted(), listed("l", plus), costs={"PC": (Decimal(2), "USD")}, rates={"USD": Decimal(150)}
    )
    assert line.regular_unit == 378


@pytest.mark.parametrize(
    ("quantity", "total"), [("9", 900), ("9.5", 945), ("10", 990), ("30", 2790)]
)
def test_the_nth_unit_of_a_slab_costs_what_its_band_says(quantity, total):
    """G7"""
    slab = {"breaks": Breaks.SLAB}
    prices = listed("l", rule("PC", 100, **slab), rule("PC", 90, 10, **slab))
    assert priced(wanted("PC", quantity), prices).net_amount.amount == total


def test_a_block_is_one_price_however_many_are_in_it():
    """G7"""
    block = {"method": Method.BLOCK}
    prices = listed(
        "l",
        rule("PC", 500, max_quantity=10, **block),
        rule("PC", 900, 11, max_quantity=25, **block),
    )
    totals = [priced(wanted("PC", n), prices).net_amount.amount for n in (1, 10, "10.5", 25)]
    assert totals == [500, 500, 900, 900]
    with pytest.raises(Refusal, match="end at a quantity of 25"):
        priced(wanted("PC", 26), prices)


def test_a_percentage_of_a_slab_is_taken_off_its_whole():
    """G6: the price of one is only shown; nothing is reckoned from what was rounded for showing."""
    slab = {"breaks": Breaks.SLAB}
    base = listed("base", rule("PC", 100, **slab), rule("PC", 50, 2, **slab))
    off = listed("l", rule("all", method=Method.PERCENT_OFF, percent=1), parents=[base])
    assert priced(wanted("PC", 3), off).steps[-1].before == Decimal("198.00")


def test_the_quantity_is_compared_in_the_products_own_unit():
    """G8"""
    prices = listed("l", rule("PC", 20), rule("PC", 18, 4), rule("PC", 200, uom="box"))
    factors = {"PC/dozen": Decimal(12), "PC/box": Decimal(10)}
    units = [("0.4", "dozen"), ("0.3", "dozen"), ("1", "box")]
    lines = [priced(wanted("PC", n, uom=u), prices, factors=factors) for n, u in units]
    found = [line.regular_unit for line in lines]
    assert found == [216, 240, 200]


def test_parts_of_a_unit_that_does_not_end_in_decimals_add_up_to_it():
    """G8: 24 pieces are two dozen, though a twelfth has no last digit."""
    prices = listed("l", rule("PC", 240), rule("PC", 216, 2))
    piece = {"factors": {"PC/piece": as_factor(Fraction(1, 12))}}
    many, few = (priced(wanted("PC", n, uom="piece"), prices, **piece) for n in (24, 23))
    assert (many.regular_unit, many.net_amount) == (18, Money(432, "JPY"))
    assert few.net_amount == Money(460, "JPY")
    words = "24 would cost ¥432 in all, ¥28 less than 23 cost now."
    assert [str(text_of(one)) for one in few.warnings] == [words]


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_and_less_than_nothing_has_no_price(quantity):
    with pytest.raises(Refusal, match="more than 0"):
        priced(wanted("PC", quantity))


def test_steps_go_in_the_order_they_are_given():
    """G5: but that a dealer's margin is taken of what people agreed on."""
    steps = (
        Adjustment("partner", percent=Decimal(20)),
        Adjustment("discretion", amount=Decimal(30)),
    )
    prices = listed("l", ("PC", 120))
    assert priced(wanted("PC", off=steps), prices).net_amount.amount == 66
    assert priced(wanted("PC", off=steps[::-1]), prices).net_amount.amount == 72
    assert priced(wanted("PC", off=steps, manual={"unit": 100}), prices).net_amount.amount == 80


def test_a_percentage_of_the_total_counts_the_other_lines():
    support = rule("SUP", method=Method.PERCENT_OF_TOTAL, percent=15)
    known = catalogue(listed("l", ("PC", 1000), support))
    lines = [
        wanted("SUP", position=1),
        wanted("PC", 3, position=2, off=(10,)),
        wanted("PC", position=3, of_total=False),
    ]
    assert price_document(lines, known)[0].net_amount == Money(405, "JPY")
    assert price_lines(lines[:1], known, others=10_000)[1].net_amount == Money(1500, "JPY")


def test_adjustments_say_what_they_are_taken_of():
    """G5"""
    steps = [
        Adjustment("pattern", percent=Decimal(20), basis=Basis.LIST),
        Adjustment("discretion", percent=Decimal(10), basis=Basis.LIST),
        Adjustment("uplift", percent=Decimal(-10), basis=Basis.COST),
        Adjustment("partner", percent=Decimal(10)),
        Adjustment("distributor", amount=Decimal(5), basis=Basis.FIXED),
    ]
    line = priced(wanted("PC", 2, off=steps), costs={"PC": (Decimal(500), "JPY")})
    kinds = ["pattern", "discount", "uplift", "partner", "distributor"]
    assert [step[0] for step in walk(line)[2:-1]] == kinds
    assert [step[2] for step in walk(line)[2:-1]] == [1600, 1400, 1500, 1350, 1340]
    with pytest.raises(Refusal, match="more than the price"):
        priced(wanted(off=(60, Adjustment("pattern", percent=Decimal(60), basis=Basis.LIST))))


@pytest.mark.parametrize(
    ("unit", "quantity", "off", "currency", "net"),
    [
        ("1000", 1, "18", "JPY", 820),
        ("999", 1, "5", "JPY", 949),  # 949.05
        ("1001", 1, "5", "JPY", 951),  # 950.95
        ("5", 1, "10", "JPY", 5),  # 4.5 goes up
        ("0.333333", 3, "0", "JPY", 1),
        ("9.99", 3, "15", "USD", 2547),  # 25.4745
        ("0.005", 1, "0", "USD", 1),
        ("1000", 1, "100", "JPY", 0),
    ],
)
def test_the_net_amount_is_rounded_once_half_up(unit, quantity, off, currency, net):
    """G6"""
    prices = listed("l", ("PC", unit), currency=currency)
    line = priced(wanted("PC", quantity, off=(off,)), prices, currency=currency)
    assert line.net_amount == Money(net, currency)


def test_what_was_agreed_is_the_net_amount_and_the_percentage_is_shown():
    """G6, G10"""
    line = priced(wanted("PC", 1, manual={"net": 80}, off=(5,)), listed("l", ("PC", 180)))
    assert (line.net_amount, line.percent_off) == (Money(80, "JPY"), Decimal("55.56"))
    assert line.rule_unit == 171


def test_an_agreed_price_survives_another_quantity():
    """G10"""
    prices = listed("l", rule("PC", 1000), rule("PC", 900, 10))
    for quantity, by_rules in ((1, 1000), (10, 900)):
        line = priced(wanted("PC", quantity, manual={"unit": 777}), prices)
        assert (line.net_unit, line.rule_unit) == (777, by_rules)
        assert line.net_amount == Money(777 * quantity, "JPY")


def test_an_agreed_price_needs_no_list_and_says_what_the_rules_lack():
    """G10"""
    line = priced(wanted("NEW", 3, manual={"unit": 50}))
    assert (line.net_amount, line.rule_unit) == (Money(150, "JPY"), None)
    assert "NEW has no price" in str(text_of(line.warnings[0]))


def test_more_that_costs_less_in_all_is_said():
    prices = listed("l", rule("PC", 1000), rule("PC", 900, 11), rule("PC", 890, 100))
    line = priced(wanted("PC", 10, off=(50,)), prices)
    words = "11 would cost ¥4,950 in all, ¥50 less than 10 cost now."
    assert [str(text_of(one)) for one in line.warnings] == [words]
    assert priced(wanted("PC", 9), prices).warnings == ()
    assert priced(wanted("PC", 10, manual={"unit": 1}), prices).warnings == ()


def test_a_discount_on_the_whole_is_shared_to_the_last_yen():
    """G11"""
    known = catalogue(listed("l", ("A", 333), ("B", 667)))
    lines = [
        wanted("A", position=1, group="standard"),
        wanted("B", position=2, group="reduced"),
        wanted("A", position=3, group="reduced"),
    ]
    amount = DocumentDiscount(amount=Money(100, "JPY"))
    found = price_document(lines, known, document_discount=amount)
    assert [one.share.amount for one in found] == [25, 50, 25]
    assert [one.steps[-1].kind for one in found] == ["document"] * 3
    with pytest.raises(Refusal, match="more than the lines come to"):
        price_document(lines, known, document_discount=DocumentDiscount(amount=Money(1334, "JPY")))


def test_another_share_is_written_as_if_it_had_been_there_from_the_beginning():
    """G1"""
    known = catalogue(listed("l", ("A", 333)))
    given = {"document_discount": DocumentDiscount(amount=Money(10, "JPY"))}
    [bare], [sharing] = (
        price_document([wanted("A")], known),
        price_document([wanted("A")], known, **given),
    )
    assert shared_json(priced_json(bare), 10, "JPY") == priced_json(sharing)
    assert shared_json(priced_json(sharing), 0, "JPY") == priced_json(bare)


def test_every_step_begins_where_the_one_before_ended():
    """G5"""
    line = priced(wanted("PC", 7, parts=[("CPU", 1), ("RAM", 2)], off=(18,)))
    assert [step[0] for step in walk(line)] == ["list", "part", "part", "amount", "discount", "net"]
    for one, after in zip(line.steps, line.steps[1:], strict=False):
        assert after.before == one.after
    assert line.steps[-1].after == line.net_amount.major
