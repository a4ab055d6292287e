"""The forecast of a price over HTTP: who would have to agree, and where that changes."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from cpq.actions.prices import Price
from flow.api import flow_api
from flow.forecast import LineForecast, kept_grounds, line_forecast
from foundation.bodies import Body, Day, Number
from foundation.doors import session
from foundation.language import say
from people.current import person
from people.roles import SALES

Value = Annotated[Number, Field(ge=0, le=10**13, decimal_places=6)]


class ForecastQuery(Body):
    """A price to try, as it would be set; ``rules``: by the rules alone."""

    how: Literal["rules", "percent", "unit", "net"]
    value: Value = Decimal(0)
    pattern: str = Field(default="", max_length=40)
    reason: str = Field(default="", max_length=500)
    competitor: str = Field(default="", max_length=100)
    promised: Annotated[Number, Field(gt=0, le=10**13, decimal_places=6)] | None = None
    until: Day | None = None


class RoleOut(BaseModel):
    """Somebody who would have to agree, and why."""

    role: str
    reasons: list[str]


class BandOut(BaseModel):
    """Prices, from and to as they are typed, that need the same yes."""

    first: str
    last: str
    roles: list[str]
    refused: bool
    here: bool


class NextBreakOut(BaseModel):
    """A larger quantity at which the same net unit price needs fewer people."""

    quantity: str
    rule_unit: str
    roles: list[str]


class LineForecastOut(BaseModel):
    """What a price would come to. Amounts in whole units; margins are ratios, for sales only."""

    currency: str
    net: str | None
    net_unit: str | None
    by_rules: str | None
    discount: str
    margin: str | None
    line_margin: str | None
    approvers: list[RoleOut]
    refused: str
    problems: list[str]
    unknown: str
    bands: list[BandOut]
    next_break: NextBreakOut | None


@flow_api.get("/quotes/<revision_id>/lines/<line_id>/forecast")
@flow_api.input(ForecastQuery, location="query")
@flow_api.output(LineForecastOut)
@flow_api.doc(responses=[404, 409, 422])
def foretell_price(revision_id: str, line_id: str, query_data: ForecastQuery) -> LineForecastOut:
    """Say what a price of a draft's line would mean, without keeping it."""
    grounds = kept_grounds(session(), revision_id, line_id).model_copy(
        update=query_data.model_dump(include={"competitor", "promised", "until"})
    )
    asked = Price(query_data.how, query_data.value, query_data.pattern, query_data.reason, grounds)
    return _out(line_forecast(session(), revision_id, line_id, asked))


def _out(at: LineForecast) -> LineForecastOut:
    sales = person().may_act_as(*SALES)
    return LineForecastOut(
        currency=at.currency,
        net=_plain(at.net.major if at.net else None),
        net_unit=_plain(at.net_unit),
        by_rules=_plain(at.by_rules.major if at.by_rules else None),
        discount=_plain(round(at.discount, 6)) or "0",
        margin=_plain(at.margin) if sales else None,
        line_margin=_plain(at.line_margin) if sales else None,
        approvers=[
            RoleOut(role=say(one.role), reasons=[say(why) for why in one.reasons])
            for one in at.steps
        ],
        refused=say(at.refusal) if at.refusal else "",
        problems=[say(problem.text) for problem in at.problems],
        unknown=say(at.unknown) if at.unknown else "",
        bands=[
            BandOut(
                first=f"{band.first:f}",
                last=f"{band.last:f}",
                roles=[say(role) for role in band.roles],
                refused=band.refused,
                here=band.here,
            )
            for band in at.bands
        ],
        next_break=_next_break(at),
    )


def _next_break(at: LineForecast) -> NextBreakOut | None:
    if at.ahead is None:
        return None
    return NextBreakOut(
        quantity=f"{at.ahead.quantity:f}",
        rule_unit=f"{at.ahead.rule_unit:f}",
        roles=[say(role) for role in at.ahead.roles],
    )


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else f"{round(value, 6).normalize() + 0:f}"
