"""Formulas of prices: what may be written, what it comes to, and what it says where it cannot."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.pricing import price_line, price_lines
from cpq.pricing.formulas import formula_from, formula_of, number_in
from cpq.pricing.notes import text_of
from cpq.pricing.values import Breaks, Method, Rank
from foundation.errors import Refusal
from foundation.language import say
from tests.cpq.pricing.builders import catalogue, listed, rule, wanted

WEIGHT = {"attributes": {"A": {"weight": "１.5", "重さ (kg)": "2", "socket": "AM5"}}}
COST = {"costs": {"A": (Decimal(400), "JPY")}}


def formula(text, **fields):
    return rule("A", method=Method.EXPRESSION, formula=formula_from(text), **fields)


def priced(text, quantity=1, *, uom="", **fields):
    """Product A by a formula on a customer's list; the standard price is 1,000, the cost 400."""
    own = (Rank.CUSTOMER, listed("OWN", formula(text, **fields)))
    known = catalogue(own, listed("STD", ("A", 1000)), factors={"A/box": Decimal(12)},
                      **COST, **WEIGHT)  # fmt: skip
    return price_lines([wanted("A", quantity, uom=uom)], known)[1]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("cost * 1.25 + 500", "1000"),
        ("round(list * 0.9, 100)", "900"),
        ("max(cost * 1.1, list * 0.8)", "800"),
        ("list - if(quantity >= 100, 30, 0)", "1000"),
        ("cost/0.7", "571.428571"),  # rounded half up to six places
        ("list-30", "970"),
        ("attribute.weight * 200 + attribute.`重さ (kg)`", "302"),
        ("floor(list / 3, 50) + ceil(0.1) + abs(-2) + round(2.5)", "306"),
        ("if(cost > list | !(quantity = 1), 1, min(7, 8))", "7"),
        ("=ＭＡＸ（原価×１．１，　定価）÷2 − 数量", "499"),
        ("1 / 3 * 3", "1"),  # exactly
    ],
)
def test_a_formula_comes_to_what_it_says(text, unit):
    """G17"""
    assert priced(text).regular_unit == Decimal(unit)


def test_its_step_says_the_formula_with_its_values_and_how_it_was_rounded():
    """G5, G17"""
    price = priced("list * 0.9 / 7", 3)
    step = price.steps[1]
    assert str(text_of(step.said)) == "list * 0.9 / 7 = 1000 * 0.9 / 7 = 128.571429"
    assert (step.before, step.after, step.rounding.unit) == (1000, price.regular_unit, Decimal("0.000001"))  # noqa: E501  # fmt: skip
    assert (step.kind, step.basis, price.list_unit) == ("rule", "list", 1000)
    of_cost = priced("cost * 2").steps[0]
    assert (of_cost.kind, of_cost.before, of_cost.rounding) == ("list", 0, None)


def test_only_the_branch_that_holds_is_asked():
    known = catalogue(listed("L", formula("if(quantity >= 10, 80, cost * 2)")))
    assert price_line(wanted("A", 10), known).net_amount.amount == 800
    assert "The cost of A is not known" in str(price_lines([wanted("A", 9)], known)[1].text)


def test_it_is_per_unit_of_its_rule_and_in_the_money_of_its_list():
    """G8, G9"""
    assert priced("cost + quantity", 2, uom="box").regular_unit == (400 + 24) * 12
    assert priced("cost + quantity", 2, uom="box").regular_unit == 5088
    by_box = rule("A", method=Method.EXPRESSION, formula="cost + quantity", uom="box")
    known = catalogue(listed("L", by_box), factors={"A/box": Decimal(12)}, **COST)
    assert price_line(wanted("A", 2, uom="box"), known).net_unit == 4802
    abroad = catalogue(listed("U", formula("cost + 1"), currency="USD"), **COST,
                       rates={"USD": Decimal(160)})  # fmt: skip
    assert price_line(wanted("A"), abroad).net_unit == 560  # 400 yen are 2.5 dollars, and one more


def test_it_may_be_reckoned_from_another_list_and_others_from_it():
    base = listed("BASE", ("A", 500))
    named = formula("list + 1", base="list:BASE")
    own = listed("OWN", named, parents=[listed("P", ("A", 1))])
    off = listed("OFF", rule("A", percent=10, method=Method.PERCENT_OFF), parents=[own])
    assert price_line(wanted("A"), catalogue(off, bases=(base,))).net_unit == 451  # 450.9
    alone = catalogue(listed("L", formula("list * 0.9", priority=1), ("A", 100)))
    assert price_line(wanted("A"), alone).net_unit == 90  # beside the list's own price


@pytest.mark.parametrize(
    ("condition", "begins"), [("quantity >= 100", 100), ("!(quantity <= 99)", 100)]
)
def test_a_quantity_that_a_formula_names_is_a_cliff_too(condition, begins):
    """Where more costs less in all, the line says so."""
    dear = priced(f"list - if({condition}, 300, 0)", 90)
    assert [one.values["n"] for one in dear.warnings] == [begins]
    assert priced(f"list - if({condition}, 300, 0)", 100).warnings == ()
    assert priced(f"list - if({condition}, 300, 0)", 50).warnings == ()


