"""From what the rules say to the net: adjustments, a price agreed by hand, one rounding. Pure.

Amounts of the whole line are carried along, exact to the end, so that a percentage of a third is no
third of a percentage. The net amount is rounded once, half up, and is the truth from then on.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from cpq.pricing.document import Priced, Rounded, Said, Step, Wanted
from cpq.pricing.exact import HUNDRED, NOTHING, minor, unit_of
from cpq.pricing.values import Adjustment, Basis, Manual, Names
from foundation.errors import Refusal
from foundation.language import _
from foundation.money import Money, six_places

# an agreed price is the customer's; what resellers have comes after
AFTER_MANUAL = {"partner", "distributor", "registration"}
KINDS = {"discretion": "discount"}
WHOLE_FROM = 1000  # minor units: from here on a unit price may be asked to have no fraction of one


NET = Said("net")


class Base(NamedTuple):
    """What a line comes to by the rules, for the whole quantity, and how."""

    total: Decimal
    gross: Decimal
    unit: Decimal
    gross_unit: Decimal
    steps: tuple[Step, ...]
    price_list: Names


def net_of(line: Wanted, base: Base, cost: Callable[[], Decimal]) -> tuple[Decimal, list[Step]]:
    """Return the exact net amount of a line and the steps from its amount to there."""
    running, steps = base.total, [_amount(line, base)]
    manual = line.manual
    early: tuple[Adjustment, ...] = line.adjustments
    late: tuple[Adjustment, ...] = ()
    if manual and any(one.kind in AFTER_MANUAL for one in early):
        late = tuple(one for one in early if one.kind in AFTER_MANUAL)
        early = tuple(one for one in early if one.kind not in AFTER_MANUAL)
    if manual is None:
        running = _adjusted(line, base, running, early, cost, steps)
    else:
        before, running = running, agreed(manual, line.quantity)
        steps.append(Step("manual", line.sku, before, running, _agreed_by(manual), "fixed"))
    return _adjusted(line, base, running, late, cost, steps), steps


def agreed(manual: Manual, quantity: Decimal) -> Decimal:
    """Return what was agreed for the whole line. Raises Refusal: nothing, or less than nothing."""
    if manual.net is not None:
        amount = manual.net
    elif manual.unit is not None:
        amount = manual.unit * quantity
    else:
        raise Refusal(_("Please give the agreed price, per unit or for the line."))
    if amount < 0:
        raise Refusal(_("An agreed price is not less than nothing."))
    return amount


def priced(line: Wanted, base: Base, currency: str, cost: Callable[[], Decimal]) -> Priced:
    """Return the line with every number and step."""
    exact, steps = net_of(line, base, cost)
    if line.whole_units:
        exact = _in_whole_units(line, exact, currency, steps)
    rules = None
    if line.manual is not None:
        rules = net_of(_by_rules(line), base, cost)[0] / line.quantity
    net = minor(exact, currency)
    major = net.major
    steps.append(Step("net", line.sku, exact, major, NET, rounding=to_minor(currency)))
    return Priced(
        line.position,
        line.sku,
        line.quantity,
        base.gross_unit,
        base.unit,
        None if rules is None else six_places(rules),
        six_places(major / line.quantity),
        minor(base.gross, currency),
        net,
        nothing(currency),
        base.price_list,
        (*base.steps, *steps),
    )


@cache
def nothing(currency: str) -> Money:
    """Return no money of a currency."""
    return Money(0, currency)


@cache
def to_minor(currency: str) -> Rounded:
    """Return how the net amount is rounded."""
    return Rounded("half_up", unit_of(currency))


def _agreed_by(manual: Manual) -> Said:
    if manual.of is not None:
        return Said("manual_share", {"of": manual.of})
    return Said("manual_unit" if manual.net is None else "manual_net")


def _in_whole_units(line: Wanted, exact: Decimal, currency: str, steps: list[Step]) -> Decimal:
    """Round the price of one, unless it is so small that this would change it."""
    unit = minor(exact / line.quantity, currency)
    after = unit.major * line.quantity
    if abs(unit.amount) < WHOLE_FROM or after == exact:
        return exact
    said, rounding = Said("whole_unit", {"unit": unit}), to_minor(currency)
    steps.append(Step("unit", line.sku, exact, after, said, rounding=rounding))
    return after


def _by_rules(line: Wanted) -> Wanted:
    return Wanted(line.position, line.sku, line.quantity, adjustments=line.adjustments)


def _amount(line: Wanted, base: Base) -> Step:
    said = Said("amount", {"n": line.quantity, "unit": base.unit})
    return Step("amount", line.sku, base.unit, base.total, said)


def _adjusted(
    line: Wanted,
    base: Base,
    running: Decimal,
    adjustments: Iterable[Adjustment],
    cost: Callable[[], Decimal],
    steps: list[Step],
) -> Decimal:
    for one in adjustments:
        after = running - _less(one, line, base, running, cost)
        if after < 0:
            raise Refusal(_("Together the discounts take more than the price. Lower one of them."))
        kind = KINDS.get(one.kind, one.kind)
        said = _said(one)
        step = Step(kind, line.sku, running, after, said, one.basis, one.rule, price_list=one.name)
        steps.append(step)
        running = after
    return running


def _less(
    one: Adjustment, line: Wanted, base: Base, running: Decimal, cost: Callable[[], Decimal]
) -> Decimal:
    """Return what an adjustment takes off the line; less than nothing puts something on top."""
    less = one.amount * line.quantity
    if one.percent:
        match one.basis:
            case Basis.LIST:
                whole = base.gross
            case Basis.BASE:
                whole = base.total
            case Basis.COST:
                whole = cost()
            case Basis.FIXED:
                whole = NOTHING
            case _:
                whole = running
        less += whole * one.percent / HUNDRED
    return less


def _said(one: Adjustment) -> Said:
    values = {"percent": abs(one.percent), "amount": abs(one.amount), "of": one.basis}
    if one.amount and one.percent:
        return Said("adjust_both", {**values, "percent": one.percent, "amount": one.amount})
    if one.amount:
        return Said("off_each" if one.amount > 0 else "on_each", values)
    return Said("discount" if one.percent >= 0 else "uplift", values)
