"""How numbers, money and days look to a reader of Japanese or of English.

Yen has no decimals. Days on documents in Japanese read 2026年11月24日. Moments are stored in UTC
and shown in the installation's time zone.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from foundation.money import Money, minor_digits
from foundation.settings import settings

LOCALES = {"ja": "ja_JP", "en": "en_US"}


def shown(value: Any, language: str) -> Any:
    """Return a value as a sentence shows it."""
    match value:
        case Money():
            return money(value, language)
        case Decimal():
            return number(value, language)
        case datetime():
            return moment(value, language)
        case date():
            return day(value, language)
        case {"ja": _, "en": _}:  # a name in both languages
            return value[language]
        case _:
            return value


@lru_cache(maxsize=4096)
def money(value: Money, language: str) -> str:
    """¥1,234,567 for yen, $1,234.50 for dollars; negative amounts in Japanese carry △."""
    locale = LOCALES[language]
    pattern = "¤#,##0.00;△¤#,##0.00" if language == "ja" else None
    text = format_currency(
        value.major, value.currency, pattern, locale=locale, currency_digits=True
    )
    return text.replace("\N{FULLWIDTH YEN SIGN}", "¥")


def unit_price(value: Decimal, currency: str, language: str) -> str:
    """Show a unit price with the decimals it has, and at least those of its currency."""
    pattern = "¤#,##0" + _decimals(value, currency)
    text = format_currency(
        value, currency, pattern, locale=LOCALES[language], currency_digits=False
    )
    return text.replace("\N{FULLWIDTH YEN SIGN}", "¥")


def bare_price(value: Decimal, currency: str, language: str) -> str:
    """Show a price in a field, where no sign stands: 11,496.40 in dollars, 11,496 in yen."""
    return str(
        format_decimal(value, "#,##0" + _decimals(value, currency), locale=LOCALES[language])
    )


def _decimals(value: Decimal, currency: str) -> str:
    """Return the part of a pattern for the decimals of a price, at least those of its currency."""
    digits = max(minor_digits(currency), -int(value.normalize().as_tuple().exponent))
    return "." + "0" * digits if digits else ""


def number(value: Decimal | int, language: str) -> str:
    """1,234.5 without trailing zeros."""
    return str(format_decimal(value, "#,##0.######", locale=LOCALES[language]))


def percent(ratio: Decimal, language: str) -> str:
    """Show a ratio as a percentage with at most two decimals: 0.185 is 18.5%."""
    return f"{format_decimal(ratio * 100, '#,##0.##', locale=LOCALES[language])}%"


@lru_cache(maxsize=1024)
def day(value: date, language: str) -> str:
    """2026年11月24日, or Nov 24, 2026."""
    return format_date(value, "y年M月d日" if language == "ja" else "MMM d, y", LOCALES[language])


def moment(value: datetime, language: str) -> str:
    """Show a UTC moment in the installation's time zone, to the minute."""
    local = value.astimezone(ZoneInfo(settings().timezone))
    return f"{day(local.date(), language)} {local:%H:%M}"


def deadline(value: datetime, language: str) -> str:
    """Show until when something can be done: a day that ends at midnight is called by its name."""
    local = value.astimezone(ZoneInfo(settings().timezone))
    if (local.hour, local.minute) == (0, 0):
        return day((local - timedelta(days=1)).date(), language)
    return moment(value, language)


def local_day(value: datetime) -> date:
    """Return the day of a moment in the installation's time zone."""
    return value.astimezone(ZoneInfo(settings().timezone)).date()


@lru_cache(maxsize=256)
def month(value: date, language: str) -> str:
    """2026年11月, or Nov 2026."""
    return format_date(value, "y年M月" if language == "ja" else "MMM y", LOCALES[language])
