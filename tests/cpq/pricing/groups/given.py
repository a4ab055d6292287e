"""What a case is given, and which of it was looked at: a word nobody reads is no case we pass."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

REMARKS = {"note", "same_as", "change"}  # they say how to read the others
MEANS = {  # other words for the same, in every group
    "qty": ("quantity",),
    "mode": ("rounding", "rounding_mode"),
    "currency": ("cur",),
    "list": ("list_price", "original", "unit", "unit_price", "price_unit", "price_list_rate"),
    "min_qty": ("min", "min_quantity", "at_least"),
    "max_qty": ("max", "max_quantity"),
    "discount_pct": ("discount_percent", "discount_percentage", "percent_off", "percent"),
    "margin_pct": ("margin_percent", "markup_pct", "markup_percent", "markup"),
    "rate": ("tax_rate", "tax_pct", "tax"),
    "net": ("net_price", "agreed_net", "agreed"),
    "base": ("base_price",),
    "surcharge": ("price_surcharge",),
    "tiers": ("bands", "breaks", "schedule"),
    "exclude": ("excludes", "exclusions"),
    "prio": ("priorities",),
    "received": ("received_on", "receipt_date", "delivered"),
    "resale": ("resale_price",),
    "mapped_tax": ("new_tax",),
}


class Given(Mapping):
    """The words and figures of a case by name; what is inside another is one of these, too."""

    def __init__(self, values: Mapping[str, Any], group: str = ""):
        self.group = group
        self._values = {name: _inside(value) for name, value in values.items()}
        self._read = set()

    def __getitem__(self, name: str) -> Any:
        said = self._said(name)
        value = self._values[said]
        self._read.add(said)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return self._said(name) in self._values

    def _said(self, name):
        """Return the word that the case has for it."""
        return next((one for one in (name, *MEANS.get(name, ())) if one in self._values), name)

    def first(self, *names: str, default: Any = None) -> Any:
        """Read what stands under the first of several names that mean the same."""
        return next((self[name] for name in names if name in self), default)

    def number(self, *names: str, default: Any = 0) -> Decimal | None:
        """Read a number: 10, "10", "10 %", "1,234.50"; no default: None where there is none."""
        value = self.first(*names)
        return number(default if value is None else value)

    def of(self, *kinds: type) -> dict[str, Any]:
        """Read everything of a kind; a truth is no number."""
        found = {name: value for name, value in self._values.items() if type(value) in kinds}
        self._read |= found.keys()
        return found

    def inside(self) -> dict[str, "Given"]:
        """Read everything that holds more."""
        return self.of(Given)

    def unread(self) -> list[str]:
        """Return what nobody looked at."""
        left = [name for name in self._values if name not in self._read | REMARKS]
        for name, value in self._values.items():
            left += [f"{name}.{one}" for one in _unread(value)]
        return left


def number(value: Any) -> Decimal | None:
    """Read a number as somebody writes it, with a percent sign, commas or full-width digits."""
    if value is None or isinstance(value, Decimal):
        return value
    plain = unicodedata.normalize("NFKC", str(value)).replace(",", "").replace("−", "-")
    return Decimal(plain.strip().removesuffix("%"))


def fraction(value: Any) -> Fraction:
    """Read a number exactly, "1/60", too."""
    return Fraction(value if isinstance(value, str) and "/" in value else number(value))


def each(value: Any, make: Callable[[Any], Any]) -> Any:
    """Make one of each, or of the one where there is no list."""
    return [make(one) for one in value] if isinstance(value, list) else make(value)


def many(value: Any) -> list[Any]:
    """Take one for a list of one."""
    return value if isinstance(value, list) else [value]


def _inside(value):
    if isinstance(value, Mapping):
        return Given(value)
    return list(map(_inside, value)) if isinstance(value, list) else value


def _unread(value):
    if isinstance(value, Given):
        return value.unread()
    return [one for part in value for one in _unread(part)] if isinstance(value, list) else []
