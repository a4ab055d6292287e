"""Income tax withheld from fees to persons (源泉徴収). Pure.

Rates are data with the days they hold, as those of consumption tax are: 10.21 % of a fee up to one
million yen, 20.42 % of what is above. It is taken of the fee with its consumption tax, unless the
tax is shown apart; fractions of a yen are dropped.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from cpq.tax import RATES
from foundation.errors import Refusal
from foundation.language import _
from foundation.money import Money, Rounding, money_of


@dataclass(frozen=True, slots=True)
class Bracket:
    """The rate of what lies between two amounts of a payment; no end: all that is above."""

    above: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Schedule:
    """The brackets and the days they hold, both included."""

    brackets: tuple[Bracket, ...]
    valid_from: date
    valid_to: date | None = None


@cache
def schedules() -> tuple[Schedule, ...]:
    """Return what was and is the law."""
    with RATES.open("rb") as file:
        rows = tomllib.load(file)["withholding"]
    return tuple(
        Schedule(
            tuple(Bracket(Decimal(b["above"]), Decimal(b["rate"])) for b in row["brackets"]),
            row["from"],
            row.get("to"),
        )
        for row in rows
    )


def withheld_from(
    fee: Money, on: date, *, tax: Money | None = None, shown_apart: bool = True
) -> Money:
    """Return what the payer keeps back of a fee. Raises Refusal: no rate is known for the day."""
    base = fee.major if shown_apart or tax is None else (fee + tax).major
    brackets = _on(on).brackets
    tops = [*(bracket.above for bracket in brackets[1:]), None]
    kept = Decimal(0)
    for bracket, top in zip(brackets, tops, strict=True):
        within = (base if top is None else min(base, top)) - bracket.above
        kept += max(within, Decimal(0)) * bracket.rate
    return money_of(kept, fee.currency, Rounding.FLOOR)


def _on(day: date) -> Schedule:
    for schedule in schedules():
        if schedule.valid_from <= day and (schedule.valid_to is None or day <= schedule.valid_to):
            return schedule
    raise Refusal(_("No rate of withholding is known for %(day)s.", day=day))
