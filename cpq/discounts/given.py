"""What a line was given beside the rules' price, and whether its pattern allows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.discounts.conditions import unmet
from cpq.discounts.dealings import CustomerDealings, customer_dealings, dealings_of
from cpq.discounts.grounds import Grounds
from cpq.discounts.models import DiscountPattern
from cpq.discounts.patterns import conditions_of, patterns_by_code
from cpq.models import QuoteLine, QuoteRevision
from foundation.db import today
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.money import Money, money_of, six_places

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is missing or not allowed, and the field it is about."""

    text: Text
    field: str


def grounds_of(line: QuoteLine) -> Grounds:
    """Return what a line's price rests on."""
    return Grounds.model_validate(line.grounds)


def is_manual(line: QuoteLine) -> bool:
    """True when a person agreed the price itself, per unit or for the line."""
    return line.manual_unit is not None or line.manual_net is not None


def rule_amount(line: QuoteLine, currency: str) -> Money | None:
    """Return what the line would come to by the rules alone, before anybody's discount."""
    total = rule_total(line)
    return None if total is None else money_of(total, currency)


def rule_total(line: QuoteLine) -> Decimal | None:
    """Return the same in whole units, not rounded yet."""
    price = line.price
    if price is None:
        return None
    unit = price.get("rule_unit") or price.get("regular_unit") or price["list_unit"]
    return Decimal(unit) * line.quantity


def cap_of(session: Session, line: QuoteLine) -> Decimal | None:
    """Return the percentage that a line's pattern allows at most, if it has one that says so."""
    known = patterns_by_code(session, {line.pattern} - {""})
    return known[line.pattern].cap_percent if line.pattern in known else None


def given_ratio(line: QuoteLine, currency: str) -> Decimal:
    """Return the discount as a ratio: as it was given, or what an agreed price comes to.

    A ratio of an agreed price is for display; it is exact, not what the price is made from.
    """
    if not is_manual(line):
        return line.discount
    by_rules = rule_amount(line, currency)
    if by_rules is None or line.price is None or by_rules.amount <= 0:
        return NOTHING
    net = Decimal(line.price["net_amount"])
    return max(1 - net / by_rules.amount, NOTHING)


def shown_ratio(line: QuoteLine, currency: str) -> Decimal:
    """Return the ratio with the six places that are shown and kept."""
    return six_places(given_ratio(line, currency)).normalize() + 0


def keeps_agreed(line: QuoteLine, currency: str, percent: Decimal) -> bool:
    """True when a percentage typed beside an agreed price is only the one that was shown there."""
    return is_manual(line) and percent in {NOTHING, shown_ratio(line, currency) * 100}


def problems_of(session: Session, revision: QuoteRevision, line: QuoteLine) -> list[Problem]:
    """Return what stands against a line's pattern and price; nothing: it may be asked for."""
    patterns = patterns_by_code(session, {line.pattern} - {""})
    return _problems(line, revision, patterns, customer_dealings(session, revision))


def must_be_grounded(session: Session, revision: QuoteRevision) -> None:
    """Refuse to submit a quote with a pattern whose conditions do not hold as it stands."""
    for line, problem in all_problems(session, revision):
        raise Refusal(_("Line %(n)s: %(why)s", n=line.position, why=problem.text))


def all_problems(
    session: Session, revision: QuoteRevision, lines: Iterable[QuoteLine] | None = None
) -> Iterable[tuple[QuoteLine, Problem]]:
    """Return what stands against the patterns and prices of a whole quote, or of some lines."""
    asked = revision.lines if lines is None else lines
    concerned = [line for line in asked if line.pattern or is_manual(line)]
    if not concerned:
        return []
    patterns = patterns_by_code(session, {line.pattern for line in concerned} - {""})
    known = customer_dealings(session, revision)
    return [
        (line, problem)
        for line in concerned
        for problem in _problems(line, revision, patterns, known)
    ]


def _problems(
    line: QuoteLine,
    revision: QuoteRevision,
    patterns: dict[str, DiscountPattern],
    known: CustomerDealings,
) -> list[Problem]:
    ratio = given_ratio(line, revision.currency)
    found = []
    if ratio and not line.reason:
        found.append(Problem(_("Please give the reason for the discount."), "reason"))
    if line.pattern:
        pattern = patterns.get(line.pattern)
        found += _against(pattern, line, ratio, known)
    return found


def _against(
    pattern: DiscountPattern | None, line: QuoteLine, ratio: Decimal, known: CustomerDealings
) -> list[Problem]:
    if pattern is None or not pattern.holds_on(today()):
        gone = _("This discount pattern is not in use any more. Choose another one.")
        return [Problem(gone, "pattern")]
    grounds, names = grounds_of(line), pattern.names
    found = [
        Problem(_("“%(pattern)s”: %(why)s", pattern=names, why=why), "pattern")
        for why in unmet(conditions_of(pattern), dealings_of(known, line, grounds))
    ]
    cap = pattern.cap_percent
    if cap is not None and ratio * 100 > cap:
        words = _(
            "“%(pattern)s” allows %(cap)s%% at most; this is %(percent)s%%.",
            pattern=names,
            cap=cap,
            percent=round(ratio * 100, 4),
        )
        found.append(Problem(words, "value"))
    asked = pattern.reason_required and not ratio  # a discount needs one whatever its pattern says
    return found + _missing(pattern, line, grounds, reason_asked=asked)


def _missing(
    pattern: DiscountPattern, line: QuoteLine, grounds: Grounds, *, reason_asked: bool
) -> list[Problem]:
    names, found = pattern.names, []
    if reason_asked and not line.reason:
        words = _("“%(pattern)s” asks for the reason.", pattern=names)
        found.append(Problem(words, "reason"))
    if pattern.evidence == "file" and grounds.file is None:
        words = _("“%(pattern)s” asks for evidence as a file.", pattern=names)
        found.append(Problem(words, "evidence"))
    if pattern.evidence == "words" and not grounds.evident:
        words = _("“%(pattern)s” asks for evidence, as a file or in words.", pattern=names)
        found.append(Problem(words, "evidence_words"))
    if pattern.promise_required and (grounds.promised is None or grounds.until is None):
        words = _(
            "“%(pattern)s” asks what quantity the customer promises, and by when.", pattern=names
        )
        found.append(Problem(words, "promised" if grounds.promised is None else "until"))
    if grounds.until and grounds.until < today():
        over = _("The day by which the customer promised is over. Agree a later one.")
        found.append(Problem(over, "until"))
    return found
