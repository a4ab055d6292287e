"""A price proof: all that a document's prices were made from, every step, what came out. Pure.

It is plain values for canonical JSON, so that the same prices are the same bytes under the same
SHA-256. ``tools/verify_price_proof.py``, which knows nothing of this program, reckons them again
years later. The ``full`` proof holds rules and, where a price was made from them, costs: it stays
in the company. The ``public`` one holds what a customer may read: amounts, shares and taxes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from cpq.pricing.book import Book
from cpq.pricing.document import DocumentDiscount, Handed, Priced, Wanted
from cpq.pricing.engine import price_from, with_document_discount
from cpq.pricing.exact import plain
from cpq.pricing.values import Catalogue, ListVersion, Rule
from cpq.pricing.written import step_json
from foundation.errors import Refusal
from foundation.money import minor_digits, six_places

FORMAT = "mitsumori price proof 1"
Plain = dict[str, Any]
NO_RULE = Rule("", "")


@dataclass(frozen=True, slots=True)
class About:
    """Which document it is, and how its taxes are rounded."""

    number: str
    revision: int
    issued_on: str
    rounding: str


def full_proof(
    about: About,
    lines: Sequence[Wanted],
    catalogue: Catalogue,
    discount: DocumentDiscount,
    taxes: Sequence[Plain],
) -> Plain:
    """Price a document anew and return the proof of it.

    Raises:
        Refusal: a line has no price.
    """
    book = Book(catalogue, weighs=True)
    found = []
    for outcome in price_from(book, lines).values():
        if isinstance(outcome, Refusal):
            raise outcome
        found.append(outcome)
    priced = with_document_discount(lines, found, catalogue.currency, discount)
    return {
        **_head("full", about, catalogue.currency, taxes),
        "discount": _discount(discount),
        "lines": [_line(line) for line in lines],
        "catalogue": _catalogue(catalogue, book),
        "result": [_result(one) for one in priced],
    }


def public_proof(
    about: About, currency: str, lines: Sequence[Plain], taxes: Sequence[Plain]
) -> Plain:
    """Return the proof a customer may have: ``lines`` and ``taxes`` as their document has them."""
    return {**_head("public", about, currency, taxes), "lines": list(lines)}


def _head(kind: str, about: About, currency: str, taxes: Sequence[Plain]) -> Plain:
    return {
        "format": FORMAT,
        "kind": kind,
        "document": asdict(about),
        "currency": currency,
        "digits": minor_digits(currency),
        "taxes": list(taxes),
    }


def _discount(discount: DocumentDiscount) -> Plain:
    amount = None if discount.amount is None else discount.amount.amount
    return {"percent": plain(discount.percent), "amount": amount}


def _line(line: Wanted) -> Plain:
    """Return a line; what only the lines of a leg have is left out elsewhere."""
    leg = {"handed": line.handed and _handed(line.handed), "whole_units": line.whole_units}
    return {name: value for name, value in leg.items() if value} | {
        "position": line.position,
        "sku": line.sku,
        "quantity": plain(line.quantity),
        "uom": line.uom,
        "parts": [{"sku": part.sku, "quantity": plain(part.quantity)} for part in line.parts],
        "adjustments": [
            {
                "kind": one.kind,
                "percent": plain(one.percent),
                "amount": plain(one.amount),
                "basis": str(one.basis),
                "rule": one.rule,
            }
            for one in line.adjustments
        ],
        "manual": line.manual and _said(asdict(line.manual)),
        "ignore_rules": line.ignore_rules,
        "surcharges": sorted(line.surcharges),
        "of_total": line.of_total,
        "group": line.group,
    }


def _handed(handed: Handed) -> Plain:
    amount = {"amount": handed.amount.amount, "digits": minor_digits(handed.amount.currency)}
    return {"of": handed.of, **amount, "currency": handed.amount.currency,
            "worth": plain(handed.worth), "rate": plain(handed.rate)}  # fmt: skip


def _result(priced: Priced) -> Plain:
    """Return what came out; amounts are minor units, units to six places."""
    return {
        "position": priced.position,
        "list_unit": plain(six_places(priced.list_unit)),
        "regular_unit": plain(six_places(priced.regular_unit)),
        "net_unit": plain(priced.net_unit),
        "list_amount": priced.list_amount.amount,
        "net_amount": priced.net_amount.amount,
        "share": priced.share.amount,
        "steps": [step_json(step) for step in priced.steps],
    }


def _catalogue(catalogue: Catalogue, book: Book) -> Plain:
    """Return the lists and their rules; costs and attributes only of what a price was made from."""
    lists: dict[str, Plain] = {}
    for prices in (*(one.prices for one in catalogue.assigned), *catalogue.bases):
        _add_list(lists, prices)
    return {
        "at": catalogue.at.isoformat(),
        "precedence": [
            {"rank": str(at.rank), "position": at.position, "exclusive": at.exclusive}
            for at in catalogue.precedence
        ],
        "assigned": [
            {"rank": str(one.rank), "list": one.prices.code, "priority": one.priority}
            for one in catalogue.assigned
        ],
        "lists": lists,
        "costs": {
            sku: {"amount": plain(amount), "currency": currency}
            for sku, (amount, currency) in catalogue.costs.items()
            if sku in book.costed
        },
        "attributes": {sku: _said(measured) for sku, measured in book.measured.items()},
        "categories": {sku: name for sku, name in catalogue.categories.items() if name},
        "factors": _said(catalogue.factors),
        "rates": _said(catalogue.rates),
    }


def _add_list(lists: dict[str, Plain], prices: ListVersion) -> None:
    if prices.code in lists:
        return
    lists[prices.code] = {
        "version": prices.version,
        "currency": prices.currency,
        "kind": str(prices.kind),
        "name": dict(prices.name),
        "parents": [parent.code for parent in prices.parents],
        "rules": [_rule(rule) for target in sorted(prices.rules) for rule in prices.rules[target]],
    }
    for parent in prices.parents:
        _add_list(lists, parent)


def _rule(rule: Rule) -> Plain:
    """Return a rule; what is as usual is left out."""
    values = {field.name: getattr(rule, field.name) for field in fields(rule)}
    unusual = {name: value for name, value in values.items() if value != getattr(NO_RULE, name)}
    return _said({"id": rule.id, "target": rule.target, "method": rule.method, **unusual})


def _said(values: Mapping[str, Any]) -> Plain:
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    match value:
        case Decimal():
            return plain(value)
        case datetime():
            return value.isoformat()
        case str():
            return str(value)
        case _:
            return value
