"""Goods that come free with others, counted, and as a formula on a price list."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.pricing import price_line
from cpq.pricing.formulas import formula_from
from cpq.pricing.free_goods import FreeGoods
from cpq.pricing.values import Method, Rank
from tests.cpq.pricing.builders import catalogue, listed, rule, wanted


def amount(delivered, per, free):
    """What so many cost at 1,000 each, where of ``per`` and ``free`` more only ``per`` are paid."""
    text = f"list * (quantity - floor(quantity / {per + free}) * {free}) / quantity"
    own = rule("A", method=Method.EXPRESSION, formula=formula_from(text))
    known = catalogue((Rank.CUSTOMER, listed("OWN", own)), listed("STD", ("A", 1000)))
    return price_line(wanted("A", delivered), known).net_amount.amount


@settings(max_examples=25)
@given(st.integers(1, 500), st.integers(1, 20), st.integers(1, 5))
def test_what_comes_free_with_what_is_bought_costs_nothing_more(bought, per, free):
    """G7, G17"""
    more = FreeGoods(Decimal(free), Decimal(per)).given_with(Decimal(bought))
    assert amount(bought + int(more), per, free) == 1000 * bought


def test_the_eleventh_is_free():
    assert [amount(n, 10, 1) for n in (9, 10, 11, 12, 22)] == [9000, 10000, 10000, 11000, 20000]
