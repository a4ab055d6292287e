"""When payments are due, and on which days banks are open. Figures from the calendar of Japan."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpq.business_days import business_day_after, holidays, is_business_day
from cpq.due_dates import LAST, Closing, closing_in
from cpq.terms import PAYMENT


def test_the_holidays_of_2026_are_those_the_cabinet_office_lists():
    days = {(day.month, day.day) for day in holidays(2026)}
    assert days == {
        *((1, 1), (1, 12), (2, 11), (2, 23), (3, 20), (4, 29), (5, 3), (5, 4), (5, 5)),
        *((5, 6), (7, 20), (8, 11), (9, 21), (9, 22), (9, 23), (10, 12), (11, 3), (11, 23)),
    }


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 12, 30), True),
        (date(2026, 12, 31), False),  # banks are shut until January 3
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
        (date(2024, 2, 12), False),  # in lieu of a Sunday
        (date(2028, 2, 29), True),
        (date(2026, 11, 28), False),  # a Saturday
    ],
)
def test_banks_are_open_on_working_days(day, is_open):
    assert is_business_day(day) is is_open


def test_business_days_are_counted_from_the_day_after():
    assert business_day_after(date(2026, 11, 20), 1) == date(2026, 11, 24)
    assert business_day_after(date(2026, 11, 21), 1) == date(2026, 11, 24)
    assert business_day_after(date(2026, 11, 20), 0) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("key", "closing"),
    [
        ("eonm", Closing(LAST, 1)),
        ("20eonm", Closing(20, 1)),
        ("eo2m", Closing(LAST, 2)),
        ("eo3m", Closing(LAST, 3)),
        ("net30", Closing(days=30)),
        ("advance", None),
    ],
)
def test_the_usual_terms_are_read_alike_in_both_languages(key, closing):
    assert closing_in(PAYMENT[key]["ja"]) == closing_in(PAYMENT[key]["en"]) == closing


@pytest.mark.parametrize(
    ("words", "received", "due"),
    [
        ("２５日締め翌月１０日払い", date(2026, 2, 26), date(2026, 4, 10)),
        ("15日締 当月末払", date(2026, 2, 15), date(2026, 2, 28)),
        ("末日締め翌々月5日払い", date(2026, 1, 31), date(2026, 3, 5)),
        ("月末締め4ヶ月後15日払い", date(2026, 10, 31), date(2027, 2, 15)),
        ("net 45", date(2026, 2, 1), date(2026, 3, 18)),
        ("End of the 2nd month after", date(2026, 2, 1), date(2026, 4, 30)),
        ("close 15th, pay 5th of 3rd month after", date(2026, 2, 16), date(2026, 6, 5)),
        ("検収後45日以内", date(2026, 2, 1), date(2026, 3, 18)),
        ("納品後10営業日以内", date(2026, 4, 27), date(2026, 5, 15)),
        ("Closed on the 25th, paid on the 10th of the following month",
         date(2026, 12, 26), date(2027, 2, 10)),
        ("Within 5 business days", date(2026, 12, 25), date(2027, 1, 5)),
        ("月末締め翌月末払い（休日の場合は前営業日）", date(2026, 11, 30), date(2026, 12, 30)),
        ("Close 20, pay 20 of month after next", date(2026, 4, 1), date(2026, 6, 20)),
        ("月末締め60日後払い", date(2026, 4, 1), date(2026, 6, 29)),
        ("末締め90日サイト", date(2026, 4, 1), date(2026, 7, 29)),
        ("60日後の月末払い", date(2026, 4, 1), date(2026, 5, 31)),
        ("60 days, end of month", date(2027, 12, 31), date(2028, 2, 29)),
        ("End of month + 30 days", date(2026, 4, 1), date(2026, 5, 30)),
        ("Net 30 EOM", date(2026, 4, 1), date(2026, 5, 30)),
        ("End of the month following the invoice", date(2026, 12, 1), date(2027, 1, 31)),
        ("月末締め後5営業日以内", date(2026, 4, 1), date(2026, 5, 12)),
        ("EOM", date(2026, 4, 1), date(2026, 4, 30)),
        ("Due on receipt", date(2026, 4, 1), date(2026, 4, 1)),
    ],
)  # fmt: skip
def test_terms_that_people_type_say_when_a_payment_is_due(words, received, due):
    assert closing_in(words).due(received) == due


NUMBERS = st.integers(0, 999).map(str)
PIECES = st.sampled_from(
    [
        "日",
        "締め",
        "月末",
        "翌月",
        "翌々月",
        "末払い",
        "か月後",
        "営業日",
        "以内",
        "close",
        "the",
        "net",
    ]
)


@given(st.lists(NUMBERS | PIECES | st.characters(), max_size=9).map("".join))
def test_whatever_is_typed_is_a_day_or_none(words):
    closing = closing_in(words)
    assert closing is None or closing.due(date(2026, 11, 25)) >= date(2026, 1, 1)


@pytest.mark.parametrize(
    "words",
    ["", "別途ご相談", "Payment in advance", "分割払い", "翌月第5営業日払い", "翌月末から30日後"],
)
def test_words_that_say_no_day_have_none(words):
    assert closing_in(words) is None
