"""What somebody would pay for a product at a moment, and why: without any quote."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby

from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.catalog.queries import product_by_sku
from cpq.catalog.units import UNITS
from cpq.listing.actions import currency_from
from cpq.listing.reading import HIGHEST, LEAST, Fields, moment_from
from cpq.price_lists import Asked, shelf_for
from cpq.price_lists.whom import whom_of
from cpq.pricing.book import Book
from cpq.pricing.document import Priced, Said, Step, Wanted
from cpq.pricing.engine import price_from
from customers.channels import Channel, channel_of
from customers.queries import customer_cards
from foundation.db import utcnow
from foundation.errors import Missing, Refusal
from foundation.language import Text, _
from foundation.numbers import clean, parse_number


@dataclass(frozen=True, slots=True)
class Tried:
    """What was asked, and the price with its steps, or why there is none."""

    sku: str
    quantity: Decimal
    currency: str
    at: datetime
    price: Priced | None
    refusal: Text | None
    versions: Mapping[str, int]


def try_price(session: Session, form: Fields) -> Tried:
    """Price a product for a customer, a channel, a quantity and a moment. Raises Refusal."""
    product = _product(session, form)
    quantity = parse_number(
        form.get("quantity", "").strip() or "1",
        _("Quantity"),
        minimum=LEAST,
        maximum=HIGHEST,
        field="quantity",
    )
    uom = form.get("uom", "")
    if uom and uom not in UNITS:
        raise Refusal(_("Please choose one of the list."), field="uom")
    asked = _asked(session, form)
    shelf = shelf_for(session, [product.sku], [asked])
    wanted = Wanted(1, product.sku, quantity, uom=uom)
    price = refusal = None
    outcome = price_from(Book(shelf.catalogue(asked), weighs=True), [wanted])[1]
    if isinstance(outcome, Refusal):
        refusal = outcome.text
    else:
        price = outcome
    versions = shelf.versions_for(asked)
    return Tried(product.sku, quantity, asked.currency, asked.at, price, refusal, versions)


def without_costs(tried: Tried) -> Tried:
    """Return what those may read who are not told what a product costs us."""
    if tried.price is None:
        return tried
    steps: list[Step] = []
    for on_cost, together in groupby(tried.price.steps, _on_cost):
        some = list(together)
        steps += [some[-1]._replace(said=Said("from_cost"))] if on_cost else some
    hushed = tuple(step._replace(losers=()) for step in steps)
    return replace(tried, price=tried.price._replace(steps=hushed))


def _on_cost(step: Step) -> bool:
    words = (str(value) for value in step.said.values.values())
    return step.kind != "net" and (step.basis == "cost" or any("cost" in said for said in words))


def _asked(session: Session, form: Fields) -> Asked:
    customer_id = form.get("customer", "").strip()
    customer = customer_cards(session, [customer_id]).get(customer_id) if customer_id else None
    if customer_id and customer is None:
        words = _("There is no customer %(id)s.", id=customer_id[:64])
        raise Refusal(words, field="customer")
    usual = customer.channel if customer else Channel.DIRECT.value
    channel = channel_of(form.get("channel") or usual)
    campaign = clean(form.get("campaign", ""), _("Campaign"), longest=64, field="campaign")
    at = moment_from(form.get("at", ""), _("Moment"), "at") or utcnow()
    currency = currency_from(form.get("currency") or (customer.currency if customer else "JPY"))
    return Asked(currency, at, whom_of(customer, channel=channel.value, campaign=campaign))


def _product(session: Session, form: Fields) -> Product:
    sku = clean(form.get("sku", ""), _("SKU"), longest=64, required=True, field="sku")
    try:
        return product_by_sku(session, sku)
    except Missing as missing:
        raise Refusal(missing.text, field="sku") from missing
