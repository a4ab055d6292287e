"""How long nothing has happened."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from deals.staleness import stillness, weekdays_between

days = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 1, 1))


@given(days, st.integers(min_value=0, max_value=400))
def test_weekdays_are_counted_as_one_counts_them(start, length):
    one_by_one = [start + timedelta(days=n) for n in range(1, length + 1)]

    counted = weekdays_between(start, start + timedelta(days=length))
    assert counted == sum(day.weekday() < 5 for day in one_by_one)


def test_a_weekend_does_not_make_a_deal_stale():
    friday = date(2026, 11, 20)

    assert stillness(friday, friday + timedelta(days=2), 1).tone == ""
    assert stillness(friday, friday + timedelta(days=3), 1).tone == "danger"


def test_a_card_warns_before_the_time_is_over():
    monday = date(2026, 11, 2)

    assert stillness(monday, date(2026, 11, 11), 10).tone == ""
    assert stillness(monday, date(2026, 11, 12), 10).tone == "warning"
    assert stillness(monday, date(2026, 11, 16), 10).tone == "danger"


def test_a_stage_that_may_rest_is_never_stale():
    assert stillness(date(2020, 1, 1), date(2026, 1, 1), 0).tone == ""
