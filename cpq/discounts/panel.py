"""What the price panel of a line shows: what it costs and why, and which patterns may be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.catalog.queries import product_cards
from cpq.discounts.conditions import in_words, unmet
from cpq.discounts.dealings import (
    CustomerDealings,
    PastPrice,
    customer_dealings,
    dealings_of,
    past_prices,
)
from cpq.discounts.given import given_ratio, grounds_of, is_manual, rule_amount
from cpq.discounts.grounds import Grounds
from cpq.discounts.models import DiscountPattern
from cpq.discounts.patterns import EVIDENCE, conditions_of, usable_patterns
from cpq.models import QuoteLine, QuoteRevision, QuoteState
from cpq.terms import PAYMENT
from customers.industries import SIZES
from foundation.language import Text, _, speaking
from foundation.money import Money
from people.roles import Role


@dataclass(frozen=True, slots=True)
class PatternView:
    """A pattern to choose: what it asks for, and why it may not be used here (nothing: it may)."""

    code: str
    names: dict[str, str]
    asks: tuple[Text, ...]
    unmet: tuple[Text, ...]
    promise: bool
    competitor: bool


@dataclass(frozen=True, slots=True)
class PricePanel:
    """A line's price as it was given. ``how`` is percent, unit, net or rules."""

    line: QuoteLine
    name: Mapping[str, str]
    uom: Mapping[str, str]
    editable: bool
    currency: str
    how: str
    value: Decimal | None
    percent: Decimal
    net: Money | None
    net_unit: Decimal | None
    by_rules: Money | None
    grounds: Grounds
    patterns: tuple[PatternView, ...]
    past: Sequence[PastPrice]
    dealings: CustomerDealings
    today: date

    @property
    def manual(self) -> bool:
        """True when the price itself was agreed."""
        return self.how in {"unit", "net"}


def panel_of(session: Session, revision: QuoteRevision, line: QuoteLine, day: date) -> PricePanel:
    """Return the price panel of a line."""
    card = product_cards(session, [line.sku])[line.sku]
    known, currency, price = customer_dealings(session, revision), revision.currency, line.price
    how, value = how_given(line, currency)
    past = past_prices(session, revision.customer_id, {line.sku}, but_quote=revision.quote_id)
    return PricePanel(
        line=line,
        name=card.names,
        uom=card.uom,
        editable=revision.state is QuoteState.DRAFT and not revision.leg_id,
        currency=currency,
        how=how,
        value=value,
        percent=round(given_ratio(line, currency) * 100, 2),
        net=Money(price["net_amount"], currency) if price else None,
        net_unit=Decimal(price["net_unit"]) if price else None,
        by_rules=rule_amount(line, currency),
        grounds=grounds_of(line),
        patterns=tuple(_views(session, known, line)),
        past=past.get(line.sku, ()),
        dealings=known,
        today=day,
    )


def how_given(line: QuoteLine, currency: str) -> tuple[str, Decimal | None]:
    """Return how a line's price was given, and what was typed."""
    if line.manual_net is not None:
        return "net", Money(line.manual_net, currency).major
    if is_manual(line):
        return "unit", line.manual_unit
    if line.discount or line.pattern:
        return "percent", (line.discount * 100).normalize() + 0
    return "rules", None


def asks_of(pattern: DiscountPattern) -> list[Text]:
    """Say everything a pattern asks for, and what it allows."""
    called = {key: words[speaking()] for key, words in PAYMENT.items()} | dict(SIZES)
    said = [in_words(one, called) for one in conditions_of(pattern)]
    if pattern.cap_percent is not None:
        said.append(_("At most %(n)s%%", n=pattern.cap_percent))
    if pattern.floor_percent is not None:
        said.append(_("Margin of at least %(n)s%%", n=pattern.floor_percent))
    if pattern.evidence != "none":
        said.append(EVIDENCE[pattern.evidence])
    if pattern.promise_required:
        said.append(_("Promised quantity, and by when"))
    if pattern.role:
        said.append(_("Always approved by: %(role)s", role=Role(pattern.role).label))
    return said


def _views(session: Session, known: CustomerDealings, line: QuoteLine) -> Sequence[PatternView]:
    facts = dealings_of(known, line, grounds_of(line))
    views = []
    for row in usable_patterns(session):
        asked = conditions_of(row)
        firm = [one for one in asked if one.kind != "competitor"]  # that is typed in the panel
        views.append(
            PatternView(
                code=row.code,
                names=row.names,
                asks=tuple(asks_of(row)),
                unmet=tuple(unmet(firm, facts)),
                promise=row.promise_required,
                competitor=len(firm) < len(asked),
            )
        )
    return views
