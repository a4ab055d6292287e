"""Consumption tax: one rounding per rate and document."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.tax import Rate, TaxClass, rate_on, tax_of
from foundation.errors import Refusal
from foundation.money import Money, Rounding

DAY = date(2026, 11, 25)
S, R, E = TaxClass.STANDARD, TaxClass.REDUCED, TaxClass.EXEMPT


def yen(*amounts):
    return [(tax_class, Money(amount, "JPY")) for tax_class, amount in amounts]


def taxes(*amounts, mode=Rounding.FLOOR, on=DAY):
    return [
        (t.tax_class, t.base.amount, t.tax.amount) for t in tax_of(yen(*amounts), on, "JPY", mode)
    ]


def test_lines_are_added_before_they_are_taxed():
    """Three times 105 yen: 31 of 315, not three times 10."""
    assert taxes((S, 105), (S, 105), (S, 105)) == [(S, 315, 31)]


def test_each_rate_is_rounded_by_itself():
    assert taxes((S, 1005), (R, 1004), (S, 10), (R, 9)) == [(S, 1015, 101), (R, 1013, 81)]


@pytest.mark.parametrize(
    ("mode", "tax"), [(Rounding.FLOOR, 100), (Rounding.HALF_UP, 101), (Rounding.CEILING, 101)]
)
def test_the_issuer_chooses_how_to_round(mode, tax):
    assert taxes((S, 1005), mode=mode) == [(S, 1005, tax)]


@pytest.mark.parametrize("mode", Rounding)
def test_what_is_returned_mirrors_what_was_sold(mode):
    ((_c, base, sold),) = taxes((S, 1005), mode=mode)
    assert taxes((S, -1005), mode=mode) == [(S, -base, -sold)]


def test_cents_are_rounded_like_yen():
    """15 % of 358.63 is 53.7945: 53.79 on the document, though each line alone would be 53.80."""
    fifteen = [Rate(S, Decimal("0.15"), date(2000, 1, 1))]
    both = [(S, Money(29213, "USD")), (S, Money(6650, "USD"))]
    (line,) = tax_of(both, DAY, "USD", Rounding.HALF_UP, fifteen)
    assert (line.base.amount, line.tax.amount) == (35863, 5379)


def test_what_is_exempt_carries_no_tax_and_is_still_shown():
    assert taxes((E, 5000), (S, 100)) == [(S, 100, 10), (E, 5000, 0)]


@pytest.mark.parametrize(
    ("tax_class", "day", "rate"),
    [
        (S, date(1997, 3, 31), "0.03"),
        (S, date(2014, 3, 31), "0.05"),
        (S, date(2014, 4, 1), "0.08"),
        (S, date(2019, 9, 30), "0.08"),
        (S, date(2019, 10, 1), "0.10"),
        (R, date(2019, 10, 1), "0.08"),
        (S, DAY, "0.10"),
    ],
)
def test_a_rate_holds_on_its_days(tax_class, day, rate):
    assert rate_on(tax_class, day) == Decimal(rate)


def test_a_day_before_the_law_has_no_rate():
    with pytest.raises(Refusal):
        rate_on(R, date(2019, 9, 30))


amounts = st.lists(
    st.tuples(st.sampled_from([S, R, E]), st.integers(0, 10**9)), min_size=1, max_size=30
)


@given(amounts, st.sampled_from(list(Rounding)), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(some, mode, random):
    shuffled = list(some)
    random.shuffle(shuffled)
    assert taxes(*shuffled, mode=mode) == taxes(*some, mode=mode)


@given(amounts, st.sampled_from(list(Rounding)))
def test_no_tax_is_off_by_a_yen(some, mode):
    for line in tax_of(yen(*some), DAY, "JPY", mode):
        exact = line.base.major * line.rate
        assert abs(line.tax.amount - exact) < 1
    assert sum(t.base.amount for t in tax_of(yen(*some), DAY, "JPY", mode)) == sum(
        a for _c, a in some
    )
