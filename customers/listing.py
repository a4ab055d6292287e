"""The list of customers as a file for spreadsheets."""

from collections.abc import Callable, Iterable

from customers.cards import CustomerCard
from customers.channels import Channel
from customers.industries import industry_label, size_label
from foundation.language import Text, _, say
from foundation.spreadsheets import MARK, line_of

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
    "region": _("Region"),
    "currency": _("Currency"),
    "language": _("Language"),
    "address": _("Address"),
}
LABELS: dict[str, Callable[[str], Text | str]] = {
    "industry": industry_label,
    "size_band": size_label,
    "channel": lambda value: Channel(value).label,
}


def as_csv(customers: Iterable[CustomerCard]) -> bytes:
    """Return the customers as CSV, with the mark by which spreadsheets know UTF-8."""
    heading = line_of([say(name) for name in COLUMNS.values()])
    lines = [line_of([_cell(one, column) for column in COLUMNS]) for one in customers]
    return (MARK + heading + "".join(lines)).encode()


def _cell(one: CustomerCard, column: str) -> str:
    value = getattr(one, column)
    return say(LABELS[column](value)) if column in LABELS else value
