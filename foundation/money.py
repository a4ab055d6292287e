"""Money and numbers: integers in minor units, decimals scaled by a million, never a float.

An amount is an integer in the currency's minor unit (ISO 4217: yen has none, a dollar has 100).
Unit prices, quantities and ratios are ``Decimal`` with at most six places, stored as integers
scaled by 10⁶. All rounding goes through ``rounded``.
"""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache

from babel.numbers import get_currency_precision

MICRO = Decimal(1_000_000)
PLACES = Decimal("0.000001")


class Rounding(StrEnum):
    """How a fraction of a minor unit is treated. Japanese law leaves the choice to the issuer."""

    FLOOR = "floor"
    HALF_UP = "half_up"
    CEILING = "ceiling"


_MODES = {
    Rounding.FLOOR: ROUND_FLOOR,
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.CEILING: ROUND_CEILING,
}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of one currency. Two currencies never add."""

    amount: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """Add an amount of the same currency."""
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Take away an amount of the same currency."""
        return Money(self.amount - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        """Turn the sign."""
        return Money(-self.amount, self.currency)

    def __lt__(self, other: "Money") -> bool:
        """Compare with an amount of the same currency."""
        return self.amount < self._same(other)

    @property
    def major(self) -> Decimal:
        """Return the amount in whole units: 1234 minor units of USD are 12.34."""
        return Decimal(self.amount).scaleb(-minor_digits(self.currency))

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise TypeError(f"{self.currency} and {other.currency} do not add")
        return other.amount


@cache
def minor_digits(currency: str) -> int:
    """Return how many decimals a currency has: 0 for JPY, 2 for USD."""
    return get_currency_precision(currency)


def rounded(
    value: Decimal, unit: Decimal = Decimal(1), mode: Rounding = Rounding.HALF_UP
) -> Decimal:
    """Round to a multiple of ``unit``. Floor and ceiling go toward minus and plus infinity."""
    return (value / unit).quantize(Decimal(1), _MODES[mode]) * unit


def money_of(major: Decimal, currency: str, mode: Rounding = Rounding.HALF_UP) -> Money:
    """Return a decimal amount of whole units as money, rounded once to the minor unit."""
    return Money(int(rounded(major.scaleb(minor_digits(currency)), mode=mode)), currency)


def total_of(amounts: "list[Money]", currency: str) -> Money:
    """Add amounts of one currency; nothing adds up to zero."""
    return sum(amounts, Money(0, currency))


def to_micro(value: Decimal) -> int:
    """Return a decimal scaled by a million, exactly; more than six places is a bug."""
    scaled = value * MICRO
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{value} has more than six decimal places")
    return int(scaled)


def from_micro(scaled: int) -> Decimal:
    """Read a scaled integer back."""
    return (Decimal(scaled) / MICRO).normalize() + 0


def six_places(value: Decimal) -> Decimal:
    """Round a computed ratio or unit price to the six places that are kept."""
    return value.quantize(PLACES, ROUND_HALF_UP)
