"""Prices a draft as a whole after every change, so that the order of changes never matters.

A line whose inputs are what they were keeps its price: what it depends on is written with it as a
fingerprint. What depends on other lines, prices in percent of them and the discount on the whole,
is added up every time, and so are the taxes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.models import CurrencyRate, ListOfPrices, QuoteLine, QuoteRevision
from cpq.price_lists import asked_by, catalogue_for, shelf_for
from cpq.pricing import Adjustment, DocumentDiscount, Manual, Part, Priced, Wanted, price_lines
from cpq.pricing.sharing import discount_amount, shares_of
from cpq.pricing.written import of_total, priced_json, shared_json
from cpq.tax import TaxClass, TaxLine, tax_of
from foundation.errors import Refusal
from foundation.language import _
from foundation.money import Money, Rounding
from foundation.settings import settings

MOST_AMOUNT = 10**15  # minor units: two thousand such lines still fit a column of 64 bits
BATCH = 500
Stamps = Mapping[str, tuple[str, datetime]]


def reprice(session: Session, revision: QuoteRevision, *, anew: bool = False) -> None:
    """Bring every price up to date and add up; a line without a price keeps the reason instead."""
    products = products_of(session, _skus(revision.lines))
    if not revision.leg_id:  # a leg is priced in channels
        _price(session, revision, products, anew=anew)
        _share(revision, products)
    _tax(revision, products)


def skus_of(sku: str, bom: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return every product a line needs a price for."""
    return [sku, *(row["sku"] for row in sold_parts(bom))]


