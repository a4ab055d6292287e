"""What the page of a deal's legs shows: the way, what everybody pays and earns, the quotes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.channels.claiming import Claim
from cpq.channels.legs import Chain, Margin, PriceBasis, PricedLeg
from cpq.channels.quotes import Making
from cpq.channels.reading import shown
from cpq.channels.reckoning import Reckoning, reckoned
from cpq.channels.routes import Sale, legs_or_direct
from cpq.channels.sources import leg_quotes, sources_of_deal
from cpq.models import ChannelLeg, ListOfPrices, QuoteRevision, ResaleNote
from cpq.queries import RevisionRow, row_of
from customers.queries import ContactCard, CustomerCard, contacts_of, customer_cards
from foundation.errors import Missing, Refusal
from foundation.language import Text, _
from foundation.money import Money


@dataclass(frozen=True, slots=True)
class Stated:
    """What a reseller said it sells for, and how far that lies from our reference."""

    leg_id: str
    stated: Money
    reference: Money
    apart: Money
    ratio: Decimal | None
    words: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LegView:
    """A leg with its parties, what it costs, and its quote. Without a price it is not reckoned."""

    row: ChannelLeg
    values: Mapping[str, Any]
    basis: Text
    seller: CustomerCard | None
    buyer: CustomerCard
    contacts: Sequence[ContactCard]
    priced: PricedLeg | None
    margin: Margin | None
    claim: Claim
    quote: RevisionRow | None
    behind: bool
    notes: Sequence[Stated]

    @property
    def ours(self) -> bool:
        """True where we sell."""
        return self.seller is None


@dataclass(frozen=True, slots=True)
class Way:
    """The whole way of a deal, reckoned from one of its end-user quotes, or why it is not."""

    legs: tuple[LegView, ...]
    sources: Sequence[RevisionRow]
    source: RevisionRow | None
    chain: Chain | None
    refusal: Text | None
    holders: Mapping[str, CustomerCard]

    @property
    def chained(self) -> bool:
        """True when somebody stands between us and the customer."""
        return len(self.legs) > 1

    @property
    def behind(self) -> bool:
        """True when the quote of a leg does not say what the end-user quote says now."""
        return any(leg.behind for leg in self.legs)

    @property
    def made(self) -> bool:
        """True when every leg has its quote."""
        return all(leg.quote for leg in self.legs)


def way_of(session: Session, sale: Sale, source_id: str = "") -> Way:
    """Return the way of a deal as its page shows it."""
    legs = legs_or_direct(session, sale)
    sources = sources_of_deal(session, sale.deal_id)
    source = _chosen(sources, source_id)
    known, refusal = _reckoned(session, source, legs)
    quotes = leg_quotes(session, source) if source else {}
    making = Making(source, legs, known, "") if source and known else None
    cards = customer_cards(session, [leg.buyer_id for leg in legs])
    notes = _notes(session, sale.deal_id)
    views = tuple(
        _view(session, legs, place, cards, making, quotes, notes) for place in range(len(legs))
    )
    held = [view.claim.held_by.holder_id for view in views if view.claim.held_by]
    return Way(
        views,
        [row_of(row) for row in sources],
        row_of(source) if source else None,
        known.chain if known else None,
        refusal,
        customer_cards(session, held),
    )


def lists_to_choose(session: Session) -> list[tuple[str, str, str]]:
    """Return the price lists a leg may be based on: code, and the name in both languages."""
    query = select(ListOfPrices).where(ListOfPrices.active).order_by(ListOfPrices.code)
    return [(row.code, row.name, row.name_en or row.name) for row in session.scalars(query)]


def _chosen(sources: Sequence[QuoteRevision], source_id: str) -> QuoteRevision | None:
    if not source_id:
        return sources[0] if sources else None
    source = next((row for row in sources if row.id == source_id), None)
    if source is None:
        raise Missing(_("This quote is not on the deal any more. Please reload the page."))
    return source


def _reckoned(
    session: Session, source: QuoteRevision | None, legs: Sequence[ChannelLeg]
) -> tuple[Reckoning | None, Text | None]:
    if source is None:
        return None, None
    try:
        return reckoned(session, source, legs), None
    except Refusal as refusal:
        return None, refusal.text


def _view(
    session: Session,
    legs: Sequence[ChannelLeg],
    place: int,
    cards: Mapping[str, CustomerCard],
    making: Making | None,
    quotes: Mapping[str, QuoteRevision],
    notes: Sequence[Stated],
) -> LegView:
    leg, quote = legs[place], quotes.get(legs[place].id)
    chain = making.known.chain if making else None
    return LegView(
        row=leg,
        values=shown(leg),
        basis=PriceBasis(leg.basis).label,
        seller=cards[legs[place - 1].buyer_id] if place else None,
        buyer=cards[leg.buyer_id],
        contacts=contacts_of(session, leg.buyer_id),
        priced=chain.legs[place] if chain else None,
        margin=chain.margins[place - 1] if chain and place else None,
        claim=making.known.claims[leg.seq] if making else Claim(),
        quote=row_of(quote) if quote else None,
        behind=bool(quote and making and quote.source_mark != making.mark_of(leg)),
        notes=[note for note in notes if note.leg_id == leg.id],
    )


def _notes(session: Session, deal_id: str) -> list[Stated]:
    query = select(ResaleNote).where(ResaleNote.deal_id == deal_id)
    return [_stated(row) for row in session.scalars(query.order_by(ResaleNote.at.desc()))]


def _stated(row: ResaleNote) -> Stated:
    apart = row.stated - row.reference
    return Stated(
        leg_id=row.leg_id,
        stated=Money(row.stated, row.currency),
        reference=Money(row.reference, row.currency),
        apart=Money(apart, row.currency),
        ratio=Decimal(apart) / row.reference if row.reference else None,
        words=row.words,
        by=row.by,
        at=row.at,
    )
