"""Prices a draft as a whole after every change, so that the order of changes never matters.

A line whose inputs are what they were keeps its price: what it depends on is written with it as a
fingerprint. What depends on other lines, prices in percent of them and the discount on the whole,
is added up every time, and so are the taxes.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import instance_state

from cpq.catalog.models import Product
from cpq.models import CurrencyRate, ListOfPrices, QuoteLine, QuoteRevision
from cpq.price_lists import Asked, asked_by, catalogue_by_list, shelf_for
from cpq.pricing import (
    Adjustment,
    Catalogue,
    DocumentDiscount,
    Manual,
    Part,
    Priced,
    Wanted,
    price_lines,
)
from cpq.pricing.engine import NO_DISCOUNT
from cpq.pricing.exact import plain
from cpq.pricing.handed import bare, own_figures, with_given
from cpq.pricing.sharing import discount_amount, shares_of
from cpq.pricing.written import priced_json, shared_json
from cpq.tax import TaxClass, TaxLine, tax_of
from foundation.errors import Refusal
from foundation.language import _
from foundation.money import Money, Rounding
from foundation.settings import settings

MOST_AMOUNT = 10**15  # minor units: two thousand such lines still fit a column of 64 bits
BATCH = 500
Stamps = Mapping[str, tuple[str, str]]
Row = Mapping[str, Any]
Seen = Sequence[tuple[QuoteLine, Row]]


def reprice(session: Session, revision: QuoteRevision, *, anew: bool = False) -> None:
    """Bring every price up to date and add up; a line without a price keeps the reason instead."""
    seen = [(line, _columns(line)) for line in revision.lines]
    products = products_of(session, _skus(row for _line, row in seen))
    if not revision.leg_id or all(map(given_to, revision.lines)):
        _price(session, revision, seen, products, anew=anew)
    if not revision.leg_id:
        _share(revision, seen, products)
    _tax(revision, seen, products)


def _columns(line: QuoteLine) -> Row:
    """Return a line's columns as they are: one by one a thousand lines would take too long."""
    state = instance_state(line)
    if state.expired_attributes and state.session:
        state.session.refresh(line, state.expired_attributes)
    return state.dict


