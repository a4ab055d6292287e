"""How values are written in documents. Pure: values in, words out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from foundation import formats
from foundation.money import Money

STRAIGHT = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


@dataclass(frozen=True)
class Writer:
    """Writes amounts and days of one document."""

    currency: str
    language: str

    def money(self, minor: int) -> str:
        """Write an amount with its currency."""
        return formats.money(Money(minor, self.currency), self.language)

    def amount(self, minor: int) -> str:
        """Write an amount in a table: yen in Japanese needs no sign there."""
        return self._in_table(self.money(minor))

    def headline(self, minor: int) -> str:
        """Write the amount on top: ¥1,234,567- closes the figure against additions."""
        closes = self.language == "ja" and self.currency == "JPY" and minor >= 0
        return self.money(minor) + ("-" if closes else "")

    def unit(self, price: str) -> str:
        """Write a unit price."""
        return self._in_table(formats.unit_price(Decimal(price), self.currency, self.language))

    def number(self, value: str) -> str:
        """Write a quantity."""
        return formats.number(Decimal(value), self.language)

    def percent(self, ratio: str) -> str:
        """Write a ratio as a percentage."""
        return formats.percent(Decimal(ratio), self.language)

    def day(self, iso: str) -> str:
        """Write a day."""
        return formats.day(date.fromisoformat(iso), self.language)

    def said(self, words: Mapping[str, str] | str | None) -> str:
        """Return words in this language, or in the other where there are none."""
        if words is None or isinstance(words, str):
            return words or ""
        return words.get(self.language) or next((said for said in words.values() if said), "")

    def _in_table(self, text: str) -> str:
        plain = self.language == "ja" and self.currency == "JPY"
        return text.replace("¥", "") if plain else text


def straight(value: Any) -> Any:
    """Return values with straight quotes: Japanese type makes curved ones as wide as a kanji."""
    match value:
        case str() if not value.startswith("data:"):
            return value.translate(STRAIGHT)
        case list():
            return [straight(one) for one in value]
        case dict():
            return {name: straight(one) for name, one in value.items()}
        case _:
            return value


def lines_of(text: Any) -> list[str]:
    """Return the lines of a text that are not empty."""
    return [line.strip() for line in str(text or "").splitlines() if line.strip()]
