"""How long nothing has happened to a deal, in weekdays. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

WEEK = 7
WEEKDAYS = 5
WARNS_AT = 8  # tenths of the time a stage allows


@dataclass(frozen=True, slots=True)
class Stillness:
    """For how many weekdays nothing has happened; ``tone``: nothing yet, warning or danger."""

    days: int
    tone: str


def stillness(touched: date, now: date, allowed: int) -> Stillness:
    """Return how still a deal is. ``allowed`` weekdays are given; 0: it may rest."""
    days = weekdays_between(touched, now)
    if not allowed or days * 10 < allowed * WARNS_AT:
        return Stillness(days, "")
    return Stillness(days, "danger" if days >= allowed else "warning")


def weekdays_between(start: date, end: date) -> int:
    """Return how many weekdays have begun after ``start``, up to and with ``end``."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, WEEK)
    odd = (end - timedelta(days=back) for back in range(rest))
    return weeks * WEEKDAYS + sum(day.weekday() < WEEKDAYS for day in odd)
