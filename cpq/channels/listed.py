"""What a leg's buyer pays by price list: the buyer's own lists, or one list by its code."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.models import Assignment, ChannelLeg, DealRegistration, QuoteLine, QuoteRevision
from cpq.price_lists import catalogue_for, list_by_code
from cpq.price_lists.shelf import Asked, shelf_for
from cpq.pricing import Wanted, price_document
from cpq.pricing.values import Catalogue, Rank
from cpq.repricing import wanted
from foundation.errors import Refusal
from foundation.language import _
from foundation.money import Money


@dataclass(frozen=True, slots=True)
class Buyer:
    """A company that asks for prices as a revision of a quote would."""

    customer_id: str
    channel: str
    currency: str
    campaign: str
    priced_at: datetime
    list_versions: Mapping[str, int] = field(default_factory=dict)
    registration_id: str = ""


def listed_amounts(
    session: Session,
    source: QuoteRevision,
    leg: ChannelLeg,
    channel: str,
    registration: DealRegistration | None,
) -> dict[int, Money]:
    """Return what every line of a quote costs a leg's buyer by list, before any discount.

    Prices hold as of the moment the quote is priced at; a deal registered since then counts, too.

    Raises:
        Refusal: a product has no price on the buyer's lists.
    """
    granted = registration.decided_at if registration else None
    buyer = Buyer(
        leg.buyer_id,
        channel,
        leg.currency,
        source.campaign,
        max(source.priced_at, granted or source.priced_at),
        source.list_versions,
        registration.id if registration else "",
    )
    return amounts_for(session, source, buyer, leg.list_code)


def amounts_for(
    session: Session, source: QuoteRevision, buyer: Buyer, list_code: str = ""
) -> dict[int, Money]:
    """Return what every line of a quote costs somebody by list."""
    lines = [_wanted(line, source.currency) for line in source.lines]
    skus = {sku for line in lines for sku in (line.sku, *(part.sku for part in line.parts))}
    catalogue = catalogue_for(session, buyer, skus)
    if list_code:
        catalogue = _only(session, catalogue, buyer, list_code, skus)
    priced = price_document(lines, catalogue)
    return {line.position: line.net_amount for line in priced}


def _only(
    session: Session, catalogue: Catalogue, buyer: Buyer, list_code: str, skus: set[str]
) -> Catalogue:
    """Return the catalogue with one list alone, whoever it is assigned to."""
    row = list_by_code(session, list_code)
    given = select(Assignment).where(Assignment.list_id == row.id).order_by(Assignment.id).limit(1)
    to = session.scalar(given)
    if to is None:
        words = _("The price list %(code)s is assigned to nobody yet.", code=list_code)
        raise Refusal(words, field="list_code")
    asked = Asked(
        buyer.currency, buyer.priced_at, {Rank(to.rank): to.target}, dict(buyer.list_versions)
    )
    known = shelf_for(session, skus, [asked]).catalogue(asked)
    mine = tuple(one for one in known.assigned if one.prices.code == list_code)
    return replace(catalogue, assigned=mine, bases=known.bases, rates=known.rates)


def _wanted(line: QuoteLine, currency: str) -> Wanted:
    """Return what is to be priced, without what was agreed with the end customer."""
    return replace(wanted(line, currency), adjustments=(), manual=None, ignore_rules=False)