def sold_parts(bom: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the parts that are sold; what those are made of has no price here."""
    return [row for row in bom if row["sku"] and row["level"] > 0 and row.get("priced", True)]


def wanted(line: QuoteLine, currency: str, group: str = "") -> Wanted:
    """Return what is to be priced; the BoM holds quantities for the whole line."""
    return Wanted(
        line.position,
        line.sku,
        line.quantity,
        tuple(
            Part(row["sku"], Decimal(row["quantity"]) / line.quantity)
            for row in sold_parts(line.bom)
        ),
        line.uom,
        adjustments_of(line),
        _manual(line, currency),
        line.ignore_rules,
        surcharges_of(line.sku, line.choices),
        group=group,
    )


def adjustments_of(line: QuoteLine) -> tuple[Adjustment, ...]:
    """Return what people take off a line: the rep's discount, by a pattern where one is named."""
    if not line.discount:
        return ()
    kind = "pattern" if line.pattern else "discretion"
    return (Adjustment(kind, percent=line.discount * 100, rule=line.pattern),)


def surcharges_of(model: str, choices: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the options chosen, as a price list names them, once for each unit of them."""
    named: list[str] = []
    for slot, choice in choices.items():
        option = slot if "/" in slot else f"{slot}/{choice['sku']}"
        named += [f"{model}/{option}"] * int(choice.get("quantity", 1))
    return tuple(sorted(named))


def document_discount(revision: QuoteRevision) -> DocumentDiscount:
    """Return what is taken off the whole."""
    given = revision.document_discount
    amount = Money(given["amount"], revision.currency) if given.get("amount") else None
    return DocumentDiscount(Decimal(given.get("percent") or 0), amount)


def _price(session: Session, revision: QuoteRevision, products: Stamps, *, anew: bool) -> None:
    """Price the lines whose inputs have changed, and those in percent of the others."""
    header = _header(session, revision)
    stamps = {line.position: _stamp(header, line, products) for line in revision.lines}
    kept = (
        {}
        if anew
        else {
            line.position: line.price
            for line in revision.lines
            if line.price is not None and line.price.get("inputs") == stamps[line.position]
        }
    )
    changed = [line for line in revision.lines if line.position not in kept]
    total = _sum(price for price in kept.values() if not of_total(price))
    total += _put(session, revision, changed, stamps, total)
    stale = [
        line for line in revision.lines if line.position in kept and of_total(kept[line.position])
    ]
    _put(session, revision, stale, stamps, total)


def _put(
    session: Session,
    revision: QuoteRevision,
    lines: Sequence[QuoteLine],
    stamps: Mapping[int, str],
    others: int,
) -> int:
    """Write some lines' prices; returns what they come to, but for those in percent of it."""
    if not lines:
        return 0
    catalogue = catalogue_for(session, revision, _skus(lines))
    asked = [wanted(line, revision.currency) for line in lines]
    outcomes = price_lines(asked, catalogue, others)
    made = 0
    for line in lines:
        price, refusal = _outcome(outcomes[line.position], stamps[line.position])
        if price is not None:
            share = line.price.get("share", 0) if line.price else 0
            price = shared_json(price, share, revision.currency) if share else price
            made += 0 if of_total(price) else price["net_amount"]
        if line.price != price or line.refusal != refusal:  # what is as it was is not written anew
            line.price, line.refusal = price, refusal
    return made


def _outcome(
    outcome: Priced | Refusal, stamp: str
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    if isinstance(outcome, Priced):
        if max(outcome.list_amount.amount, outcome.net_amount.amount) <= MOST_AMOUNT:
            return priced_json(outcome) | {"inputs": stamp}, None
        outcome = Refusal(_("The amount is too large for one line. Lower the quantity."))
    return None, outcome.text.to_json()


def _share(revision: QuoteRevision, products: Stamps) -> None:
    """Share the discount on the whole; where lines went, it takes no more than there is."""
    lines = [line for line in revision.lines if line.price is not None]
    prices = [line.price or {} for line in lines]
    total = Money(_sum(prices), revision.currency)
    discount = document_discount(revision)
    try:
        amount = discount_amount(total, discount).amount
    except Refusal:
        amount = max(total.amount, 0)
    nets = [
        (_class(line.sku, products), price["net_amount"])
        for line, price in zip(lines, prices, strict=True)
    ]
    for line, price, share in zip(lines, prices, shares_of(nets, amount), strict=True):
        if price.get("share", 0) != share:
            line.price = shared_json(price, share, revision.currency)


def _tax(revision: QuoteRevision, products: Stamps) -> None:
    currency = revision.currency
    sums: dict[str, int] = {}
    for line in revision.lines:
        if line.price is not None:
            group = _class(line.sku, products)
            base = line.price["net_amount"] - line.price.get("share", 0)
            sums[group] = sums.get(group, 0) + base
    amounts = [(TaxClass(group), Money(base, currency)) for group, base in sums.items()]
    rows = tax_of(amounts, revision.issued_on, currency, Rounding(settings().tax_rounding))
    revision.subtotal = sum(row.base.amount for row in rows)
    revision.tax_total = sum(row.tax.amount for row in rows)
    taxes = [_tax_row(row) for row in rows]
    if revision.taxes != taxes:
        revision.taxes = taxes


def _header(session: Session, revision: QuoteRevision) -> str:
    """Return the fingerprint of what all lines depend on: who asks, when, and which versions."""
    asked = asked_by(session, revision)
    versions = shelf_for(session, [], [asked]).versions_for(asked)
    off = session.scalars(select(ListOfPrices.id).where(~ListOfPrices.active))
    known = (CurrencyRate.from_currency, CurrencyRate.to_currency, CurrencyRate.rate)
    rates = session.execute(select(*known).where(CurrencyRate.valid_from <= asked.at))
    facts = (asked.currency, asked.at.isoformat(), sorted(asked.whom.items()))
    also = (sorted(asked.list_versions.items()), sorted(versions.items()), sorted(off))
    return _digest(f"{facts}{also}{sorted(map(str, rates))}")


def _stamp(header: str, line: QuoteLine, products: Stamps) -> str:
    """Return the fingerprint of everything a line's price is made from."""
    own = (
        f"{line.sku}|{line.quantity}|{line.uom}|{line.discount}|{line.pattern}|{line.manual_unit}|"
        f"{line.manual_net}|{line.ignore_rules}|{products[line.sku][1]}"
    )
    if line.bom or line.choices:
        parts = [
            (row["sku"], row["quantity"], str(products[row["sku"]][1]))
            for row in sold_parts(line.bom)
        ]
        own += f"{parts}{surcharges_of(line.sku, line.choices)}"
    return _digest(header + own)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def products_of(session: Session, skus: Iterable[str]) -> Stamps:
    """Return the class of tax of each product and when it was last changed."""
    columns = (Product.sku, Product.tax_class, Product.updated_at)
    wanted_ones = list(dict.fromkeys(skus))
    known: dict[str, tuple[str, datetime]] = {}
    for start in range(0, len(wanted_ones), BATCH):
        some = select(*columns).where(Product.sku.in_(wanted_ones[start : start + BATCH]))
        known |= {sku: (group, changed) for sku, group, changed in session.execute(some)}
    return known


def _skus(lines: Iterable[QuoteLine]) -> list[str]:
    return [sku for line in lines for sku in skus_of(line.sku, line.bom)]


def _class(sku: str, products: Stamps) -> str:
    return products[sku][0]


def _sum(prices: Iterable[Mapping[str, Any]]) -> int:
    return sum(price["net_amount"] for price in prices)


def _manual(line: QuoteLine, currency: str) -> Manual | None:
    if line.manual_net is not None:
        return Manual(net=Money(line.manual_net, currency).major)
    return None if line.manual_unit is None else Manual(unit=line.manual_unit)


def _tax_row(row: TaxLine) -> dict[str, Any]:
    return {
        "rate": str(row.rate),
        "tax_class": row.tax_class.value,
        "base": row.base.amount,
        "tax": row.tax.amount,
    }
