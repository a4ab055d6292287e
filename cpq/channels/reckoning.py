"""What the legs of a sale cost for an end-user quote: gathers what ``legs`` is asked with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.channels.claiming import Claim, claims_of
from cpq.channels.legs import (
    Chain,
    EndUserLine,
    Leg,
    PriceBasis,
    price_legs,
)
from cpq.channels.listed import alone, buyer_of, catalogue_of
from cpq.models import ChannelLeg, QuoteLine, QuoteRevision
from cpq.price_lists.whom import rates_to
from foundation.errors import Refusal
from foundation.language import _
from foundation.money import Money

NOTHING = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A chain with what it was reckoned from, and what registrations mean for each leg."""

    chain: Chain
    asked: tuple[Leg, ...]
    claims: Mapping[int, Claim]


def reckoned(session: Session, source: QuoteRevision, legs: Sequence[ChannelLeg]) -> Reckoning:
    """Price every leg from an end-user quote.

    Raises:
        Refusal: a line of the quote has no price yet, or a leg cannot be reckoned.
    """
    lines = end_user_lines(source)
    claims = claims_of(session, source, legs)
    asked = tuple(_asked(session, source, legs, leg, claims[leg.seq]) for leg in legs)
    return Reckoning(price_legs(lines, asked, source.currency), asked, claims)


def end_user_lines(source: QuoteRevision) -> list[EndUserLine]:
    """Return what the end customer pays for each line, document discount included."""
    if not source.lines:
        raise Refusal(_("Add a product: an empty quote cannot be passed on."))
    return [EndUserLine(alone(line, source.currency), _net(line, source)) for line in source.lines]


def rate_of(session: Session, leg: ChannelLeg, source: QuoteRevision) -> Decimal:
    """Return what one unit of a leg's currency is worth in the quote's; 0 where nobody said."""
    if leg.currency == source.currency:
        return ONE
    if leg.rate != ONE:
        return leg.rate
    known = rates_to(session, source.currency, [leg.currency], source.priced_at)
    return known.get(leg.currency, NOTHING)


def channel_of_leg(legs: Sequence[ChannelLeg], leg: ChannelLeg, source: QuoteRevision) -> str:
    """Return the channel whose lists a leg's buyer has: who sells to a reseller distributes."""
    left = legs[-1].seq - leg.seq
    if left == 0:
        return source.channel
    return "dealer" if left == 1 else "distributor"


def _asked(
    session: Session,
    source: QuoteRevision,
    legs: Sequence[ChannelLeg],
    leg: ChannelLeg,
    claim: Claim,
) -> Leg:
    basis = PriceBasis(leg.basis)
    catalogue = None
    if basis is PriceBasis.PRICE_LIST:
        buyer = buyer_of(source, leg, channel_of_leg(legs, leg, source), claim.mine)
        catalogue = catalogue_of(session, source, buyer, leg.list_code)
    return Leg(
        seq=leg.seq,
        buyer=leg.buyer_id,
        basis=basis,
        percent=leg.percent,
        fixed=None if leg.fixed is None else Money(leg.fixed, leg.currency),
        currency=leg.currency,
        rate=rate_of(session, leg, source),
        catalogue=catalogue,
        points=claim.points,
    )


def _net(line: QuoteLine, source: QuoteRevision) -> Money:
    if line.price is None:
        raise Refusal(_("Line %(n)s (%(sku)s) has no price yet.", n=line.position, sku=line.sku))
    share = int(line.price.get("share") or 0)
    return Money(line.price["net_amount"] - share, source.currency)
