"""What is known of deals, one by one and in lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from cpq.channels.routes import legs_of
from customers.channels import Channel, channel_of
from customers.queries import (
    ContactCard,
    CustomerCard,
    DivisionCard,
    contact_card,
    customer_card,
    customer_cards,
    division_card,
)
from deals.models import Deal, Stage
from deals.queries.boards import BoardFilter
from deals.queries.story import stage_name
from deals.stages import Kind
from foundation.db import found
from foundation.language import Text
from foundation.money import Money
from people.queries import PersonCard, person_card


@dataclass(frozen=True, slots=True)
class DealCard:
    """A deal with everything it names."""

    id: str
    number: str
    name: str
    customer: CustomerCard
    contact: ContactCard | None
    division: DivisionCard | None
    channel: Text
    route: Sequence[CustomerCard]
    owner: PersonCard
    expected_month: date
    worth: Money | None
    amount_source: str
    quote_only: bool
    currency: str
    stage: str
    stage_name: Text
    kind: Kind
    pinned: bool
    reason: str
    resume_on: date | None
    waits_for: Text | None
    waits_since: datetime | None
    signed: int
    to_sign: int
    opened_at: datetime
    stage_since: datetime
    touched_at: datetime
    version: int
    fields: dict[str, str]


def deal_card(session: Session, deal_id: str) -> DealCard:
    """Return one deal. Raises Missing."""
    deal = found(session, Deal, deal_id)
    partners = _resellers(session, deal)
    known = customer_cards(session, partners)
    return DealCard(
        id=deal.id,
        number=deal.number,
        name=deal.name,
        customer=customer_card(session, deal.customer_id),
        contact=contact_card(session, deal.contact_id) if deal.contact_id else None,
        division=division_card(session, deal.division_id),
        channel=channel_of(deal.channel).label,
        route=[known[key] for key in partners if key in known],
        owner=person_card(session, deal.owner_id),
        expected_month=deal.expected_month,
        worth=deal.worth,
        amount_source=deal.amount_source,
        quote_only=deal.quote_only,
        currency=deal.currency,
        stage=deal.stage.key,
        stage_name=stage_name(deal.stage),
        kind=deal.stage.at.kind,
        pinned=deal.pin_stage == deal.stage.key,
        reason=deal.reason,
        resume_on=deal.resume_on,
        waits_for=deal.waits_for,
        waits_since=deal.waits_since,
        signed=deal.signed,
        to_sign=deal.to_sign,
        opened_at=deal.opened_at,
        stage_since=deal.stage_since,
        touched_at=deal.touched_at,
        version=deal.version,
        fields=_fields(deal),
    )


def _resellers(session: Session, deal: Deal) -> list[str]:
    """Return whom the sale passes; a chain's companies stand on its legs."""
    if channel_of(deal.channel) is Channel.CHAIN:
        return [leg.buyer_id for leg in legs_of(session, deal.id)][:-1]
    return [key for key in (deal.distributor_id, deal.dealer_id) if key]


def deals_matching(asked: BoardFilter, stage: str = "", sort: str = "month") -> Select[Deal]:
    """Return the query of deals found by a filter, in one stage where asked."""
    orders: dict[str, ColumnElement[Any]] = {
        "month": Deal.expected_month.asc(),
        "-month": Deal.expected_month.desc(),
        "number": Deal.number.asc(),
        "-number": Deal.number.desc(),
    }
    query = select(Deal).where(*asked.conditions)
    if stage:
        query = query.where(Deal.stage_id.in_(select(Stage.id).where(Stage.key == stage)))
    return query.order_by(orders.get(sort, orders["month"]), Deal.id)


def statuses(session: Session, rows: Sequence[Deal]) -> list[DealCard]:
    """Return rows of a list as they are shown."""
    return [deal_card(session, row.id) for row in rows]


def _fields(deal: Deal) -> dict[str, str]:
    """Return what a form shows of the deal."""
    return {
        "customer_id": deal.customer_id,
        "name": deal.name,
        "contact_id": deal.contact_id or "",
        "division_id": deal.division_id or "",
        "channel": deal.channel,
        "dealer_id": deal.dealer_id or "",
        "distributor_id": deal.distributor_id or "",
        "owner_id": deal.owner_id,
        "expected_month": f"{deal.expected_month:%Y-%m}",
        "amount": str(deal.worth.major) if deal.worth else "",
        "version": str(deal.version),
    }
