"""Days and numbers that an API is sent."""

from datetime import date
from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from foundation.bodies import Day, Number


@pytest.mark.parametrize("sent", ["2026-12-31", date(2026, 12, 31)])
def test_a_day_is_taken_as_it_is_written(sent):
    assert TypeAdapter(Day).validate_python(sent) == date(2026, 12, 31)


@pytest.mark.parametrize(
    "sent", [20261231, "20261231", "0.1", "2026-02-30", "２０２６-12-31", True]
)
def test_nothing_else_is_a_day(sent):
    with pytest.raises(ValidationError):
        TypeAdapter(Day).validate_python(sent)


@pytest.mark.parametrize(
    ("sent", "value"),
    [("１２．５", "12.5"), ("1,234.5", "1234.5"), (3, "3"), (Decimal("0.1"), "0.1")],
)
def test_a_number_is_taken_in_any_width(sent, value):
    assert TypeAdapter(Number).validate_python(sent) == Decimal(value)


@pytest.mark.parametrize(
    "sent", ["1e3", "1_000", "NaN", "1.234,5", "", "9" * 5000, "0x10", "Infinity"]
)
def test_what_only_a_program_calls_a_number_is_refused(sent):
    with pytest.raises(ValidationError):
        TypeAdapter(Number).validate_python(sent)
