"""What a rep reads about the day on which a quote is paid."""

from datetime import date

import pytest

from cpq.quoting.paying import paid_by
from cpq.terms import PAYMENT

DAY = date(2026, 11, 25)


def test_usual_terms_say_the_day():
    assert str(paid_by(PAYMENT["eonm"], DAY)).endswith("paid by Dec 31, 2026.")


def test_terms_beyond_sixty_days_say_what_the_law_wants_of_goods_made_to_order():
    words = str(paid_by(PAYMENT["eo3m"], DAY))
    assert "paid by Feb 28, 2027, 95 days later" in words
    assert "within 60 days of receipt" in words


@pytest.mark.parametrize("terms", [{}, {"ja": "別途ご相談", "en": "To be agreed"}])
def test_terms_without_a_day_say_nothing(terms):
    assert paid_by(terms, DAY) is None
