"""The scale on which a rep types a price, and what the rules would weigh at each mark. Pure.

A mark is a whole number: tenths of a percent, or minor units of the amount or of the unit price.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from approvals.rules import Facts, LineFacts, Rule, Turn
from cpq.discounts.trying import QuoteAsIf
from cpq.tax import TaxClass, tax_of
from flow.facts import with_line
from foundation.money import Money, Rounding, minor_digits, money_of

TENTHS = 1000  # of a percent, in the whole


@dataclass(frozen=True, slots=True)
class Scale:
    """What a line comes to by the rules (in minor units, not rounded), and how a price is typed.

    ``how`` is ``percent``, ``unit`` or ``net``; ``cap`` is the most a pattern allows, in percent.
    """

    how: str
    by_rules: Decimal
    quantity: Decimal
    cap: Decimal | None = None

    @property
    def ends(self) -> tuple[int, int]:
        """Return the marks between which a price can be typed."""
        if self.how == "percent":
            return 0, TENTHS if self.cap is None else int(self.cap * 10)
        per = self.quantity if self.how == "unit" else 1
        deepest = 0 if self.cap is None else self.by_rules * (1 - self.cap / 100) / per
        first = int(-(-deepest // 1))
        return first, max(int(self.by_rules / per), first)

    def offer(self, mark: int) -> tuple[int, Decimal]:
        """Return the net amount in minor units and the discount (a ratio) at a mark."""
        if self.how == "percent":
            ratio = Decimal(mark) / TENTHS
            return _half_up(self.by_rules * (1 - ratio)), ratio
        net = _half_up(mark * self.quantity) if self.how == "unit" else mark
        whole = _half_up(self.by_rules)
        return net, max(1 - Decimal(net) / whole, Decimal(0)) if whole else Decimal(0)

    def mark(self, turn: Turn) -> int | None:
        """Return the mark nearest to where a rule turns; None: it is not on the scale."""
        if not self.by_rules:
            return None
        discount = turn.discount
        if discount is None:
            discount = 1 - (turn.net or Decimal(0)) / self.by_rules
        if self.how == "percent":
            return _down(discount * TENTHS)
        net = self.by_rules * (1 - discount)
        return _down(net / self.quantity if self.how == "unit" else net)

    def nearest(self, net: int, discount: Decimal) -> int:
        """Return the mark at or just beyond what was typed, on the side of more discount."""
        first, last = self.ends
        if self.how == "percent":
            typed = int(-(-(discount * TENTHS) // 1))
        else:
            typed = _down(net / self.quantity) if self.how == "unit" else net
        return min(max(typed, first), last)


def facts_at(
    quote: QuoteAsIf, facts: Facts, position: int, scale: Scale, mode: Rounding
) -> Callable[[int], Facts]:
    """Return what the rules weigh at each mark of one line's scale, tax and all.

    What the line bears of a discount on the whole moves with its price.
    """
    line = next(one for one in facts.lines if one.position == position)
    frozen = next(one for one in quote.lines if one.position == position)
    kept = Decimal(line.net.amount) / frozen.net_amount if frozen.net_amount else Decimal(1)

    def at(mark: int) -> Facts:
        net, ratio = scale.offer(mark)
        borne = net if kept == 1 else _half_up(net * kept)
        money = Money(borne, line.net.currency)
        total = _total(quote, frozen.tax_class, borne - line.net.amount, mode)
        return with_line(facts, replace(line, net=money, discount=1 - (1 - ratio) * kept), total)

    return at


def marks_of(
    rules: tuple[Rule, ...], facts: Facts, line: LineFacts, scale: Scale, kept: Decimal
) -> list[int]:
    """Return the marks near which some rule turns."""
    marks = []
    for turn in (turn for rule in rules for turn in rule.turns(facts, line)):
        typed = Turn(
            net=None if turn.net is None or not kept else turn.net / kept,
            discount=None if turn.discount is None or not kept else 1 - (1 - turn.discount) / kept,
        )
        if (typed.net, typed.discount) != (None, None) and (mark := scale.mark(typed)) is not None:
            marks.append(mark)
    return marks


def by_rules_in_minor(major: Decimal, currency: str) -> Decimal:
    """Return an amount in minor units without rounding it."""
    return major.scaleb(minor_digits(currency))


def _total(quote: QuoteAsIf, tax_class: str, more: int, mode: Rounding) -> Money:
    currency = quote.currency
    bases = {row.tax_class: row.base for row in quote.taxes}
    bases[tax_class] = bases.get(tax_class, 0) + more
    amounts = [(TaxClass(name), Money(base, currency)) for name, base in bases.items()]
    taxes = tax_of(amounts, date.fromisoformat(quote.issued_on), currency, mode)
    return Money(sum(one.base.amount + one.tax.amount for one in taxes), currency)


def _half_up(minor: Decimal) -> int:
    return money_of(minor, "JPY").amount  # whole units of yen are rounded as any minor unit is


def _down(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_FLOOR))
