"""What a leg's buyer pays by price list: the buyer's own lists, or one list by its code."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from cpq.models import ChannelLeg, DealRegistration, QuoteLine, QuoteRevision
from cpq.price_lists import asked_by, catalogue_by_list, shelf_for
from cpq.pricing import Catalogue, Wanted, price_document
from cpq.wanted import wanted
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


def buyer_of(
    source: QuoteRevision,
    leg: ChannelLeg,
    channel: str,
    registration: DealRegistration | None,
) -> Buyer:
    """Return a leg's buyer, who asks as of the moment the end-user quote is priced at.

    A deal registered since then counts, too.
    """
    granted = registration.decided_at if registration else None
    return Buyer(
        leg.buyer_id,
        channel,
        leg.currency,
        source.campaign,
        max(source.priced_at, granted or source.priced_at),
        source.list_versions,
        registration.id if registration else "",
    )


def catalogue_of(
    session: Session, source: QuoteRevision, buyer: Buyer, list_code: str = ""
) -> Catalogue:
    """Return what the prices of a quote's products depend on for somebody."""
    lines = [alone(line, source.currency) for line in source.lines]
    skus = {sku for line in lines for sku in (line.sku, *(part.sku for part in line.parts))}
    asked = asked_by(session, buyer)
    if list_code:
        return catalogue_by_list(session, asked, list_code, skus)
    return shelf_for(session, skus, [asked]).catalogue(asked)


def amounts_for(
    session: Session, source: QuoteRevision, buyer: Buyer, list_code: str = ""
) -> dict[int, Money]:
    """Return what every line of a quote costs somebody by list, before any discount.

    Raises:
        Refusal: a product has no price there.
    """
    lines = [alone(line, source.currency) for line in source.lines]
    priced = price_document(lines, catalogue_of(session, source, buyer, list_code))
    return {line.position: line.net_amount for line in priced}


def alone(line: QuoteLine, currency: str) -> Wanted:
    """Return what is sold, without what was agreed with the end customer."""
    return replace(wanted(line, currency), adjustments=(), manual=None, ignore_rules=False)
