"""Days on which banks are open in Japan: no weekend, no holiday, not around New Year. Pure.

A holiday on a Sunday moves to the next day that is none; a day between two holidays is one as well
(国民の祝日に関する法律 第3条). Equinoxes follow the usual formula, right from 1980 to 2099.
"""

import tomllib
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

HOLIDAYS = Path(__file__).parent / "holidays.toml"
ONE = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6


def is_business_day(day: date) -> bool:
    """True where banks are open."""
    shut = day.strftime("%m-%d") in _data()["banks"]
    return not shut and day.weekday() < SATURDAY and day not in holidays(day.year)


def moved(day: date, step: timedelta) -> date:
    """Return the day itself, or the next business day in the direction of ``step``."""
    while not is_business_day(day):
        day += step
    return day


def business_day_after(day: date, count: int) -> date:
    """Return the business day so many after a day, which does not count itself."""
    for _n in range(count):
        day = moved(day + ONE, ONE)
    return day


@cache
def holidays(year: int) -> frozenset[date]:
    """Return the national holidays of a year, with those in lieu and those between two."""
    named = {_day(row, year) for row in _data()["national"]}
    days = set(named)
    for day in sorted(named):
        if day.weekday() == SUNDAY:
            while day in days:
                day += ONE  # noqa: PLW2901  (the first day after it that is none)
            days.add(day)
    between = {day + ONE for day in named if day + 2 * ONE in named}
    return frozenset(days | between)


def _day(row: dict[str, Any], year: int) -> date:
    if "week" in row:
        first = date(year, row["month"], 1)
        return first + timedelta(days=-first.weekday() % 7 + 7 * (row["week"] - 1))
    if "equinox" in row:
        since = year - 1980
        return date(year, row["month"], (row["equinox"] + 242_194 * since) // 10**6 - since // 4)
    return date(year, row["month"], row["day"])


@cache
def _data() -> dict[str, Any]:
    with HOLIDAYS.open("rb") as file:
        return tomllib.load(file)
