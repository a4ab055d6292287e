"""The legs of a deal: whom it passes on its way to the end customer, and on which terms.

The legs are always a whole way: the first buyer buys from us, everybody sells to the next, the last
buyer is the end customer. Each change is checked as a whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.channels.checking import check_leg, check_way
from cpq.channels.legs import PriceBasis
from cpq.channels.papers import DOCUMENTS, documents_of
from cpq.channels.policy import policy_of
from cpq.channels.reading import Fields, read_terms
from cpq.models import ChannelLeg
from cpq.terms import PAYMENT
from customers.queries import CustomerCard, customer_card, customer_cards
from foundation.errors import Conflict, Missing, Refusal
from foundation.language import _

LONG_WAY = 3  # legs, from which on payment takes longer (回し)


@dataclass(frozen=True, slots=True)
class Sale:
    """The deal the legs belong to: its end customer, and what a new leg takes over."""

    deal_id: str
    customer: CustomerCard
    contact_id: str = ""
    currency: str = "JPY"


def legs_of(session: Session, deal_id: str) -> list[ChannelLeg]:
    """Return the legs of a deal in order; none: we sell to the customer ourselves."""
    query = select(ChannelLeg).where(ChannelLeg.deal_id == deal_id)
    return list(session.scalars(query.order_by(ChannelLeg.seq)))


def legs_or_direct(session: Session, sale: Sale) -> list[ChannelLeg]:
    """Return the legs of a deal; where nothing is kept, the one from us to the customer."""
    return legs_of(session, sale.deal_id) or [_leg(sale, sale.customer, seq=1)]


def follow_route(session: Session, sale: Sale, resellers: Sequence[str]) -> None:
    """Let the legs pass these companies; a leg whose buyer stays keeps its terms."""
    known = {leg.buyer_id: leg for leg in legs_of(session, sale.deal_id)}
    if not resellers and not known:
        return
    companies = customer_cards(session, resellers)
    buyers = [companies[key] for key in resellers if key in companies] + [sale.customer]
    if [leg.buyer_id for leg in known.values()] == [buyer.id for buyer in buyers]:
        return
    legs = [known.get(buyer.id) or _leg(sale, buyer) for buyer in buyers]
    _usual_terms(session, [leg for leg in legs if leg.buyer_id not in known], legs)
    _let_first_buy_from_us(legs)
    _keep(session, sale, legs)


def insert_leg(session: Session, sale: Sale, buyer_id: str, *, before: int) -> ChannelLeg:
    """Let the sale pass another company, as the buyer of a leg of its own.

    Raises:
        Refusal: there is no such company, or the way would not do.
    """
    try:
        buyer = customer_card(session, buyer_id)
    except Missing:
        raise Refusal(_("Please choose one of the list."), field="buyer_id") from None
    legs = legs_or_direct(session, sale)
    place = max(0, min(before - 1, len(legs) - 1))
    new = _leg(sale, buyer)
    legs.insert(place, new)
    _usual_terms(session, [new], legs)
    if place == 0 and legs[1].basis == PriceBasis.PRICE_LIST and not legs[1].list_code:
        _usual_terms(session, [legs[1]], legs)  # it was the first and bought from our own lists
    _keep(session, sale, legs)
    return new


def change_leg(
    session: Session, sale: Sale, leg_id: str, fields: Fields, documents: list[str] | None = None
) -> ChannelLeg:
    """Change the price, the documents, the terms or the contact of a leg."""
    legs = legs_or_direct(session, sale)
    leg = _one(legs, leg_id)
    read_terms(leg, fields)
    if "contact_id" in fields:
        leg.contact_id = fields["contact_id"]
    if "show_reference" in fields:
        leg.show_reference = fields["show_reference"] == "yes"
    if documents is not None:
        leg.documents = documents_of(documents)
    _keep(session, sale, legs)
    return leg


def move_leg(session: Session, sale: Sale, leg_id: str, step: int) -> None:
    """Let a company stand one place nearer to us, or to the customer.

    Raises:
        Conflict: it would stand behind the end customer.
    """
    legs = legs_or_direct(session, sale)
    leg = _one(legs, leg_id)
    place = legs.index(leg) + step
    if not 0 <= place < len(legs) - 1 or leg is legs[-1]:
        raise Conflict(_("The end customer stands last; this leg cannot go there."))
    legs.remove(leg)
    legs.insert(place, leg)
    if legs[0].basis == PriceBasis.ON_TOP:
        _usual_terms(session, legs[:2], legs)  # they have changed places, and so their terms
    _keep(session, sale, legs)


def remove_leg(session: Session, sale: Sale, leg_id: str) -> None:
    """Let the sale pass a company no more; its quotes stay as they are.

    Raises:
        Conflict: it is the end customer.
    """
    legs = legs_or_direct(session, sale)
    leg = _one(legs, leg_id)
    if leg is legs[-1]:
        raise Conflict(_("The last leg ends at the end customer and stays."))
    legs.remove(leg)
    _let_first_buy_from_us(legs)
    _keep(session, sale, legs)


def put_legs(session: Session, sale: Sale, wanted: Sequence[Fields]) -> list[ChannelLeg]:
    """Replace all legs, as other systems do; ``wanted`` are the legs' fields from us on.

    Raises:
        Refusal: they are no way to the end customer, or a leg's terms are not right.
    """
    known = {leg.buyer_id: leg for leg in legs_of(session, sale.deal_id)}
    buyers = [fields.get("buyer_id", "") for fields in wanted]
    cards = customer_cards(session, buyers)
    legs: list[ChannelLeg] = []
    for buyer_id, fields in zip(buyers, wanted, strict=True):
        if buyer_id not in cards:
            words = _("Leg %(n)s: there is no such buyer.", n=len(legs) + 1)
            raise Refusal(words, field="buyer_id")
        leg = known.get(buyer_id) or _leg(sale, cards[buyer_id])
        read_terms(leg, fields)
        leg.contact_id = fields.get("contact_id", leg.contact_id)
        leg.show_reference = fields.get("show_reference") == "yes"
        if "documents" in fields:
            leg.documents = documents_of(fields["documents"].split(","))
        elif buyer_id not in known and not legs:
            leg.documents = list(DOCUMENTS)
        legs.append(leg)
    _keep(session, sale, legs)
    return legs


def _one(legs: Sequence[ChannelLeg], leg_id: str) -> ChannelLeg:
    leg = next((leg for leg in legs if leg.id == leg_id), None)
    if leg is None and len(legs) == 1:  # nothing was kept yet: the one leg has a new id each time
        return legs[0]
    if leg is None:
        raise Missing(_("This leg is not on the deal any more. Please reload the page."))
    return leg


def _leg(sale: Sale, buyer: CustomerCard, *, seq: int = 1) -> ChannelLeg:
    end = buyer.id == sale.customer.id
    return ChannelLeg(
        deal_id=sale.deal_id,
        seq=seq,
        buyer_id=buyer.id,
        contact_id=sale.contact_id if end else "",
        basis=PriceBasis.OFF_END_USER.value,
        currency=sale.currency,
        language=buyer.language,
        payment_terms=dict(PAYMENT["eonm"]),
        documents=list(DOCUMENTS) if end else ["quote"],
    )


def _usual_terms(session: Session, new: Sequence[ChannelLeg], legs: Sequence[ChannelLeg]) -> None:
    """Give new legs what is usual: the first buys at its 仕切, the next pay a margin on top."""
    policy = policy_of(session)
    long = len(legs) >= LONG_WAY
    for leg in new:
        place = legs.index(leg)
        if leg is legs[-1]:
            continue
        if place == 0:
            leg.documents = list(DOCUMENTS)  # what we sell ourselves is offered and signed with us
            leg.basis, leg.percent = PriceBasis.PRICE_LIST.value, Decimal(0)
        else:
            leg.basis, leg.percent = PriceBasis.ON_TOP.value, policy.distributor_markup
        leg.payment_terms = dict(PAYMENT["eo2m" if long else "eonm"])


def _let_first_buy_from_us(legs: Sequence[ChannelLeg]) -> None:
    """A first leg has none before it to be reckoned from: it buys by its list, or as it is."""
    first = legs[0]
    if first.basis == PriceBasis.ON_TOP:
        first.basis = PriceBasis.PRICE_LIST if len(legs) > 1 else PriceBasis.OFF_END_USER
        first.percent = Decimal(0)


def _keep(session: Session, sale: Sale, legs: Sequence[ChannelLeg]) -> None:
    """Check the whole way and write it down."""
    check_way(session, legs, sale.customer)
    for seq, leg in enumerate(legs, start=1):
        check_leg(session, leg, seq)
        leg.seq = seq
        session.add(leg)
    kept = {leg.id for leg in legs}
    for old in legs_of(session, sale.deal_id):
        if old.id not in kept:
            session.delete(old)
    session.flush()
