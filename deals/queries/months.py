"""What the coming months may bring, for the picture above the board."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from deals.models import Deal, Stage
from deals.queries.boards import BoardFilter
from deals.stages import Kind
from foundation.db import today
from foundation.money import Money, rounded

AHEAD = 6
DECEMBER = 12


@dataclass(frozen=True, slots=True)
class MonthSum:
    """What the deals expected in a month come to: won, likely (by stage), and all that is open."""

    month: date
    won: Money
    likely: Money
    open: Money


def months_ahead(session: Session, asked: BoardFilter, currency: str = "JPY") -> list[MonthSum]:
    """Return last month, this month and those that follow, in one currency."""
    first = month_after(today().replace(day=1), -1)
    months = [month_after(first, n) for n in range(AHEAD)]
    query = select(Deal.expected_month, Stage.kind, Stage.probability, func.sum(Deal.amount))
    query = query.join(Stage, Stage.id == Deal.stage_id).where(
        Deal.currency == currency,
        Deal.expected_month.in_(months),
        ~Deal.quote_only | (Stage.kind == Kind.WON),  # quotes for comparison are no forecast
        *asked.conditions,
    )
    sums: dict[date, dict[str, Decimal]] = {month: defaultdict(Decimal) for month in months}
    grouped = query.group_by(Deal.expected_month, Stage.id, Stage.kind, Stage.probability)
    for month, kind, probability, amount in session.execute(grouped):
        if kind in {Kind.OPEN, Kind.WON}:
            sums[month][kind] += amount or 0
        if kind == Kind.OPEN:
            sums[month]["likely"] += (amount or 0) * probability
    return [_month(month, sums[month], currency) for month in months]


def month_after(month: date, n: int) -> date:
    """Return the first day of the month ``n`` months later."""
    years, index = divmod(month.month - 1 + n, DECEMBER)
    return date(month.year + years, index + 1, 1)


def _month(month: date, sums: dict[str, Decimal], currency: str) -> MonthSum:
    won, likely, running = (
        Money(int(rounded(Decimal(sums[key]))), currency) for key in (Kind.WON, "likely", Kind.OPEN)
    )
    return MonthSum(month, won, likely, running)
