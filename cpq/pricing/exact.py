"""Exact decimals: one context for every reckoning, and one way to write a number down. Pure.

Sixty digits hold every product of numbers that are taken in (15 digits and 6 decimals) through
chains of lists; what still does not end, a third of something, is cut the same way everywhere.
"""

from collections.abc import Sequence
from decimal import (
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from functools import cache

from foundation.money import Money, minor_digits

DIGITS = 60
EXACT = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-999_999,
    Emax=999_999,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
NOTHING = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
CENT = Decimal("0.01")
THIRTY_PLACES = Decimal(1).scaleb(-30)


def plain(value: Decimal) -> str:
    """Write a decimal without exponent and without zeros that say nothing: 1E+3 is 1000."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def minor(value: Decimal, currency: str) -> Money:
    """Return an amount rounded once, half up, to the minor unit."""
    digits = minor_digits(currency)
    whole = snapped(value.scaleb(digits) if digits else value)
    return Money(int(whole.quantize(ONE, ROUND_HALF_UP)), currency)


def snapped(value: Decimal) -> Decimal:
    """Take back what cutting at sixty digits left: a third three times is one again."""
    if len(str(value)) <= DIGITS - 2:  # no digit is left out there, and telling is far quicker
        return value
    return value.quantize(THIRTY_PLACES) if len(value.as_tuple().digits) > DIGITS - 2 else value


def to_multiple(value: Decimal, unit: Decimal) -> Decimal:
    """Round half up to a multiple."""
    return (snapped(value) / unit).quantize(ONE, ROUND_HALF_UP) * unit


@cache
def unit_of(currency: str) -> Decimal:
    """Return the minor unit of a currency as a decimal: 1 for yen, 0.01 for dollars."""
    return ONE.scaleb(-minor_digits(currency))


def shared(amount: int, weights: Sequence[int]) -> list[int]:
    """Share a whole amount pro rata: every share is whole, and together they are the amount.

    What rounding down leaves goes to the largest remainders, of equal ones to the first.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    sign, amount = (-1 if amount < 0 else 1), abs(amount)
    parts = [divmod(amount * weight, whole) for weight in weights]
    shares = [share for share, _rest in parts]
    largest = sorted(range(len(parts)), key=lambda n: (-parts[n][1], n))
    for n in largest[: amount - sum(shares)]:
        shares[n] += 1
    return [sign * share for share in shares]


def whole_units(quantity: Decimal) -> Decimal:
    """Return the units that are whole."""
    return quantity.to_integral_value(ROUND_FLOOR)
