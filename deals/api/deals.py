"""Deals for other systems: open, list, look at, move."""

from datetime import date, datetime
from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from deals import actions, queries
from deals.queries import BoardFilter, DealCard
from deals.reading import day_of, month_of
from foundation.bodies import KNOWN, LONGEST_PAGE, PROBLEMS, Amount, Body
from foundation.doors import page_of, session
from foundation.language import LANGUAGES, Text, say
from people.current import person

deals_api = APIBlueprint("deals_api", __name__, url_prefix="/api/v1/deals", tag="Deals")


class DealIn(Body):
    """A new deal. What is left out is taken from the customer; the owner is whoever asks."""

    customer_id: str = Field(max_length=40)
    name: str = Field(min_length=1, max_length=200)
    expected_month: str = Field(max_length=20, description="2026-12")
    contact_id: str | None = Field(default=None, max_length=40)
    division_id: str | None = Field(default=None, max_length=40)
    channel: str | None = Field(default=None, pattern="^(direct|web|dealer|distributor|chain)$")
    dealer_id: str | None = Field(default=None, max_length=40)
    distributor_id: str | None = Field(default=None, max_length=40)
    amount: str | None = Field(default=None, max_length=30, description="whole units: 1200000")
    owner_id: str | None = Field(default=None, max_length=40)


class MoveIn(Body):
    """Where a deal goes, and what has to be said for it."""

    to: str = Field(min_length=1, max_length=40)
    seen: str = Field(default="", max_length=40, description="the stage you know it in")
    reason: str = Field(default="", max_length=500)
    resume_on: str = Field(default="", max_length=20, description="2027-01-15")


class DealOut(BaseModel):
    """A deal and where it stands."""

    id: str
    number: str
    name: str
    customer_id: str
    customer: str
    contact_id: str
    division_id: str
    channel: str
    dealer_id: str
    distributor_id: str
    owner_id: str
    owner: str
    expected_month: str
    amount: Amount | None
    amount_source: str
    quote_only: bool
    stage: str
    stage_name: dict[str, str]
    pinned: bool
    why: dict[str, str]
    waits_for: dict[str, str] | None
    waits_since: datetime | None
    signed: int
    to_sign: int
    reason: str
    resume_on: date | None
    opened_at: datetime
    version: int


class DealsIn(Body):
    """Which deals."""

    q: str = Field(default="", max_length=100)
    stage: str = Field(default="", max_length=40)
    owner_id: str = Field(default="", max_length=40)
    month: str = Field(default="", max_length=20)
    sort: str = Field(default="month", max_length=20)
    page: int = Field(default=1, ge=1, le=100_000)
    per_page: int = Field(default=50, ge=1, le=LONGEST_PAGE)


class DealsOut(BaseModel):
    """A page of deals."""

    deals: list[DealOut]
    page: int
    total: int


@deals_api.get("")
@deals_api.input(DealsIn, location="query")
@deals_api.output(DealsOut)
@deals_api.doc(responses=KNOWN)
def list_deals(query_data: DealsIn) -> DealsOut:
    """List deals, found by words, owner, stage and month."""
    month = month_of(query_data.month, "month") if query_data.month else None
    asked = BoardFilter(query_data.q, query_data.owner_id, month)
    query = queries.deals_matching(asked, query_data.stage, query_data.sort)
    page = page_of(query, query_data.page, query_data.per_page)
    rows = [_deal(row.id) for row in page.rows]
    return DealsOut(deals=rows, page=page.number, total=page.total)


@deals_api.post("")
@deals_api.input(DealIn)
@deals_api.output(DealOut, status_code=201)
@deals_api.doc(responses={**PROBLEMS, 422: "Something is wrong"})
def create_deal(json_data: DealIn) -> DealOut:
    """Open a deal."""
    fields = json_data.model_dump(exclude_none=True)
    return _deal(actions.open_deal(session(), fields, by=person()).id)


@deals_api.get("/<deal_id>")
@deals_api.output(DealOut)
@deals_api.doc(responses=PROBLEMS)
def get_deal(deal_id: str) -> DealOut:
    """Return a deal, where it stands and why."""
    return _deal(deal_id)


@deals_api.post("/<deal_id>/move")
@deals_api.input(MoveIn)
@deals_api.output(DealOut)
@deals_api.doc(responses={**PROBLEMS, 409: "Moved meanwhile, or not to be won by hand"})
def move_deal(deal_id: str, json_data: MoveIn) -> DealOut:
    """Put a deal into a stage by hand."""
    actions.move(
        session(),
        deal_id,
        to=json_data.to,
        by=person().name,
        seen=json_data.seen,
        reason=json_data.reason,
        resume_on=day_of(json_data.resume_on, "resume_on"),
    )
    return _deal(deal_id)


def _deal(deal_id: str) -> DealOut:
    deal = queries.deal_card(session(), deal_id)
    return DealOut(
        id=deal.id,
        number=deal.number,
        name=deal.name,
        customer=deal.customer.name,
        owner=deal.owner.name,
        amount=Amount(amount=str(deal.worth.major), currency=deal.currency) if deal.worth else None,
        stage_name=_both(deal.stage_name),
        why=_both(queries.why_there(session(), deal_id)),
        waits_for=_both(deal.waits_for) if deal.waits_for else None,
        **_plain(deal),
        **{key: deal.fields[key] for key in FROM_FIELDS},
    )


FROM_FIELDS = (
    "customer_id",
    "contact_id",
    "division_id",
    "channel",
    "dealer_id",
    "distributor_id",
    "owner_id",
    "expected_month",
)
AS_IT_STANDS = (
    "amount_source",
    "stage",
    "pinned",
    "waits_since",
    "signed",
    "to_sign",
    "quote_only",
    "reason",
    "resume_on",
    "opened_at",
    "version",
)


def _plain(deal: DealCard) -> dict[str, Any]:
    return {name: getattr(deal, name) for name in AS_IT_STANDS}


def _both(text: Text) -> dict[str, str]:
    return {language: say(text, language) for language in LANGUAGES}
