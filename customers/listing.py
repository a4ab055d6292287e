"""The list of customers as a file for spreadsheets."""

import csv
from collections.abc import Callable, Iterable
from io import StringIO

from customers.cards import CustomerCard
from customers.channels import Channel
from customers.industries import industry_label, size_label
from foundation.language import Text, _, say

COLUMNS: dict[str, Text] = {
    "id": _("Id"),
    "name": _("Company"),
    "name_en": _("Name in English"),
    "kana": _("Kana"),
    "industry": _("Industry"),
    "size_band": _("Size"),
    "corporate_number": _("Corporate number"),
    "registration_number": _("Registration number"),
    "channel": _("Channel"),
    "price_group": _("Price group"),
    "currency": _("Currency"),
    "language": _("Language"),
    "address": _("Address"),
}
LABELS: dict[str, Callable[[str], Text | str]] = {
    "industry": industry_label,
    "size_band": size_label,
    "channel": lambda value: Channel(value).label,
}
FORMULA = ("=", "+", "-", "@", "\t")  # what a spreadsheet would run instead of showing


def as_csv(customers: Iterable[CustomerCard]) -> bytes:
    """Return the customers as CSV, with the mark by which spreadsheets know UTF-8."""
    lines = StringIO()
    writer = csv.writer(lines)
    writer.writerow([say(name) for name in COLUMNS.values()])
    for one in customers:
        writer.writerow([_cell(one, column) for column in COLUMNS])
    return b"\xef\xbb\xbf" + lines.getvalue().encode()


def _cell(one: CustomerCard, column: str) -> str:
    value = getattr(one, column)
    said = say(LABELS[column](value)) if column in LABELS else value
    return f"'{said}" if said.startswith(FORMULA) else said
