"""What a line costs beside the rules: a discount pattern, a percentage, or an agreed price.

What was typed is the truth: an agreed net price stays what it is, whatever the quantity, and the
percentage beside it is for display.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpq.actions.drafts import draft_of, ids_of, line_of_draft
from cpq.discounts.given import grounds_of, problems_of
from cpq.discounts.grounds import EvidenceFile, Grounds
from cpq.discounts.patterns import pattern_of_code
from cpq.events import QuoteMarked
from cpq.models import QuoteLine, QuoteRevision
from cpq.repricing import reprice
from foundation.db import today
from foundation.errors import Refusal
from foundation.events import record
from foundation.language import _
from foundation.money import Money, minor_digits
from foundation.numbers import clean

How = Literal["rules", "percent", "unit", "net"]
HIGHEST = Decimal(10) ** 13
HUNDRED = Decimal(100)
LONGEST_PROMISE = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class Price:
    """What a person gives: how, how much of it, by which pattern, why, and on what grounds.

    ``value`` is a percentage, a net price per unit, or the net amount of the line in whole units of
    the currency; ``rules``: what the rules say, and nothing else.
    """

    how: How = "rules"
    value: Decimal = Decimal(0)
    pattern: str = ""
    reason: str = ""
    grounds: Grounds = field(default_factory=Grounds)


def price_line(session: Session, line_id: str, price: Price) -> QuoteLine:
    """Set everything a line's price has beside the rules, at once.

    Raises:
        Refusal: the price is none, or its pattern asks for what is not there.
    """
    line, revision = line_of_draft(session, line_id)
    put_price(session, revision, line, price)
    reprice(session, revision)
    must_be_fine(session, revision, line)
    return line


def put_price(session: Session, revision: QuoteRevision, line: QuoteLine, price: Price) -> None:
    """Write what was given to a line, without pricing it yet."""
    _check(price, revision.currency)
    if price.pattern and price.pattern != line.pattern:
        pattern_of_code(session, price.pattern)
    line.discount = price.value / HUNDRED if price.how == "percent" else Decimal(0)
    line.manual_unit = price.value if price.how == "unit" else None
    digits = minor_digits(revision.currency)
    line.manual_net = int(price.value.scaleb(digits)) if price.how == "net" else None
    line.pattern = price.pattern
    line.reason = clean(price.reason, _("Reason"), longest=500, field="reason")
    line.grounds = _clean_grounds(price.grounds).kept()


def must_be_fine(session: Session, revision: QuoteRevision, line: QuoteLine) -> None:
    """Raise a Refusal for the first thing that stands against the line's price."""
    for problem in problems_of(session, revision, line):
        raise Refusal(problem.text, field=problem.field)


def set_manual_unit(session: Session, line_id: str, unit: Decimal, *, reason: str) -> QuoteLine:
    """Agree a net price per unit; pattern and grounds stay."""
    return _agree(session, line_id, "unit", unit, reason)


def set_manual_net(session: Session, line_id: str, net: Decimal, *, reason: str) -> QuoteLine:
    """Agree the net amount of the whole line; pattern and grounds stay."""
    return _agree(session, line_id, "net", net, reason)


def drop_manual(session: Session, line_id: str) -> QuoteLine:
    """Take what the rules say now."""
    return price_line(session, line_id, Price())


def keep_evidence(session: Session, line_id: str, file: EvidenceFile) -> QuoteLine:
    """Let a stored file speak for a line's price, whatever is given for it next."""
    line, _revision = line_of_draft(session, line_id)
    line.grounds = grounds_of(line).model_copy(update={"file": file}).kept()
    session.flush()
    return line


def ignore_rules(session: Session, line_id: str, *, ignore: bool) -> QuoteLine:
    """Begin from the list price, whatever the rules would make of it; or let them work again."""
    line, revision = line_of_draft(session, line_id)
    line.ignore_rules = ignore
    reprice(session, revision)
    return line


def set_document_discount(
    session: Session,
    revision_id: str,
    *,
    percent: Decimal = Decimal(0),
    amount: Decimal = Decimal(0),
    reason: str = "",
) -> QuoteRevision:
    """Take a percentage or an amount off the whole, with its reason; nothing: no discount."""
    revision = draft_of(session, revision_id)
    revision.must_have_own_lines()
    revision.document_discount = document_discount(revision.currency, percent, amount, reason)
    reprice(session, revision)
    _check_within(session, revision)
    return revision


