"""What registered deals mean for the resellers on the way to an end customer.

Whoever registered the customer has points more. We give them: our own leg is cheaper, and so is
every leg up to the holder's, so that nobody in between pays for it; a leg that is reckoned on top
of the one before follows by itself. A reseller on a way without the holder has points less.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.catalog.queries import product_cards
from cpq.channels.legs import PriceBasis
from cpq.channels.registrations import in_force
from cpq.models import ChannelLeg, DealRegistration, QuoteRevision


@dataclass(frozen=True, slots=True)
class Claim:
    """Points by position, the buyer's own registration, and another's that is in its way."""

    points: Mapping[int, Decimal] = field(default_factory=dict)
    mine: DealRegistration | None = None
    held_by: DealRegistration | None = None


def claims_of(
    session: Session, source: QuoteRevision, legs: Sequence[ChannelLeg]
) -> dict[int, Claim]:
    """Return what the registrations of a quote's end customer mean for each leg, by its place."""
    rows = in_force(session, source.customer_id)
    if not rows or len(legs) == 1:
        return {leg.seq: Claim() for leg in legs}
    cards = product_cards(session, {line.sku for line in source.lines})
    covered = {
        line.position: row
        for line in source.lines
        if (row := _covering(rows, cards[line.sku].category)) is not None
    }
    places = {leg.buyer_id: leg.seq for leg in legs[:-1]}
    return {leg.seq: _claim(leg, covered, places, last=leg is legs[-1]) for leg in legs}


def _claim(
    leg: ChannelLeg,
    covered: Mapping[int, DealRegistration],
    places: Mapping[str, int],
    *,
    last: bool,
) -> Claim:
    points: dict[int, Decimal] = {}
    mine: DealRegistration | None = None
    other: DealRegistration | None = None
    follows = leg.basis == PriceBasis.ON_TOP
    for position, row in covered.items():
        holder = places.get(row.holder_id)
        if holder is not None and leg.seq <= holder:
            points[position] = Decimal(0) if follows else row.percent
            mine = mine or (row if leg.seq == holder else None)
        elif holder is None and not last:
            points[position] = Decimal(0) if follows else -row.second_percent
            other = other or row
    return Claim(points, mine, other)


def _covering(rows: Sequence[DealRegistration], category: str) -> DealRegistration | None:
    return next((row for row in rows if row.category in ("", category)), None)
