"""Reckons the same products over every channel there is, to see whether they are in balance.

A channel that the deal does not go is reckoned with what is usual: the first buyer pays by its own
price lists, everybody after that the usual margin on top.
"""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.channels.balance import Figures, Offer
from cpq.channels.legs import EndUserLine, Leg, PriceBasis, price_legs
from cpq.channels.listed import Buyer, amounts_for, catalogue_of
from cpq.channels.policy import policy_of
from cpq.channels.reckoning import end_user_lines, reckoned
from cpq.channels.routes import Sale, legs_or_direct
from cpq.models import ChannelLeg, ChannelPolicy, QuoteRevision
from cpq.pricing import Catalogue
from customers.channels import Channel
from customers.queries import CustomerCard, customer_cards, partners
from foundation.db import found
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.money import Money, total_of

NOBODY = _("No company of ours sells this way: name one as the customer's usual dealer.")


def offers_of(session: Session, sale: Sale, source_id: str) -> list[Offer]:
    """Return what the products of an end-user quote come to over every channel."""
    source = found(session, QuoteRevision, source_id)
    legs = legs_or_direct(session, sale)
    lines = end_user_lines(source)
    policy = policy_of(session)
    dealer, distributor = _companies(session, sale, legs)
    return [
        _direct(lines, source, sale.customer),
        _over_the_web(session, source, sale.customer),
        _through(session, source, lines, policy, Channel.DEALER, [dealer], sale.customer),
        _through(
            session,
            source,
            lines,
            policy,
            Channel.DISTRIBUTOR,
            [distributor, dealer],
            sale.customer,
        ),
        *([_as_agreed(session, source, legs)] if len(legs) > 1 else []),
    ]


def _direct(lines: Sequence[EndUserLine], source: QuoteRevision, customer: CustomerCard) -> Offer:
    total = total_of([line.net for line in lines], source.currency)
    return Offer("direct", Channel.DIRECT.label, (_names(customer),), Figures(total, total))


def _over_the_web(session: Session, source: QuoteRevision, customer: CustomerCard) -> Offer:
    name, way = Channel.WEB.label, (_names(customer),)
    try:
        total = _listed_total(session, source, customer.id, Channel.WEB)
    except Refusal as refusal:
        return Offer("web", name, way, refusal=refusal.text)
    return Offer("web", name, way, Figures(total, total))


def _through(
    session: Session,
    source: QuoteRevision,
    lines: Sequence[EndUserLine],
    policy: ChannelPolicy,
    channel: Channel,
    resellers: Sequence[CustomerCard | None],
    customer: CustomerCard,
) -> Offer:
    """Return what a channel comes to that starts with the first buyer's own lists."""
    known = [one for one in resellers if one is not None]
    if len(known) < len(resellers):
        return Offer(channel.value, channel.label, (), refusal=NOBODY)
    way = tuple(_names(one) for one in (*known, customer))
    try:
        buyer = _buyer(source, known[0].id, channel)
        legs = _usual_legs(policy, known, customer, catalogue_of(session, source, buyer), source)
        chain = price_legs(lines, legs, source.currency)
    except Refusal as refusal:
        return Offer(channel.value, channel.label, way, refusal=refusal.text)
    return Offer(channel.value, channel.label, way, Figures(chain.end_user, chain.ours))


def _usual_legs(
    policy: ChannelPolicy,
    resellers: Sequence[CustomerCard],
    customer: CustomerCard,
    lists: Catalogue,
    source: QuoteRevision,
) -> list[Leg]:
    currency = source.currency
    first = Leg(1, resellers[0].id, PriceBasis.PRICE_LIST, currency=currency, catalogue=lists)
    buyers = [*(one.id for one in resellers[1:]), customer.id]
    return [first] + [
        Leg(seq, buyer, PriceBasis.ON_TOP, _markup(policy, seq, buyers), currency=currency)
        for seq, buyer in enumerate(buyers, start=2)
    ]


def _markup(policy: ChannelPolicy, seq: int, buyers: Sequence[str]) -> Decimal:
    """Return what the seller of a leg usually puts on top: the dealer sells the last one."""
    return policy.dealer_markup if seq == len(buyers) + 1 else policy.distributor_markup


def _as_agreed(session: Session, source: QuoteRevision, legs: Sequence[ChannelLeg]) -> Offer:
    name: Text = _("This deal, as its legs are agreed")
    cards = customer_cards(session, [leg.buyer_id for leg in legs])
    way = tuple(_names(cards[leg.buyer_id]) for leg in legs)
    try:
        chain = reckoned(session, source, legs).chain
    except Refusal as refusal:
        return Offer("chain", name, way, refusal=refusal.text)
    return Offer("chain", name, way, Figures(chain.end_user, chain.ours))


def _companies(
    session: Session, sale: Sale, legs: Sequence[ChannelLeg]
) -> tuple[CustomerCard | None, CustomerCard | None]:
    """Return the dealer and the distributor of this sale, else the customer's usual ones."""
    on_way = [leg.buyer_id for leg in legs][:-1]
    usual = [sale.customer.distributor_id, sale.customer.dealer_id]
    known = customer_cards(session, [*on_way, *usual])
    dealer = known.get(on_way[-1] if on_way else sale.customer.dealer_id)
    first = known.get(on_way[0]) if len(on_way) > 1 else known.get(sale.customer.distributor_id)
    others = [one for one in partners(session) if one.id != sale.customer.id]
    dealer = dealer or next((one for one in others if one.price_group == "dealer"), None)
    first = first or next((one for one in others if one.price_group == "distributor"), None)
    return dealer, first if first != dealer else None


def _names(company: CustomerCard) -> dict[str, str]:
    return {"ja": company.name, "en": company.called("en")}


def _buyer(source: QuoteRevision, company_id: str, channel: Channel) -> Buyer:
    return Buyer(
        company_id,
        channel.value,
        source.currency,
        source.campaign,
        source.priced_at,
        source.list_versions,
    )


def _listed_total(
    session: Session, source: QuoteRevision, company_id: str, channel: Channel
) -> Money:
    amounts = amounts_for(session, source, _buyer(source, company_id, channel))
    return total_of(list(amounts.values()), source.currency)
