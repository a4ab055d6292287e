"""What a way to the end customer, and every leg of it, is held to."""

from collections.abc import Sequence
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.channels.legs import PriceBasis
from cpq.models import ChannelLeg, ListOfPrices
from customers.queries import CustomerCard, contacts_of, customer_card
from foundation.errors import Refusal
from foundation.language import _

MOST_LEGS = 20


def check_way(session: Session, legs: Sequence[ChannelLeg], end: CustomerCard) -> None:
    """Refuse what is no way from us to the end customer."""
    if not legs or legs[-1].buyer_id != end.id:
        raise Refusal(
            _(
                "The last leg has to end at the end customer, %(name)s.",
                name=end.name,
            ),
            field="buyer_id",
        )
    if len(legs) > MOST_LEGS:
        raise Refusal(_("A sale has at most %(n)s legs.", n=MOST_LEGS), field="buyer_id")
    for before, leg in pairwise(legs):
        if before.buyer_id == leg.buyer_id:
            raise Refusal(_("A company cannot sell to itself."), field="buyer_id")
    buyers = [leg.buyer_id for leg in legs]
    for buyer in buyers:
        if buyers.count(buyer) > 1:
            name = customer_card(session, buyer).name
            raise Refusal(
                _("%(name)s stands on the way twice. Each company buys once.", name=name),
                field="buyer_id",
            )


def check_leg(session: Session, leg: ChannelLeg, seq: int) -> None:
    """Refuse a leg that could not be reckoned, or that names what is not there."""
    if seq == 1 and leg.basis == PriceBasis.ON_TOP:
        raise Refusal(
            _(
                "Leg %(n)s is the first: there is no leg before it to put a percentage on.",
                n=seq,
            ),
            field="basis",
        )
    if leg.basis == PriceBasis.FIXED_NET and leg.fixed is None:
        raise Refusal(
            _("Leg %(n)s: please give the net sum that was agreed.", n=seq), field="fixed"
        )
    if leg.contact_id and leg.contact_id not in {c.id for c in contacts_of(session, leg.buyer_id)}:
        raise Refusal(_("Please choose one of the list."), field="contact_id")
    if leg.list_code:
        known = select(ListOfPrices.currency).where(ListOfPrices.code == leg.list_code)
        currency = session.scalar(known)
        if currency is None:
            words = _("There is no price list %(code)s.", code=leg.list_code)
            raise Refusal(words, field="list_code")
        if currency != leg.currency:
            words = _("Leg %(n)s: the price list is in another currency.", n=seq)
            raise Refusal(words, field="list_code")
