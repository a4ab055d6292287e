"""When a discount pattern may be used: plain conditions on plain facts, each explained. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from foundation.language import Text, _

LEAST = ("quantity", "line_amount", "past_orders", "past_amount", "annual_amount", "standing_stock")
AMONG = ("customer_size", "payment")
PLAIN = ("first_quote", "competitor")
KINDS = (*LEAST, *AMONG, *PLAIN)

Kind = Literal[
    "quantity", "line_amount", "past_orders", "past_amount", "annual_amount", "standing_stock",
    "customer_size", "payment", "first_quote", "competitor",
]  # fmt: skip
Least = Annotated[Decimal, Field(ge=0, le=10**13, decimal_places=6)]
Named = Mapping[str, Text | str]


NOT_MET: Mapping[str, Text] = {
    "quantity": _("It asks for a quantity of %(asked)s; here it is %(n)s."),
    "line_amount": _("It asks for a line worth %(asked)s at list price; here it is %(n)s."),
    "past_orders": _("It asks for %(asked)s orders within twelve months; there are %(n)s."),
    "past_amount": _("It asks for orders of %(asked)s within twelve months; they come to %(n)s."),
    "annual_amount": _("It asks for an agreed turnover of %(asked)s a year; agreed are %(n)s."),
    "standing_stock": _("It asks for a standing stock of %(asked)s; agreed are %(n)s."),
    "customer_size": _("It is for customers of another size."),
    "payment": _("It is for other terms of payment."),
    "first_quote": _("It is for the first quote to a customer; this one had quotes before."),
    "competitor": _("It asks for the competitor's name."),
}


class Condition(BaseModel):
    """One condition: a kind, and what it needs at least or which values will do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind
    least: Least = Decimal(0)
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dealings:
    """What is known of a line and its customer. Amounts are whole units of the quote's currency.

    ``past_*`` are the orders of the last twelve months; ``annual_amount`` and ``standing_stock``
    what was agreed for net prices (年間取引高, 定量在庫).
    """

    quantity: Decimal = Decimal(1)
    line_amount: Decimal = Decimal(0)
    past_orders: int = 0
    past_amount: Decimal = Decimal(0)
    annual_amount: Decimal = Decimal(0)
    standing_stock: Decimal = Decimal(0)
    customer_size: str = ""
    payment: str = ""
    first_quote: bool = False
    competitor: str = ""


def unmet(conditions: Sequence[Condition], known: Dealings) -> list[Text]:
    """Return why a pattern may not be used, condition by condition; nothing: it may."""
    return [why(one, known) for one in conditions if not holds(one, known)]


def holds(condition: Condition, known: Dealings) -> bool:
    """True when a condition is met."""
    value = getattr(known, condition.kind)
    if condition.kind in LEAST:
        return bool(value >= condition.least)
    if condition.kind in AMONG:
        return value in condition.among
    return bool(value)


def why(condition: Condition, known: Dealings) -> Text:
    """Say what is asked for and what there is."""
    there = getattr(known, condition.kind)
    n = Decimal(there) if isinstance(there, int) else there
    return Text(NOT_MET[condition.kind].msgid, {"asked": condition.least, "n": n})


def in_words(condition: Condition, called: Named) -> Text:
    """Say a condition as whoever chooses a pattern reads it; ``called`` names sizes and terms."""
    asked = condition.least
    words: dict[str, Text] = {
        "quantity": _("From a quantity of %(n)s", n=asked),
        "line_amount": _("From a line of %(n)s at list price", n=asked),
        "past_orders": _("From %(n)s orders within twelve months", n=asked),
        "past_amount": _("From orders of %(n)s within twelve months", n=asked),
        "annual_amount": _("From an agreed turnover of %(n)s a year", n=asked),
        "standing_stock": _("From a standing stock of %(n)s", n=asked),
        "first_quote": _("First quote to the customer"),
        "competitor": _("A competitor is named"),
    }
    if condition.kind in words:
        return words[condition.kind]
    named = _listed([called.get(key, key) for key in condition.among])
    if condition.kind == "customer_size":
        return _("Size of the customer: %(sizes)s", sizes=named)
    return _("Payment: %(terms)s", terms=named)


def _listed(words: Sequence[Text | str]) -> Text | str:
    said: Text | str = words[0] if words else "–"
    for word in words[1:]:
        said = _("%(before)s, %(next)s", before=said, next=word)
    return said
