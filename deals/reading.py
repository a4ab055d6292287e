"""Reads what was typed about a deal, with a sentence for what is not right. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from foundation.errors import Refusal
from foundation.language import _
from foundation.money import Money, minor_digits, money_of
from foundation.numbers import parse_number

Fields = Mapping[str, str]

MONTH = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*月?(?:[-/.]\d{1,2})?")
DAY = re.compile(r"(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
LARGEST = 10**12
DECEMBER = 12


def month_of(words: str, field: str = "expected_month") -> date:
    """Return the first day of the month a person typed: 2026-12, 2026/12 or 2026年12月."""
    match = MONTH.fullmatch(unicodedata.normalize("NFKC", words[:40]).strip())
    if match and 1 <= int(match[2]) <= DECEMBER:
        return date(int(match[1]), int(match[2]), 1)
    raise Refusal(_("Please choose a month such as 2026-12."), field=field)


def day_of(words: str, field: str) -> date | None:
    """Return the day a person typed: 2026-12-01, 2026/12/1 or 2026年12月1日; nothing is none."""
    typed = unicodedata.normalize("NFKC", words[:40]).strip()
    if not typed:
        return None
    match = DAY.fullmatch(typed)
    if match is None:
        raise Refusal(_("Please choose a day such as 2026-12-01."), field=field)
    year, month, day = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        raise Refusal(_("There is no such day. Please look again."), field=field) from None


def amount_of(words: str, currency: str) -> Money | None:
    """Return the amount a person typed in whole units; nothing is none."""
    if not words.strip():
        return None
    number = parse_number(
        words,
        _("Amount"),
        minimum=0,
        maximum=LARGEST,
        places=minor_digits(currency),
        field="amount",
    )
    return money_of(number, currency)
