"""The way of a deal to its end customer: its legs, their quotes, and the channels beside it.

Each change of the legs is one of the deal too, which names the companies it passes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

import deals.actions
from cpq.channels import quotes, resale, routes
from cpq.channels.balance import Bar, Offer, bars_of, warnings_of
from cpq.channels.policy import policy_of
from cpq.channels.reading import Fields
from cpq.channels.routes import Sale
from cpq.channels.showing import Way, way_of
from cpq.channels.sources import standing_source
from cpq.channels.weighing import offers_of
from cpq.queries import RevisionRow, row_of
from customers.queries import CustomerCard, customer_of, customers_matching
from deals.actions.moves import locked
from deals.queries import DealCard, deal_card
from foundation.errors import Conflict, Refusal
from foundation.language import Text, _
from people.queries import PersonCard

FOUND = 8


@dataclass(frozen=True)
class Balance:
    """What every channel comes to for one quote, drawn and in words; or why nothing is known."""

    source: RevisionRow | None
    offers: Sequence[Offer]
    bars: Sequence[Bar]
    warnings: Sequence[Text]
    refusal: Text | None = None


def sale_of(deal: DealCard) -> Sale:
    """Return a deal as its legs know it."""
    return Sale(deal.id, deal.customer, deal.contact.id if deal.contact else "", deal.currency)


def legs_of(session: Session, deal_id: str, source_id: str = "") -> Way:
    """Return the way of a deal, reckoned from its newest end-user quote or the one asked for."""
    return way_of(session, sale_of(deal_card(session, deal_id)), source_id)


def way_of_quote(session: Session, row: RevisionRow) -> Way | None:
    """Return the way that an end-user quote, or a quote made of it, goes; None: it goes none.

    It is reckoned from the revision of the end-user quote that stands.
    """
    if len(routes.legs_of(session, row.deal_id)) <= 1:  # most quotes: their lines are not read
        return None
    source = standing_source(session, row.id)
    return way_of(session, sale_of(deal_card(session, row.deal_id)), source.id) if source else None


def buyers_found(session: Session, deal_id: str, words: str) -> list[CustomerCard]:
    """Return companies found by words that the sale may still pass."""
    if not words.strip():
        return []
    sale = sale_of(deal_card(session, deal_id))
    on_way = {leg.buyer_id for leg in routes.legs_or_direct(session, sale)}
    rows = session.scalars(customers_matching(words[:100]).limit(FOUND + len(on_way)))
    return [customer_of(row) for row in rows if row.id not in on_way][:FOUND]


def add_leg(session: Session, deal_id: str, buyer_id: str, *, by: PersonCard) -> None:
    """Let the sale pass another company, the last before the customer."""
    sale = _open_sale(session, deal_id)
    last = len(routes.legs_or_direct(session, sale))
    routes.insert_leg(session, sale, buyer_id, before=last)
    deals.actions.take_route(session, deal_id, by=by)


def change_leg(
    session: Session, deal_id: str, leg_id: str, fields: Fields, documents: list[str]
) -> None:
    """Change the terms of a leg."""
    routes.change_leg(session, _open_sale(session, deal_id), leg_id, fields, documents)


def move_leg(session: Session, deal_id: str, leg_id: str, step: int, *, by: PersonCard) -> None:
    """Let a company stand nearer to us, or to the customer."""
    routes.move_leg(session, _open_sale(session, deal_id), leg_id, step)
    deals.actions.take_route(session, deal_id, by=by)


def remove_leg(session: Session, deal_id: str, leg_id: str, *, by: PersonCard) -> None:
    """Let the sale pass a company no more."""
    routes.remove_leg(session, _open_sale(session, deal_id), leg_id)
    deals.actions.take_route(session, deal_id, by=by)


def put_legs(session: Session, deal_id: str, wanted: Sequence[Fields], *, by: PersonCard) -> None:
    """Replace all legs of a deal."""
    routes.put_legs(session, _open_sale(session, deal_id), wanted)
    deals.actions.take_route(session, deal_id, by=by)


def make_quotes(
    session: Session, deal_id: str, source_id: str = "", *, by: PersonCard
) -> list[RevisionRow]:
    """Make every leg's quote from an end-user quote, by default the newest, or renew them."""
    sale = _open_sale(session, deal_id)
    source = legs_of(session, deal_id, source_id).source
    if source is None:
        raise Refusal(_("Make a quote for the end customer first: the legs are made from it."))
    legs = routes.legs_or_direct(session, sale)
    made = quotes.make_leg_quotes(session, source.id, legs, by=by.id)
    return [row_of(row) for row in made]


def note_resale(
    session: Session, deal_id: str, leg_id: str, fields: Fields, *, by: PersonCard
) -> None:
    """Write down what a reseller said it will sell for."""
    sale = sale_of(deal_card(session, deal_id))
    source = legs_of(session, deal_id, fields.get("source_id", "")).source
    if source is None:
        raise Refusal(_("Make a quote for the end customer first: the legs are made from it."))
    resale.note_resale(
        session,
        source.id,
        routes.legs_or_direct(session, sale),
        leg_id,
        stated=fields.get("stated", ""),
        words=fields.get("words", ""),
        by=by.name,
    )


def balance_of(session: Session, deal_id: str, source_id: str = "") -> Balance:
    """Return what every channel comes to for the products of a deal's end-user quote."""
    sale = sale_of(deal_card(session, deal_id))
    source = legs_of(session, deal_id, source_id).source
    if source is None:
        return Balance(None, (), (), ())
    try:
        offers = offers_of(session, sale, source.id)
    except Refusal as refusal:
        return Balance(source, (), (), (), refusal.text)
    warnings = warnings_of(offers, policy_of(session).tolerance)
    return Balance(source, offers, bars_of(offers), warnings)


def _open_sale(session: Session, deal_id: str) -> Sale:
    """Return the sale of a deal that is still open, locked against other changes."""
    locked(session, deal_id)
    deal = deal_card(session, deal_id)
    if deal.kind.closed:
        raise Conflict(_("This deal is closed. Reopen it before you change its legs."))
    return sale_of(deal)