def skus_of(sku: str, bom: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return every product a line needs a price for."""
    return [sku, *(row["sku"] for row in sold_parts(bom))]


def sold_parts(bom: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the parts that are sold; what those are made of has no price here."""
    return [row for row in bom if row["sku"] and row["level"] > 0 and row.get("priced", True)]


def wanted(line: QuoteLine, currency: str, group: str = "") -> Wanted:
    """Return what is to be priced; the BoM holds quantities for the whole line."""
    asked = Wanted(
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
    given = given_to(line)
    return with_given(asked, given) if given else asked


def given_to(line: QuoteLine) -> Row | None:
    """Return what a leg's line was given; what was made before that was kept has nothing."""
    return (line.price or {}).get("leg")


def catalogue_of(session: Session, asked: Asked, lines: Sequence[QuoteLine]) -> Catalogue:
    """Return what the prices of these lines depend on; a leg may ask one list, or none."""
    skus = _skus(_columns(line) for line in lines)
    given = given_to(lines[0]) if lines else None
    if given and not given["lists"]:
        return bare(asked.currency, asked.at)
    if given and given["list"]:
        return catalogue_by_list(session, asked, given["list"], skus)
    return shelf_for(session, skus, [asked]).catalogue(asked)


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


def _price(
    session: Session, revision: QuoteRevision, seen: Seen, products: Stamps, *, anew: bool
) -> None:
    """Price the lines whose inputs have changed, and those in percent of the others."""
    asked = asked_by(session, revision)
    header = _header(session, asked)
    changed, of_others, total = [], [], 0
    for line, row in seen:
        stamp, price = _stamp(header, row, products), row.get("price")
        if anew or price is None or price.get("inputs") != stamp:
            changed.append((line, stamp))
        elif price["of_total"]:
            of_others.append((line, stamp))
        else:
            total += price["net_amount"]
    total += _put(session, asked, changed, total)
    _put(session, asked, of_others, total)


def _put(
    session: Session, asked: Asked, changed: Sequence[tuple[QuoteLine, str]], others: int
) -> int:
    """Write some lines' prices; returns what they come to, but for those in percent of it."""
    if not changed:
        return 0
    catalogue = catalogue_of(session, asked, [line for line, _stamp in changed])
    lines = [wanted(line, asked.currency) for line, _stamp in changed]
    outcomes, made = price_lines(lines, catalogue, others), 0
    for line, stamp in changed:
        price, refusal = _outcome(outcomes[line.position], stamp)
        if price is None and given_to(line) and "inputs" in (line.price or {}):
            continue  # a leg costs what it came to, until its quote is made again
        if price is not None:
            if line.uom:
                factor = catalogue.factors.get(f"{line.sku}/{line.uom}")
                price["factor"] = None if factor is None else plain(factor)
            share = line.price.get("share", 0) if line.price else 0
            price = shared_json(price, share, asked.currency) if share else price
            price = _of_leg(line, price)
            made += 0 if price["of_total"] else price["net_amount"]
        if line.price != price or line.refusal != refusal:  # what is as it was is not written anew
            line.price, line.refusal = price, refusal
    return made


def _of_leg(line: QuoteLine, price: dict[str, Any]) -> dict[str, Any]:
    """Return a price as a leg's line keeps it; any other stays as it is."""
    given = given_to(line)
    if given is None or line.price is None:
        return price
    return own_figures(price, given) | {"concession": line.price["concession"]}


def _outcome(
    outcome: Priced | Refusal, stamp: str
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    if isinstance(outcome, Priced):
        if max(outcome.list_amount.amount, outcome.net_amount.amount) <= MOST_AMOUNT:
            return priced_json(outcome) | {"inputs": stamp}, None
        outcome = Refusal(_("The amount is too large for one line. Lower the quantity."))
    return None, outcome.text.to_json()


def _share(revision: QuoteRevision, seen: Seen, products: Stamps) -> None:
    """Share the discount on the whole; where lines went, it takes no more than there is."""
    priced = [(line, row.get("price"), row["sku"]) for line, row in seen]
    there = [(line, price, sku) for line, price, sku in priced if price is not None]
    discount = document_discount(revision)
    if discount == NO_DISCOUNT and not any(price.get("share") for _line, price, _sku in there):
        return
    total = Money(sum(price["net_amount"] for _line, price, _sku in there), revision.currency)
    try:
        amount = discount_amount(total, discount).amount
    except Refusal:
        amount = max(total.amount, 0)
    nets = [(products[sku][0], price["net_amount"]) for _line, price, sku in there]
    for (line, price, _sku), share in zip(there, shares_of(nets, amount), strict=True):
        if price.get("share", 0) != share:
            line.price = shared_json(price, share, revision.currency)


def _tax(revision: QuoteRevision, seen: Seen, products: Stamps) -> None:
    currency = revision.currency
    sums: dict[str, int] = {}
    for _line, row in seen:
        if (price := row.get("price")) is not None:
            group = products[row["sku"]][0]
            sums[group] = sums.get(group, 0) + price["net_amount"] - price.get("share", 0)
    amounts = [(TaxClass(group), Money(base, currency)) for group, base in sums.items()]
    rows = tax_of(amounts, revision.issued_on, currency, Rounding(settings().tax_rounding))
    revision.subtotal = sum(row.base.amount for row in rows)
    revision.tax_total = sum(row.tax.amount for row in rows)
    taxes = [_tax_row(row) for row in rows]
    if revision.taxes != taxes:
        revision.taxes = taxes


def _header(session: Session, asked: Asked) -> str:
    """Return the fingerprint of what all lines depend on: who asks, when, and which versions."""
    off = session.scalars(select(ListOfPrices.id).where(~ListOfPrices.active))
    known = (CurrencyRate.from_currency, CurrencyRate.to_currency, CurrencyRate.rate)
    rates = session.execute(select(*known).where(CurrencyRate.valid_from <= asked.at))
    facts = (asked.currency, asked.at.isoformat(), sorted(asked.whom.items()))
    also = (sorted(asked.list_versions.items()), sorted(off), sorted(map(str, rates)))
    return _digest(f"{facts}{also}")


def _stamp(header: str, row: Row, products: Stamps) -> str:
    """Return the fingerprint of everything a line's price is made from."""
    get, sku = row.get, row["sku"]
    own = (
        f"{header}{sku!r}{get('quantity')}|{get('uom')!r}{get('discount')}{get('pattern')!r}"
        f"{get('manual_unit')}|{get('manual_net')}|{get('ignore_rules')}{products[sku][1]}"
    )
    if get("bom") or get("choices"):
        parts = [
            (part["sku"], part["quantity"], products[part["sku"]][1])
            for part in sold_parts(row["bom"])
        ]
        own += f"{parts}{surcharges_of(sku, row['choices'])}"
    if given := (get("price") or {}).get("leg"):
        own += str({name: value for name, value in given.items() if name != "inside"})
    return _digest(own)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]


def products_of(session: Session, skus: Iterable[str]) -> Stamps:
    """Return the class of tax of each product and when it was last changed."""
    columns = (Product.sku, Product.tax_class, Product.updated_at)
    wanted_ones = list(dict.fromkeys(skus))
    known: dict[str, tuple[str, str]] = {}
    for start in range(0, len(wanted_ones), BATCH):
        some = select(*columns).where(Product.sku.in_(wanted_ones[start : start + BATCH]))
        known |= {sku: (group, str(changed)) for sku, group, changed in session.execute(some)}
    return known


def _skus(rows: Iterable[Row]) -> list[str]:
    return [
        sku
        for row in rows
        for sku in (skus_of(row["sku"], row["bom"]) if row["bom"] else (row["sku"],))
    ]


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
