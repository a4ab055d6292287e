"""While a price is typed: what it comes to, who would have to agree, what a little more changes.

The quote and the approvals know nothing of each other; here they meet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.orm import Session

import approvals.queries
from approvals.actions import rules_for
from approvals.policy import policy
from approvals.queries import Forecast
from approvals.routing import refusals, route
from approvals.rules import Facts, LineFacts
from approvals.thresholds import Band, bands
from cpq.actions.drafts import check_quantity
from cpq.actions.prices import Price
from cpq.catalog.queries import product_card
from cpq.discounts.breaks import next_break
from cpq.discounts.given import Problem, grounds_of
from cpq.discounts.grounds import Grounds
from cpq.discounts.trying import QuoteAsIf, Tried, as_if
from cpq.quoting.rows import line_view
from cpq.quoting.sheet import line_of
from cpq.quoting.typed import price_typed, typed_of
from flow.facts import facts_of, fewer
from flow.scales import Scale, by_rules_in_minor, facts_at, marks_of
from foundation.errors import Refusal
from foundation.language import Text
from foundation.money import Money, Rounding, six_places
from foundation.settings import settings
from people.queries import PersonCard, person_card


@dataclass(frozen=True, slots=True)
class BandView:
    """Prices that need the same yes: from and to, as they are typed; ``here``: what is typed."""

    first: Decimal
    last: Decimal
    roles: tuple[Text, ...]
    refused: bool
    here: bool


@dataclass(frozen=True, slots=True)
class NextBreak:
    """At a larger quantity and the same net unit price, fewer people would have to agree."""

    quantity: Decimal
    more: Decimal
    rule_unit: Decimal
    roles: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class LineForecast:
    """What a typed price comes to.

    ``refusal``: why it cannot be asked for; ``unknown``: why nothing can be foretold.
    """

    how: str
    currency: str
    net: Money | None = None
    net_unit: Decimal | None = None
    by_rules: Money | None = None
    discount: Decimal = Decimal(0)
    margin: Decimal | None = None
    line_margin: Decimal | None = None
    total: Money | None = None
    steps: Sequence[Forecast] = ()
    refusal: Text | None = None
    problems: Sequence[Problem] = ()
    unknown: Text | None = None
    bands: Sequence[BandView] = ()
    ahead: NextBreak | None = None


def kept_grounds(session: Session, revision_id: str, line_id: str) -> Grounds:
    """Return what a line's price rests on so far. Raises Missing."""
    return grounds_of(line_of(session, revision_id, line_id))


def row_forecast(
    session: Session, revision_id: str, line_id: str, form: Mapping[str, str]
) -> LineForecast | None:
    """Return the forecast of what is typed into a line's own fields; None: nothing new is.

    Raises:
        Refusal: what is typed so far is no number, or no price.
        Missing: the line is gone.
    """
    line = line_of(session, revision_id, line_id)
    typed = typed_of(form, line_view(session, line))
    quantity = None if typed.quantity == line.quantity else typed.quantity
    if quantity is None and not typed.how:
        return None
    if quantity is not None:
        check_quantity(product_card(session, line.sku), quantity)
    price = price_typed(line, typed, line.revision_row.currency)
    return line_forecast(session, revision_id, line_id, price, quantity)


def line_forecast(
    session: Session,
    revision_id: str,
    line_id: str,
    price: Price | None,
    quantity: Decimal | None = None,
) -> LineForecast:
    """Return what a price and quantity of a line would mean, without keeping them; None: as it is.

    Raises:
        Refusal: the price is none.
        Missing: the line is gone.
    """
    how = price.how if price and price.how != "rules" else "percent"
    tried = as_if(session, revision_id, line_id, price, quantity)
    if tried.quote is None:
        return LineForecast(how, tried.currency, unknown=tried.refusal)
    requester = person_card(session, tried.owner_id)
    facts = facts_of(tried.quote)
    line = _line(facts, tried.position)
    forecast = LineForecast(
        how=how,
        currency=tried.currency,
        net=tried.net,
        net_unit=tried.net_unit,
        by_rules=_money(tried),
        discount=line.discount,
        margin=facts.margin,
        line_margin=line.margin,
        total=facts.total,
        problems=tried.problems,
    )
    forecast = _with_people(session, forecast, facts, requester)
    forecast = replace(forecast, bands=_bands(tried, tried.quote, facts, how))
    if forecast.steps or forecast.refusal:
        asked = None if forecast.refusal else len(forecast.steps)
        ahead = _ahead(session, revision_id, line_id, tried, asked)
        forecast = replace(forecast, ahead=ahead)
    return forecast


def _with_people(
    session: Session, forecast: LineForecast, facts: Facts, requester: PersonCard
) -> LineForecast:
    try:
        steps = approvals.queries.preview(session, facts, requester)
    except Refusal as refusal:
        return replace(forecast, refusal=refusal.text)
    return replace(forecast, steps=steps)


def _bands(tried: Tried, quote: QuoteAsIf, facts: Facts, how: str) -> tuple[BandView, ...]:
    """Return who has to agree along the whole scale, from the rules' own limits."""
    if not tried.by_rules:
        return ()
    line, currency = _line(facts, tried.position), quote.currency
    by_rules = by_rules_in_minor(tried.by_rules, currency)
    scale = Scale(how, by_rules, tried.quantity, tried.cap)
    rules = rules_for(facts)
    few = fewer(facts, tried.position, rules)
    at = facts_at(quote, few, tried.position, scale, Rounding(settings().tax_rounding))
    frozen = next(one for one in quote.lines if one.position == tried.position)
    kept = Decimal(line.net.amount) / frozen.net_amount if frozen.net_amount else Decimal(1)
    marks = marks_of(rules, facts, line, scale, kept)
    found = bands(policy(), at, marks, *scale.ends)
    typed = scale.nearest(frozen.net_amount, line.discount)
    return tuple(_view(one, scale, currency, typed) for one in found)


def _view(band: Band, scale: Scale, currency: str, typed: int) -> BandView:
    if scale.how == "percent":
        first, last = Decimal(band.first) / 10, Decimal(band.last) / 10
    else:
        first, last = (Money(mark, currency).major for mark in (band.first, band.last))
    roles = tuple(role.label for role in band.roles)
    return BandView(first, last, roles, band.refused, band.holds(typed))


def _ahead(
    session: Session, revision_id: str, line_id: str, tried: Tried, asked: int | None
) -> NextBreak | None:
    """Return the next quantity break, where the same net unit price needs fewer people.

    ``asked`` is how many have to agree now; None: it is refused.
    """
    quantity = next_break(session, line_id)
    if quantity is None or tried.net_unit is None:
        return None
    price = Price("unit", tried.net_unit, reason="–")
    then = as_if(session, revision_id, line_id, price, quantity)
    if then.quote is None or not then.by_rules:
        return None
    facts = facts_of(then.quote)
    rules = rules_for(facts)
    roles = [step.role for step in route(facts, rules)]
    if refusals(facts, rules) or (asked is not None and len(roles) >= asked):
        return None
    return NextBreak(
        quantity=quantity,
        more=quantity - tried.quantity,
        rule_unit=six_places(then.by_rules / quantity),
        roles=tuple(role.label for role in roles),
    )


def _line(facts: Facts, position: int) -> LineFacts:
    return next(one for one in facts.lines if one.position == position)


def _money(tried: Tried) -> Money | None:
    if tried.by_rules is None or tried.net is None:
        return None
    currency = tried.net.currency
    return Money(round(by_rules_in_minor(tried.by_rules, currency)), currency)
