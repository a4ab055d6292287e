"""Prices a draft as a whole after every change, so that the order of changes never matters."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cpq.catalog.queries import ProductCard, product_cards
from cpq.models import QuoteLine, QuoteRevision
from cpq.price_lists import lists_for
from cpq.pricing import Part, Priced, PriceList, Wanted, price_line
from cpq.tax import TaxClass, TaxLine, tax_of
from customers.queries import customer_card
from foundation.db import today
from foundation.errors import Refusal
from foundation.language import _
from foundation.money import Money, Rounding
from foundation.settings import settings

MOST_AMOUNT = 10**15  # minor units: two thousand such lines still fit a column of 64 bits


def reprice(session: Session, revision: QuoteRevision) -> None:
    """Price every line anew and add up; a line that has no price keeps the reason instead."""
    skus = [sku for line in revision.lines for sku in skus_of(line.sku, line.bom)]
    lists = lists_of(session, revision, skus)
    cards = product_cards(session, (line.sku for line in revision.lines))
    day = today()
    for line in revision.lines:
        _price(line, lists, day, revision.currency)
    taxes = _taxes(revision, cards)
    revision.subtotal = sum(row.base.amount for row in taxes)
    revision.tax_total = sum(row.tax.amount for row in taxes)
    revision.taxes = [_tax_row(row) for row in taxes]


def lists_of(session: Session, revision: QuoteRevision, skus: Iterable[str]) -> list[PriceList]:
    """Return the lists this quote asks, in order."""
    customer = customer_card(session, revision.customer_id)
    return lists_for(session, customer, revision.channel, revision.currency, skus)


def skus_of(sku: str, bom: Sequence[dict[str, Any]]) -> list[str]:
    """Return every product a line needs a price for."""
    return [sku, *(row["sku"] for row in bom if row["sku"] and row["level"] > 0)]


def wanted(line: QuoteLine) -> Wanted:
    """Return what is to be priced; the BoM holds quantities for the whole line."""
    parts = [row for row in line.bom if row["sku"] and row["level"] > 0]
    return Wanted(
        line.position,
        line.sku,
        line.quantity,
        tuple(Part(row["sku"], Decimal(row["quantity"]) / line.quantity) for row in parts),
        line.discount,
    )


def priced_json(priced: Priced) -> dict[str, Any]:
    """Return a priced line as the plain values that are kept with it."""
    return {
        "list_unit": str(priced.list_unit),
        "net_unit": str(priced.net_unit),
        "list_amount": priced.list_amount.amount,
        "net_amount": priced.net_amount.amount,
        "price_list": dict(priced.price_list),
        "steps": [
            {
                "kind": step.kind,
                "sku": step.sku,
                "before": str(step.before),
                "after": str(step.after),
                "note": step.note.to_json(),
                "price_list": dict(step.price_list),
                "losers": [
                    {"price_list": dict(loser.price_list), "why": loser.why.to_json()}
                    for loser in step.losers
                ],
            }
            for step in priced.steps
        ],
    }


def _price(line: QuoteLine, lists: list[PriceList], day: date, currency: str) -> None:
    price = refusal = None
    try:
        price = priced_json(_within_bounds(price_line(wanted(line), lists, day, currency)))
    except Refusal as refused:
        refusal = refused.text.to_json()
    if line.price != price or line.refusal != refusal:  # what is as it was is not written anew
        line.price, line.refusal = price, refusal


def _within_bounds(priced: Priced) -> Priced:
    if priced.list_amount.amount > MOST_AMOUNT:
        raise Refusal(_("The amount is too large for one line. Lower the quantity."))
    return priced


def _taxes(revision: QuoteRevision, cards: dict[str, ProductCard]) -> list[TaxLine]:
    currency = revision.currency
    amounts = [
        (TaxClass(cards[line.sku].tax_class), Money(line.price["net_amount"], currency))
        for line in revision.lines
        if line.price is not None
    ]
    return tax_of(amounts, revision.issued_on, currency, Rounding(settings().tax_rounding))


def _tax_row(row: TaxLine) -> dict[str, Any]:
    return {
        "rate": str(row.rate),
        "tax_class": row.tax_class.value,
        "base": row.base.amount,
        "tax": row.tax.amount,
    }
