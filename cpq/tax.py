"""Consumption tax: rounded once per rate and document. Pure.

The law (消費税法施行令 第70条の10; NTA Q&A 57) wants one rounding per rate and document and leaves
the direction to the issuer: down, half up or up. Rates are data with the days they hold; none is a
constant of the code.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.money import Money, Rounding, money_of, total_of

RATES = Path(__file__).parent / "tax_rates.toml"


class TaxClass(StrEnum):
    """What kind of supply a product is."""

    STANDARD = "standard"
    REDUCED = "reduced"
    EXEMPT = "exempt"

    @property
    def label(self) -> Text:
        """Return what people call it."""
        return LABELS[self]


LABELS = {
    TaxClass.STANDARD: _("Standard rate"),
    TaxClass.REDUCED: _("Reduced rate"),
    TaxClass.EXEMPT: _("Exempt"),
}


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate (0.1 is 10 %) and the days it holds, both included."""

    tax_class: TaxClass
    rate: Decimal
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """True on the days it holds."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class TaxLine:
    """What one rate comes to: the sum it is taken of, and the tax."""

    tax_class: TaxClass
    rate: Decimal
    base: Money
    tax: Money


@cache
def rates() -> tuple[Rate, ...]:
    """Return the rates in force and in the past."""
    with RATES.open("rb") as file:
        rows = tomllib.load(file)["rate"]
    return tuple(
        Rate(TaxClass(row["class"]), Decimal(row["rate"]), row["from"], row.get("to"))
        for row in rows
    )


def rate_on(tax_class: TaxClass, day: date, known: Iterable[Rate] | None = None) -> Decimal:
    """Return the rate of a class on a day. Raises Refusal where none is known."""
    for rate in rates() if known is None else known:
        if rate.tax_class is tax_class and rate.holds_on(day):
            return rate.rate
    raise Refusal(
        _("No rate of tax is known for %(kind)s on %(day)s.", kind=tax_class.label, day=day)
    )


def tax_of(
    amounts: Iterable[tuple[TaxClass, Money]],
    on: date,
    currency: str,
    mode: Rounding = Rounding.FLOOR,
    known: Iterable[Rate] | None = None,
) -> list[TaxLine]:
    """Return one line per class: net amounts are added first, then taxed, then rounded once."""
    by_class: dict[TaxClass, list[Money]] = {}
    for tax_class, amount in amounts:
        by_class.setdefault(tax_class, []).append(amount)
    return [
        _tax_line(tax_class, by_class[tax_class], on, currency, mode, known)
        for tax_class in TaxClass
        if tax_class in by_class
    ]


def _tax_line(
    tax_class: TaxClass,
    amounts: list[Money],
    on: date,
    currency: str,
    mode: Rounding,
    known: Iterable[Rate] | None,
) -> TaxLine:
    base = total_of(amounts, currency)
    rate = rate_on(tax_class, on, known)
    tax = money_of(abs(base.major) * rate, currency, mode)  # what is returned mirrors what was sold
    return TaxLine(tax_class, rate, base, -tax if base.amount < 0 else tax)


def under_rate(included: Decimal, was: Decimal, now: Decimal) -> Decimal:
    """Return a price with tax in it under another rate: what is without tax stays as it is."""
    return included * (1 + now) / (1 + was)


def without_tax(included: Decimal, rate: Decimal) -> Decimal:
    """Return what of a price with tax in it is the price."""
    return included / (1 + rate)


def tax_within(included: Money, rate: Decimal, mode: Rounding = Rounding.FLOOR) -> Money:
    """Return what of a total with tax in it is tax, rounded once as all tax is."""
    tax = money_of(abs(included.major) * rate / (1 + rate), included.currency, mode)
    return -tax if included.amount < 0 else tax


@dataclass(frozen=True, slots=True)
class Levied:
    """A price that has fixed levies in it (recycling fees, deposits): what is theirs, and ours."""

    subtotal: Money
    tax: Money
    total: Money


def with_levies(price: Money, levies: Iterable[Money], quantity: Decimal = Decimal(1)) -> Levied:
    """Part a price with fixed levies in it; a free item still owes them, so less than nothing."""
    each = total_of(list(levies), price.currency)
    tax = money_of(each.major * quantity, price.currency)
    total = money_of(price.major * quantity, price.currency)
    return Levied(total - tax, tax, total)
