import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.corporate_number import check_digit, checked_number, registration_number
from foundation.errors import Refusal

VALID = ["4011001098993", "7123456789012", "2120901007402"]


@pytest.mark.parametrize("number", VALID)
def test_a_real_number_is_taken(number):
    assert checked_number(number) == number


def test_it_may_be_typed_in_full_width_with_hyphens_or_with_a_t():
    assert checked_number("４０１１００１０９８９９３") == VALID[0]
    assert checked_number("T4-0110-0109-8993 ") == VALID[0]


def test_none_is_none():
    assert checked_number("  ") == registration_number("") == ""


@pytest.mark.parametrize(
    "text", ["401100109899", "40110010989933", "401100109899x", "٤٠١١٠٠١٠٩٨٩٩٣"]
)
def test_what_has_not_thirteen_digits_is_refused(text):
    with pytest.raises(Refusal, match="13 digits"):
        checked_number(text)


@given(st.from_regex(r"[0-9]{12}", fullmatch=True), st.integers(0, 11), st.integers(1, 8))
def test_a_wrong_digit_is_noticed(twelve, place, change):
    right = f"{check_digit(twelve)}{twelve}"
    assert checked_number(right) == right
    digit = int(twelve[place])
    other = (digit + change) % 9 if digit < 9 else change
    wrong = right[: place + 1] + str(other) + right[place + 2 :]
    if wrong != right and {digit, other} != {0, 9}:  # the rule cannot tell 0 from 9
        with pytest.raises(Refusal, match="check digit"):
            checked_number(wrong)


def test_a_registration_number_keeps_its_t():
    assert registration_number("t4011001098993") == "T4011001098993"
    with pytest.raises(Refusal, match="T and 13"):
        registration_number("T123")