def test_bands_may_be_formulas_and_options_keep_their_own_prices():
    """G7"""
    bands = [formula("list", breaks=Breaks.SLAB), formula("list * 0.8", at_least=10, breaks=Breaks.SLAB)]  # noqa: E501  # fmt: skip
    standard = listed("STD", ("A", 100), rule("option:A/slot/x", 50))
    known = catalogue((Rank.CUSTOMER, listed("OWN", *bands)), standard)
    assert price_line(wanted("A", 12), known).net_amount.amount == 900 + 3 * 80
    everything = rule("all", method=Method.EXPRESSION, formula="list * 0.5")
    known = catalogue((Rank.CUSTOMER, listed("OWN", everything)), standard)
    assert price_line(wanted("A", surcharges=("A/slot/x",)), known).net_unit == 50 + 50


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("list / (quantity - 1)", "list / (quantity - 1) gives no price for A: it divides by 0 (1000 / (1 - 1))"),  # noqa: E501
        ("round(list, 1 - quantity)", "it rounds to a multiple of 0 or less"),
        ("cost - list", "it comes to less than nothing (400 - 1000)"),
        ("list * 999999999999", "it comes to too much"),
        ("list * 999999999999999 * 999999999999999 / list", "it comes to too much"),
        ("attribute.height * 2", "A has no number as its attribute “height”"),
        ("attribute.socket * 2", "A has no number as its attribute “socket”"),
    ],
)  # fmt: skip
def test_where_it_gives_no_price_a_sentence_says_why(text, sentence):
    refusal = priced(text)
    assert isinstance(refusal, Refusal)
    assert sentence in str(refusal.text)


HOSTILE = [
    ("", "Please fill in: Formula."),
    ("list list", "“list” (character 6)"),
    ("(list", "too early"),
    ("price * 2", "“price” is not known to formulas"),
    ("list.sku", "“.” (character 5)"),
    ("list/JPY-1", "“JPY” is not known"),
    ("NaN", "“NaN” is not known"),
    ("Infinity * 0", "“Infinity” is not known"),
    ("1e308", "At most 15 digits"),
    ("9" * 5000, "at most 500 fit"),
    ("1" * 16, "At most 15 digits"),
    ("0.1234567", "At most 15 digits and 6 decimals"),
    ("1.234,5", "not expected"),
    ("list\0", "cannot be shown"),
    ("list \ud800", "cannot be shown"),
    ("list / 0", "divides by 0"),
    ("round(list, 0)", "above 0"),
    ("list ** 99", "“*” (character 7)"),
    ("if(cost, 1, 2)", "“cost” is a number where yes or no is needed"),
    ("list > 1", "where a value is needed"),
    ("if(list > 1 => cost > 1, 1, 2)", "=> and <=>"),
    ("if(list = 'x', 1, 2)", "not known to formulas"),
    ("'x'", "“x” is no number"),
    ("list %", "“%” (character 6)"),
    ("max()", "not expected"),
    ("if(list > 1, 2)", "if takes 3 to 3 values"),
    ("__import__('os')", "not expected"),
    ("list.__class__", "“.” (character 5)"),
    ("lambda: 1", "“:” (character 7)"),
    ("(" * 99 + "1" + ")" * 99, "deep"),
    ("1" + "+1" * 249, "deep"),
]


@pytest.mark.parametrize(("text", "sentence"), HOSTILE)
def test_what_is_no_formula_is_refused_in_a_sentence(text, sentence):
    """G17: it is never run, and none of it is Python's."""
    with pytest.raises(Refusal) as refused:
        formula_from(text)
    assert sentence in str(refused.value.text)
    assert refused.value.field == "formula"


def test_marks_that_turn_the_direction_are_taken_out():
    assert formula_from("li\u202est\u2066 * 2") == "list * 2"


def taken(text):
    try:
        return formula_from(text)
    except Refusal as refusal:
        return refusal.text


@given(st.text(max_size=60))
def test_whatever_is_typed_it_is_a_formula_or_a_sentence(text):
    """G17: and what is kept reads as itself again."""
    kept = taken(text)
    assert str(kept)
    assert not isinstance(kept, str) or formula_from(kept) == kept == formula_of(kept).text


@given(
    st.decimals("0", "9999999", places=6),
    st.decimals("0.01", "99", places=2),
    st.decimals("0", "999", places=2),
)
def test_it_agrees_with_exact_fractions(cost, divisor, more):
    """G17"""
    known = catalogue(listed("L", formula(f"cost / {divisor} + {more}")),
                      costs={"A": (cost, "JPY")})  # fmt: skip
    exact = Fraction(cost) / Fraction(divisor) + Fraction(more)
    made = Fraction(price_line(wanted("A"), known).regular_unit)
    assert abs(made - exact) <= Fraction(1, 2 * 10**6)


def test_attributes_are_numbers_in_any_width():
    assert number_in({"重さ": " -12.5 "}, "重さ") == Decimal("-12.5")
    assert number_in({"ｋｇ": "３"}, "kg") == 3
    assert [number_in({"a": text}, "a") for text in ("", "1e9", "NaN", "1,5", "5 kg")] == [None] * 5


def test_a_band_that_is_reckoned_says_how():
    """G15"""
    bands = [formula("cost * 2", breaks=Breaks.SLAB),
             formula("cost * 1.5", at_least=10, breaks=Breaks.SLAB),
             rule("A", 550, 20, breaks=Breaks.SLAB)]  # fmt: skip
    step = price_line(wanted("A", 21), catalogue(listed("OWN", *bands), **COST)).steps[0]
    assert say(text_of(step.said), "en") == (
        "9 × 800 [cost * 2 = 400 * 2 = 800] + 10 × 600 [cost * 1.5 = 400 * 1.5 = 600] + 2 × 550"
    )
