"""What registered deals mean for a reseller who buys for an end customer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.catalog.queries import product_cards
from cpq.channels.registrations import in_force
from cpq.models import DealRegistration, QuoteRevision


@dataclass(frozen=True, slots=True)
class Claim:
    """Points by position, the buyer's own registration, and another's that is in its way."""

    points: Mapping[int, Decimal] = field(default_factory=dict)
    mine: DealRegistration | None = None
    held_by: DealRegistration | None = None


def claims_of(session: Session, source: QuoteRevision, buyers: Sequence[str]) -> dict[str, Claim]:
    """Return what the registrations of a quote's end customer mean for each buyer on its way.

    The holder has its points more. Another reseller has points less, unless the holder stands on
    the same way: then the protected company is served.
    """
    rows = in_force(session, source.customer_id)
    resellers = [buyer for buyer in buyers if buyer != source.customer_id]
    if not rows or not resellers:
        return {buyer: Claim() for buyer in buyers}
    cards = product_cards(session, {line.sku for line in source.lines})
    covered = {
        line.position: row
        for line in source.lines
        if (row := _covering(rows, cards[line.sku].category)) is not None
    }
    claims = {buyer: _claim(buyer, covered, resellers) for buyer in resellers}
    return {buyer: claims.get(buyer, Claim()) for buyer in buyers}


def _claim(buyer: str, covered: Mapping[int, DealRegistration], way: Collection[str]) -> Claim:
    points: dict[int, Decimal] = {}
    mine: DealRegistration | None = None
    other: DealRegistration | None = None
    for position, row in covered.items():
        if row.holder_id == buyer:
            points[position], mine = row.percent, mine or row
        elif row.holder_id not in way:
            points[position], other = -row.second_percent, other or row
    return Claim(points, mine, other)


def _covering(rows: Sequence[DealRegistration], category: str) -> DealRegistration | None:
    return next((row for row in rows if row.category in ("", category)), None)
