"""What the rules of approval weigh, made from a quote's snapshot: exactly what was submitted."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from approvals.rules import LOWEST_FLOOR, Facts, LineFacts, Rule
from approvals.rules.pattern import Pattern
from cpq.discounts.priced_by import PricedBy
from cpq.discounts.trying import LineAsIf, QuoteAsIf
from cpq.snapshot import QuoteSnapshot, SnapshotLine
from foundation.money import Money
from people.roles import Role

NOTHING = PricedBy()
NOWHERE = -1  # the number of no line


def facts_of(snapshot: QuoteSnapshot | QuoteAsIf) -> Facts:
    """Return what the rules look at."""
    lines = tuple(_line(line, snapshot.currency) for line in snapshot.lines)
    deepest = [Decimal(snapshot.deepest_discount), *(line.discount for line in lines)]
    return Facts(
        total=snapshot.money,
        deepest_discount=max(deepest),
        margin=_margin(lines),
        lines=lines,
        rules=rules_of(snapshot.lines),
    )


def _margin(lines: Sequence[LineFacts]) -> Decimal | None:
    """Return the margin of the whole, where every cost is known and something is paid."""
    costs = [line.cost.amount for line in lines if line.cost is not None]
    net = sum(line.net.amount for line in lines)
    return 1 - Decimal(sum(costs)) / net if net and len(costs) == len(lines) else None


def with_line(facts: Facts, changed: LineFacts, total: Money) -> Facts:
    """Return the facts as they are with another price of one line."""
    lines = tuple(changed if line.position == changed.position else line for line in facts.lines)
    deepest = max(line.discount for line in lines)
    return replace(facts, lines=lines, deepest_discount=deepest, margin=_margin(lines), total=total)


def fewer(facts: Facts, position: int, rules: Sequence[Rule]) -> Facts:
    """Return facts of few lines by which every rule holds as by all, whatever one line's price is.

    That line is kept, and for every rule the first other that makes it hold by itself. The rest is
    one line of their sums, under a floor so low that it holds no rule which none of them held.
    """
    here = [line for line in facts.lines if line.position == position]
    others = replace(facts, lines=tuple(line for line in facts.lines if line.position != position))
    named = {one.position: one for rule in rules for one in islice(rule.alone(others), 1)}
    rest = [line for line in others.lines if line.position not in named]
    return replace(facts, lines=(*here, *named.values(), *_summed(rest)))


def _summed(lines: Sequence[LineFacts]) -> Iterator[LineFacts]:
    if lines:
        currency = lines[0].net.currency
        costs = [line.cost.amount for line in lines if line.cost is not None]
        yield LineFacts(
            position=NOWHERE,
            sku="",
            net=Money(sum(line.net.amount for line in lines), currency),
            discount=max(line.discount for line in lines),
            cost=Money(sum(costs), currency) if len(costs) == len(lines) else None,
            floor=LOWEST_FLOOR,
        )


def rules_of(lines: Sequence[SnapshotLine | LineAsIf]) -> tuple[Rule, ...]:
    """Return the rules that patterns bring along: whose yes they need besides the policy's."""
    asked = {one.pattern: one.role for line in lines if (one := line.priced_by) and one.role}
    return tuple(Pattern(role=_decider(role), code=code) for code, role in sorted(asked.items()))


def _decider(role: str) -> Role:
    return Role(role)


def _line(line: SnapshotLine | LineAsIf, currency: str) -> LineFacts:
    by = line.priced_by or NOTHING
    return LineFacts(
        position=line.position,
        sku=line.sku,
        net=Money(line.net_amount - line.share, currency),
        discount=_discount(line, by),
        quantity=Decimal(line.quantity),
        cost=None if line.cost_amount is None else Money(line.cost_amount, currency),
        tax_rate=Decimal(line.tax_rate),
        pattern=by.pattern,
        called=by.called,
        floor=None if by.floor_percent is None else Decimal(by.floor_percent),
        evident=bool(by.evidence_sha256 or by.evidence_words),
        promised=bool(by.promised),
    )


def _discount(line: SnapshotLine | LineAsIf, by: PricedBy) -> Decimal:
    """Return the discount as a ratio, exactly: as it was given, or what an agreed price comes to.

    The line's share of a discount on the whole is part of it.
    """
    ratio, rules = Decimal(line.discount), by.rule_amount or 0
    if by.manual and rules > 0:
        ratio = max(1 - Decimal(line.net_amount) / rules, Decimal(0))
    if not line.share or not line.net_amount:
        return ratio
    return 1 - (1 - ratio) * (line.net_amount - line.share) / line.net_amount