def document_discount(
    currency: str, percent: Decimal, amount: Decimal, reason: str
) -> dict[str, Any]:
    """Return the plain values of a discount on the whole: ``percent`` or ``amount``, ``reason``."""
    if not percent and not amount:
        return {}
    if percent and amount:
        raise Refusal(_("Give a percentage or an amount, not both."), field="value")
    words = clean(reason, _("Reason"), longest=500, field="reason")
    if not words:
        raise Refusal(_("Please give the reason for the discount."), field="reason")
    if percent:
        _check_percent(percent)
        return {"percent": str(percent), "reason": words}
    _check_amount(amount, currency)
    return {"amount": int(amount.scaleb(minor_digits(currency))), "reason": words}


def _check_within(session: Session, revision: QuoteRevision) -> None:
    """Refuse to take more off than the lines come to; later changes of lines lower it instead."""
    taken = Decimal(revision.document_discount.get("amount", 0))
    net = select(func.sum(QuoteLine.net_amount)).where(QuoteLine.revision_id == revision.id)
    if taken > (session.scalar(net) or 0):
        raise Refusal(
            _("The discount on the whole is more than the lines come to. Lower it."), field="value"
        )


def mark_quote_only(session: Session, revision_id: str, *, on: bool) -> QuoteRevision:
    """Mark a quote for comparison (相見積り): no order is expected from it."""
    revision = draft_of(session, revision_id)
    if revision.quote_only is not on:
        revision.quote_only = on
        session.flush()
        record(session, QuoteMarked(**ids_of(revision), quote_only=on))
    return revision


def _agree(session: Session, line_id: str, how: How, value: Decimal, reason: str) -> QuoteLine:
    line, _revision = line_of_draft(session, line_id)
    price = Price(how, value, line.pattern, reason, grounds_of(line))
    return price_line(session, line_id, price)


def _check(price: Price, currency: str) -> None:
    match price.how:
        case "percent":
            _check_percent(price.value)
        case "unit":
            _check_unit(price.value, currency)
        case "net":
            _check_amount(price.value, currency)


def _check_percent(percent: Decimal) -> None:
    if not percent.is_finite() or not 0 <= percent <= HUNDRED:
        raise Refusal(_("A discount lies between 0 and 100 %%."), field="value")
    if percent != round(percent, 4):
        raise Refusal(_("A discount may have at most four decimals."), field="value")


def _check_unit(unit: Decimal, currency: str) -> None:
    _check_range(unit, currency)
    if unit != round(unit, 6):
        raise Refusal(_("A unit price may have at most six decimals."), field="value")


def _check_amount(amount: Decimal, currency: str) -> None:
    _check_range(amount, currency)
    if amount != round(amount, minor_digits(currency)):
        raise Refusal(
            _("An amount in %(currency)s has no such fraction.", currency=currency), field="value"
        )


def _check_range(value: Decimal, currency: str) -> None:
    if not value.is_finite() or not 0 <= value <= HIGHEST:
        highest = Money(int(HIGHEST), currency)
        raise Refusal(
            _("A price lies between nothing and %(highest)s.", highest=highest), field="value"
        )


def _clean_grounds(grounds: Grounds) -> Grounds:
    if grounds.promised is not None and not 0 < grounds.promised <= HIGHEST:
        raise Refusal(_("A promised quantity is more than nothing."), field="promised")
    if grounds.promised is not None and grounds.promised != round(grounds.promised, 6):
        raise Refusal(_("A quantity may have at most six decimals."), field="promised")
    day = today()
    if grounds.until and not day <= grounds.until <= day + LONGEST_PROMISE:
        raise Refusal(_("A promise is kept from today on, within three years."), field="until")
    words = clean(grounds.words, _("Evidence"), longest=500, field="evidence_words")
    competitor = clean(grounds.competitor, _("Competitor"), longest=100, field="competitor")
    return grounds.model_copy(update={"words": words, "competitor": competitor})
