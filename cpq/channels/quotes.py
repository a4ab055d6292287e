"""Makes the quote of every leg from an end-user quote, and makes it anew when that one changes.

A leg's quote has a number, a buyer, a currency, a language and terms of its own. Its lines are the
source's, each with what ``legs`` priced it by, so that it is priced as any quote is and the totals
of all legs agree. It says no figure of another party, unless the leg shows the end-user price as a
reference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.actions.drafts import ids_of
from cpq.actions.states import revise_quote
from cpq.channels.explaining import given_of
from cpq.channels.legs import PriceBasis
from cpq.channels.listed import amounts_for, buyer_of
from cpq.channels.reckoning import Reckoning, channel_of_leg, reckoned
from cpq.channels.sources import MIRRORED, leg_quotes, mark_of, source_of
from cpq.events import QuoteOpened
from cpq.models import ChannelLeg, Quote, QuoteLine, QuoteRevision, QuoteState
from cpq.repricing import reprice
from customers.queries import contacts_of, customer_card
from foundation.db import today
from foundation.errors import Refusal
from foundation.events import record
from foundation.language import _, say
from foundation.money import Money, money_of, six_places
from foundation.numbering import next_number

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Making:
    """What the quotes of one sale are made of."""

    source: QuoteRevision
    legs: Sequence[ChannelLeg]
    known: Reckoning
    by: str

    def seller_of(self, leg: ChannelLeg) -> str:
        """Return who sells on a leg; empty: we."""
        return seller_of(self.legs, leg)

    def mark_of(self, leg: ChannelLeg) -> str:
        """Return what differs as soon as the leg's quote would say something else."""
        priced = self.known.chain.legs[leg.seq - 1]
        return mark_of(self.source, leg, priced, self.seller_of(leg))


def seller_of(legs: Sequence[ChannelLeg], leg: ChannelLeg) -> str:
    """Return who sells on a leg: the buyer of the one before; empty: we."""
    return next((one.buyer_id for one in legs if one.seq == leg.seq - 1), "")


def make_leg_quotes(
    session: Session, source_id: str, legs: Sequence[ChannelLeg], *, by: str
) -> list[QuoteRevision]:
    """Make, or bring up to date, the quote of every leg; doing it twice changes nothing more.

    Drafts are updated; what was submitted is revised, so that its approval starts again; what says
    the right thing already stays as it is.

    Raises:
        Refusal: the sale passes nobody, a line has no price, or nobody at a buyer is known.
    """
    source = source_of(session, source_id)
    if len(legs) < 2:  # noqa: PLR2004  (a chain has a company in between)
        raise Refusal(_("This deal goes to the customer directly: its quote is the only one."))
    making = Making(source, legs, reckoned(session, source, legs), by)
    there = leg_quotes(session, source)
    return [_made(session, making, leg, there.get(leg.id)) for leg in legs]


def _made(
    session: Session, making: Making, leg: ChannelLeg, row: QuoteRevision | None
) -> QuoteRevision:
    if row is not None and row.source_mark == making.mark_of(leg):
        return row
    if row is None:
        row = _opened(session, making, leg)
    elif row.state is not QuoteState.DRAFT:
        row = revise_quote(session, row.id, by=making.by)
    _fill(session, making, leg, row)
    session.flush()
    reprice(session, row)
    session.flush()
    return row


def _opened(session: Session, making: Making, leg: ChannelLeg) -> QuoteRevision:
    source = making.source
    quote = Quote(deal_id=source.deal_id, number=next_number(session, "Q"))
    session.add(quote)
    session.flush()
    row = QuoteRevision(
        quote_id=quote.id,
        number=quote.number,
        deal_id=source.deal_id,
        customer_id=leg.buyer_id,
        contact_id=_addressee(session, leg),
        owner_id=source.owner_id,
        channel=source.channel,
        currency=leg.currency,
        language=leg.language,
        issued_on=today(),
        valid_until=source.valid_until,
    )
    session.add(row)
    session.flush()
    record(session, QuoteOpened(**ids_of(row), by=making.by))
    return row


def _fill(session: Session, making: Making, leg: ChannelLeg, row: QuoteRevision) -> None:
    """Let a draft say what its leg says now."""
    source = making.source
    row.leg_id, row.leg_seq, row.seller_id = leg.id, leg.seq, making.seller_of(leg)
    row.source_id, row.source_mark = source.id, making.mark_of(leg)
    mine = making.known.claims[leg.seq].mine
    row.registration_id = mine.id if mine else None
    row.channel = channel_of_leg(making.legs, leg, source)
    buyer = buyer_of(source, leg, row.channel, mine)
    row.campaign, row.priced_at = buyer.campaign, buyer.priced_at
    row.list_versions = dict(buyer.list_versions)
    row.customer_id, row.contact_id = leg.buyer_id, _addressee(session, leg)
    row.currency, row.language = leg.currency, leg.language
    row.payment_terms = dict(leg.payment_terms)
    row.subject, row.delivery = source.subject, dict(source.delivery)
    row.valid_until = max(source.valid_until, today())
    row.notes = _notes(making, leg)
    _put_lines(session, making, leg, row)


def _put_lines(session: Session, making: Making, leg: ChannelLeg, row: QuoteRevision) -> None:
    priced = making.known.chain.legs[leg.seq - 1]
    regular = _regular(session, making, leg)
    last = leg.seq == len(making.legs) - 1
    lines = []
    for line, asked, figures in zip(
        sorted(making.source.lines, key=lambda one: one.position),
        priced.asked,
        priced.lines,
        strict=True,
    ):
        mirrored = QuoteLine(**{name: getattr(line, name) for name in MIRRORED})
        given = given_of(asked, PriceBasis(leg.basis), leg.list_code, last_reseller=last)
        concession = _concession(figures.net_amount, regular.get(line.position))
        mirrored.price = {"leg": given, "concession": str(concession)}
        lines.append(mirrored)
    row.lines.clear()
    session.flush()
    row.lines.extend(lines)


def _regular(session: Session, making: Making, leg: ChannelLeg) -> Mapping[int, Money]:
    """Return what the buyer of our own leg would pay by its lists, for whoever approves less."""
    if leg.seq > 1:
        return {}
    channel = channel_of_leg(making.legs, leg, making.source)
    buyer = buyer_of(making.source, leg, channel, making.known.claims[leg.seq].mine)
    try:
        return amounts_for(session, making.source, buyer, leg.list_code)
    except Refusal:
        return {}  # a product without a list price has no regular one


def _concession(net: Money, regular: Money | None) -> Decimal:
    if regular is None or regular.amount <= net.amount:
        return NOTHING
    return six_places(1 - Decimal(net.amount) / regular.amount)


def _addressee(session: Session, leg: ChannelLeg) -> str:
    if leg.contact_id:
        return leg.contact_id
    people = contacts_of(session, leg.buyer_id)
    if not people:
        name = customer_card(session, leg.buyer_id).name
        words = _("Nobody at %(name)s is known. Add a contact there first.", name=name)
        raise Refusal(words, field="contact_id")
    return people[0].id


def _notes(making: Making, leg: ChannelLeg) -> str:
    """Return the end-user price as a reference, where the leg shows it to a reseller."""
    if not leg.show_reference or leg.seq == len(making.legs):
        return ""
    reference, rate = making.known.chain.reference, making.known.asked[leg.seq - 1].rate
    amount = money_of(reference.major / rate, leg.currency)
    words = _(
        "Reference end-user price, without tax (your own prices are yours to set): %(amount)s",
        amount=amount,
    )
    return say(words, leg.language)
