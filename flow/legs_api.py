"""The legs of a deal and their quotes over HTTP, for other systems.

Figures and margins are for our sales people: others are given the legs without them.
"""

from typing import Literal

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

import cpq.queries
import flow.legs
from cpq.answers import amount_out
from cpq.channels.showing import LegView
from foundation.bodies import PROBLEMS, REFUSED, Amount, Body
from foundation.doors import session
from foundation.language import say
from people.current import person
from people.roles import SALES

legs_api = APIBlueprint("legs_api", __name__, url_prefix="/api/v1", tag="Legs")

Bases = Literal["off_end_user", "price_list", "on_top", "fixed_net"]
Papers = Literal["quote", "order_form", "proposal"]


class LegIn(Body):
    """A leg: who buys, and on which terms. Its seller is the buyer of the leg before."""

    buyer_id: str = Field(max_length=40)
    basis: Bases = "off_end_user"
    percent: str = Field(default="0", max_length=20)
    list_code: str = Field(default="", max_length=40)
    fixed: str = Field(default="", max_length=30, description="whole units: 1200000")
    currency: Literal["JPY", "USD", "EUR"] | None = None
    rate: str = Field(default="", max_length=30)
    language: Literal["ja", "en"] | None = None
    payment_terms: str | None = Field(default=None, max_length=200)
    contact_id: str | None = Field(default=None, max_length=40)
    documents: list[Papers] | None = Field(default=None, description="left out: as usual")
    show_reference: bool = False


class LegsIn(Body):
    """All legs from us on; the last buyer is the end customer."""

    legs: list[LegIn] = Field(max_length=100)


class LegQuoteOut(BaseModel):
    """The quote of a leg; ``behind``: the end-user quote or a leg has changed since then."""

    revision_id: str
    number: str
    revision: int
    state: str
    behind: bool


class LegOut(BaseModel):
    """A leg. ``net`` is without tax; ``margin`` is what its seller earns. Empty for others."""

    id: str
    seq: int
    seller_id: str
    buyer_id: str
    basis: Bases
    percent: str
    list_code: str
    currency: str
    language: str
    payment_terms: dict[str, str]
    documents: list[Papers]
    show_reference: bool
    net: Amount | None
    margin: Amount | None
    quote: LegQuoteOut | None


class LegsOut(BaseModel):
    """The way of a deal, reckoned from one of its end-user quotes."""

    deal_id: str
    source_id: str
    legs: list[LegOut]
    ours: Amount | None
    end_user: Amount | None
    refusal: str


@legs_api.get("/deals/<deal_id>/legs")
@legs_api.output(LegsOut)
@legs_api.doc(responses=PROBLEMS)
def get_legs(deal_id: str) -> LegsOut:
    """Return the legs of a deal, reckoned from its newest end-user quote."""
    return _out(deal_id)


@legs_api.put("/deals/<deal_id>/legs")
@legs_api.input(LegsIn)
@legs_api.output(LegsOut)
@legs_api.doc(responses=REFUSED)
def put_legs(deal_id: str, json_data: LegsIn) -> LegsOut:
    """Replace the legs of a deal; a buyer that stays keeps what is left out."""
    wanted = [_fields(leg) for leg in json_data.legs]
    flow.legs.put_legs(session(), deal_id, wanted, by=person())
    return _out(deal_id)


@legs_api.get("/quotes/<revision_id>/legs")
@legs_api.output(LegsOut)
@legs_api.doc(responses=PROBLEMS)
def get_quote_legs(revision_id: str) -> LegsOut:
    """Return what the legs come to for one end-user quote."""
    row = cpq.queries.revision_row(session(), revision_id)
    return _out(row.deal_id, revision_id)


@legs_api.post("/quotes/<revision_id>/legs")
@legs_api.output(LegsOut)
@legs_api.doc(responses=REFUSED)
def make_leg_quotes(revision_id: str) -> LegsOut:
    """Make every leg's quote from an end-user quote, or bring them up to date."""
    row = cpq.queries.revision_row(session(), revision_id)
    flow.legs.make_quotes(session(), row.deal_id, revision_id, by=person())
    return _out(row.deal_id, revision_id)


def _fields(leg: LegIn) -> dict[str, str]:
    given = leg.model_dump(exclude_none=True, exclude={"documents", "show_reference"})
    papers = {} if leg.documents is None else {"documents": ",".join(leg.documents)}
    return {**given, **papers, "show_reference": "yes" if leg.show_reference else ""}


def _out(deal_id: str, source_id: str = "") -> LegsOut:
    session().flush()
    way = flow.legs.legs_of(session(), deal_id, source_id)
    told = person().may_act_as(*SALES)
    chain = way.chain if told else None
    return LegsOut(
        deal_id=deal_id,
        source_id=way.source.id if way.source else "",
        legs=[_leg(leg, told=told) for leg in way.legs],
        ours=amount_out(chain.ours) if chain else None,
        end_user=amount_out(chain.end_user) if chain else None,
        refusal=say(way.refusal) if way.refusal else "",
    )


def _leg(leg: LegView, *, told: bool) -> LegOut:
    same = ("id", "seq", "buyer_id", "basis", "list_code", "currency", "language")
    also = ("payment_terms", "documents", "show_reference")
    return LegOut(
        **{name: getattr(leg.row, name) for name in (*same, *also)},
        seller_id=leg.seller.id if leg.seller else "",
        percent=f"{leg.row.percent:f}",
        net=amount_out(leg.priced.total) if told and leg.priced else None,
        margin=amount_out(leg.margin.amount) if told and leg.margin else None,
        quote=_quote(leg),
    )


def _quote(leg: LegView) -> LegQuoteOut | None:
    if leg.quote is None:
        return None
    row = leg.quote
    return LegQuoteOut(
        revision_id=row.id,
        number=row.number,
        revision=row.revision,
        state=row.state,
        behind=leg.behind,
    )
