"""Reads what was typed about a leg, with a sentence for what is not right."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cpq.channels.legs import PriceBasis
from cpq.models import ChannelLeg
from cpq.terms import PAYMENT, terms_of
from customers.reading import CURRENCIES
from foundation.errors import Refusal
from foundation.language import LANGUAGES, _
from foundation.money import minor_digits, money_of
from foundation.numbers import clean, parse_number

Fields = Mapping[str, str]

LARGEST = 10**12
LARGEST_RATE = 10**6
HUNDRED = Decimal(100)
MOST_ON_TOP = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a field may be, and what it is called in a refusal."""

    known: tuple[str, ...]
    field: str


CHOICES = {
    "basis": Choice(tuple(PriceBasis), "basis"),
    "currency": Choice(CURRENCIES, "currency"),
    "language": Choice(LANGUAGES, "language"),
}


def read_terms(leg: ChannelLeg, fields: Fields) -> None:
    """Take over what was given about a leg's price, documents and terms."""
    for name, choice in CHOICES.items():
        if name in fields:
            setattr(leg, name, _one_of(fields[name], choice))
    if "percent" in fields:
        leg.percent = _percent(fields["percent"], PriceBasis(leg.basis))
    if "list_code" in fields:
        leg.list_code = clean(fields["list_code"], _("Price list"), field="list_code")
    if "rate" in fields or "currency" in fields:
        leg.rate = _rate(fields.get("rate", ""))
    if "fixed" in fields:
        leg.fixed = _sum(fields["fixed"], leg)
    if "payment_terms" in fields:
        typed = clean(fields["payment_terms"], _("Payment"), field="payment_terms")
        leg.payment_terms = terms_of(PAYMENT, typed)


def shown(leg: ChannelLeg) -> dict[str, Any]:
    """Return a leg as a form shows it."""
    return {
        "percent": _plain(leg.percent),
        "fixed": "" if leg.fixed is None else _plain(_major(leg.fixed, leg.currency)),
        "rate": "" if leg.rate == 1 else _plain(leg.rate),
        "payment": next(
            (key for key, words in PAYMENT.items() if words["ja"] == leg.payment_terms.get("ja")),
            leg.payment_terms.get("ja", ""),
        ),
    }


def _one_of(value: str, choice: Choice) -> str:
    if value not in choice.known:
        raise Refusal(_("Please choose one of the list."), field=choice.field)
    return value


def _percent(typed: str, basis: PriceBasis) -> Decimal:
    words = typed.strip().rstrip("%％").strip() or "0"
    most = MOST_ON_TOP if basis is PriceBasis.ON_TOP else HUNDRED
    return parse_number(words, _("Percent"), minimum=0, maximum=most, places=4, field="percent")


def _rate(typed: str) -> Decimal:
    if not typed.strip():
        return Decimal(1)
    least = Decimal("0.000001")
    return parse_number(
        typed, _("Exchange rate"), minimum=least, maximum=LARGEST_RATE, field="rate"
    )


def _sum(typed: str, leg: ChannelLeg) -> int | None:
    if not typed.strip():
        return None
    places = minor_digits(leg.currency)
    number = parse_number(
        typed, _("Net sum"), minimum=0, maximum=LARGEST, places=places, field="fixed"
    )
    return money_of(number, leg.currency).amount


def _major(amount: int, currency: str) -> Decimal:
    return Decimal(amount).scaleb(-minor_digits(currency))


def _plain(value: Decimal) -> str:
    return f"{value.normalize() + 0:f}"
