"""How a rule comes to a price: fixed, percent off, cost plus, formulas, block, slab. Pure.

A ``Worth`` is for the quantity asked, in the currency and the unit of the list; ``Book`` brings it
into the document's currency and the unit of the line. Nothing is rounded but where a rule says so.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from cpq.pricing.document import Rounded, Said, Step
from cpq.pricing.exact import HUNDRED, NOTHING, to_multiple
from cpq.pricing.formulas import formula_of, reckon
from cpq.pricing.searching import Asked, Choice
from cpq.pricing.values import Breaks, ListVersion, Method, Rule
from foundation.errors import Refusal
from foundation.money import PLACES, Money, six_places

PLAIN = {"price", "price_from"}  # what merely stands on a list needs no explanation in a band


class NeedsTotal(Refusal):
    """A price in percent of the other lines, which are not added up yet."""


class Worth(NamedTuple):
    """What so many cost: the price of one, the list price it began at, and the whole.

    ``units`` is how many that is, in the unit of the prices. Where bands or blocks make the whole,
    the price of one is derived, and only shown.
    """

    unit: Decimal
    gross: Decimal
    total: Decimal
    gross_total: Decimal
    units: Decimal
    steps: tuple[Step, ...]


class Reckoning(NamedTuple):
    """What a method needs to know beside its rule."""

    choice: Choice
    asked: Asked
    sku: str
    base: Callable[[Rule, Choice, Asked], Worth]  # what a percentage is taken of, per rule's unit
    cost: Callable[[ListVersion], Decimal]  # per own unit, in the list's currency
    factor: Callable[[], Decimal]  # own units in a sales unit
    total: Callable[[], Money]  # what the other lines come to
    attribute: Callable[[str], Decimal]  # a number of the product


def worth_of(how: Reckoning) -> Worth:
    """Return what the rule that won makes of the quantity."""
    rule = how.choice.rule
    if rule.method is Method.BLOCK:
        return _block(how)
    if rule.breaks is Breaks.SLAB:
        return _slab(how)
    return _of_one(how, rule)


def _of_one(how: Reckoning, rule: Rule) -> Worth:
    return _BEGIN[rule.method](how, rule)


def _whole(
    how: Reckoning, rule: Rule, unit: Decimal, gross: Decimal, steps: tuple[Step, ...]
) -> Worth:
    units = units_of(rule, how.asked)
    return Worth(unit, gross, unit * units, gross * units, units, steps)


def units_of(rule: Rule, asked: Asked) -> Decimal:
    """Return how many units of the rule's own measure are asked."""
    if rule.uom:
        return asked.sold
    if asked.own is None:  # a rule in the own unit is not reached then
        raise AssertionError(rule.id)
    return asked.own


def _fixed(how: Reckoning, rule: Rule) -> Worth:
    key = "price_from" if rule.min_quantity > 1 else "price"
    said = Said(key, {"price": rule.amount, "n": rule.min_quantity})
    step = _step(how, rule, "list", NOTHING, rule.amount, said, "fixed")
    return _whole(how, rule, rule.amount, rule.amount, (step,))


def _percent_off(how: Reckoning, rule: Rule) -> Worth:
    """Take it off the whole, too: where bands make the base, its price of one is only shown."""
    base = _base(how, rule)
    unit = base.unit * (HUNDRED - rule.percent) / HUNDRED
    step = _step(how, rule, "rule", base.unit, unit, _percent(rule), rule.base)
    total = base.total * (HUNDRED - rule.percent) / HUNDRED
    return base._replace(unit=unit, total=total, steps=(*base.steps, step))


def _percent(rule: Rule) -> Said:
    key = "percent_off" if rule.percent >= 0 else "percent_on"
    return Said(key, {"percent": abs(rule.percent)})


def _cost_plus(how: Reckoning, rule: Rule) -> Worth:
    cost = how.cost(how.choice.source.prices) * _measure(how, rule)
    unit = cost * (HUNDRED + rule.percent) / HUNDRED + rule.surcharge
    said = Said("cost_plus", {"percent": rule.percent, "surcharge": rule.surcharge})
    return _whole(how, rule, unit, unit, (_step(how, rule, "list", NOTHING, unit, said, "cost"),))


def _formula(how: Reckoning, rule: Rule) -> Worth:
    base = _base(how, rule)
    steps, unit = list(base.steps), base.unit
    for kind, after, said, rounding in _formula_steps(rule, base.unit):
        made = after(unit)
        if made != unit:
            step = _step(how, rule, kind, unit, made, said, rule.base)
            steps.append(step._replace(rounding=rounding))
        unit = made
    gross = unit if rule.base == "cost" else base.gross
    return _whole(how, rule, unit, gross, tuple(steps))


Formula = tuple[str, Callable[[Decimal], Decimal], Said, Rounded | None]


def _formula_steps(rule: Rule, base: Decimal) -> list[Formula]:
    """Return the steps of a formula in their order: percent, round, surcharge, margins."""
    percent = Said(
        "percent_off" if rule.percent >= 0 else "percent_on", {"percent": abs(rule.percent)}
    )
    steps: list[Formula] = [
        ("rule", lambda value: value * (HUNDRED - rule.percent) / HUNDRED, percent, None)
    ]
    if (to := rule.round_to) is not None:
        said = Said("round_to", {"to": to})
        steps.append(("round", lambda value: to_multiple(value, to), said, Rounded("half_up", to)))
    if rule.surcharge:
        said = Said("surcharge", {"amount": rule.surcharge})
        steps.append(("surcharge", lambda value: value + rule.surcharge, said, None))
    if (least := rule.least_margin) is not None:
        said = Said("least_margin", {"amount": least})
        steps.append(("margin", lambda value: max(value, base + least), said, None))
    if (most := rule.most_margin) is not None:
        said = Said("most_margin", {"amount": most})
        steps.append(("margin", lambda value: min(value, base + most), said, None))
    return steps


def _expression(how: Reckoning, rule: Rule) -> Worth:
    """Reckon a formula that somebody wrote; it begins at the list price where it asks for that."""
    bases: list[Worth] = []

    def ask(name: str) -> Decimal:
        match name:
            case "list":
                bases.append(how.base(rule, how.choice, how.asked))
                return bases[0].unit
            case "cost":
                return how.cost(how.choice.source.prices) * _measure(how, rule)
            case "quantity":
                return units_of(rule, how.asked)
            case _:
                return how.attribute(name.partition(".")[2])

    made = reckon(formula_of(rule.formula), how.sku, ask)
    said = Said("formula", {"formula": rule.formula, "put_in": made.put_in, "price": made.value})
    before, steps = (bases[0].unit, bases[0].steps) if bases else (NOTHING, ())
    kind, basis = ("rule", rule.base) if bases else ("list", "formula")
    step = _step(how, rule, kind, before, made.value, said, basis)
    rounding = Rounded("half_up", PLACES) if made.rounded else None
    gross = bases[0].gross if bases else made.value
    return _whole(how, rule, made.value, gross, (*steps, step._replace(rounding=rounding)))


def _base(how: Reckoning, rule: Rule) -> Worth:
    """Return what a percentage is taken of, per unit of the rule, with its list price."""
    if rule.base != "cost":
        return how.base(rule, how.choice, how.asked)
    cost = how.cost(how.choice.source.prices) * _measure(how, rule)
    step = _step(how, rule, "list", NOTHING, cost, Said("cost"), "cost")
    return _whole(how, rule, cost, cost, (step,))


def converted(worth: Worth, times: Decimal, rate: Decimal) -> Worth:
    """Return it per another unit and in another currency: ``times`` for one, ``rate`` in all."""
    if times == rate == 1:
        return worth
    return Worth(
        worth.unit * times,
        worth.gross * times,
        worth.total * rate,
        worth.gross_total * rate,
        worth.units,
        tuple(scaled(step, times) for step in worth.steps),
    )


def scaled(step: Step, times: Decimal, more: Decimal = NOTHING) -> Step:
    """Return a step for so many, on top of what stood there before."""
    return step._replace(before=step.before * times + more, after=step.after * times + more)


def _measure(how: Reckoning, rule: Rule) -> Decimal:
    return how.factor() if rule.uom else Decimal(1)


def _block(how: Reckoning) -> Worth:
    rule = how.choice.rule
    units = units_of(rule, how.asked)
    unit = six_places(rule.amount / units)
    said = Said("block", {"price": rule.amount, "n": rule.min_quantity, "most": rule.max_quantity})
    step = _step(how, rule, "list", NOTHING, unit, said, "fixed")
    return Worth(unit, unit, rule.amount, rule.amount, units, (step,))


def _slab(how: Reckoning) -> Worth:
    """Price every band by its own rule: the n-th unit costs what the band that n reaches says."""
    units = units_of(how.choice.rule, how.asked)
    bands = _bands(how)
    total = gross = NOTHING
    said: list[dict[str, Any]] = []
    for n, rule in enumerate(bands):
        lower = rule.min_quantity - 1 if n else NOTHING
        upper = min(units, bands[n + 1].min_quantity - 1) if n + 1 < len(bands) else units
        if upper <= lower:
            continue
        one = _of_one(how, rule)
        total += one.unit * (upper - lower)
        gross += one.gross * (upper - lower)
        says = tuple(step.said for step in one.steps if step.said.key not in PLAIN)
        said.append({"units": upper - lower, "price": one.unit, "says": says})
    unit, list_unit = (six_places(value / units) for value in (total, gross))
    first = _step(
        how, bands[0], "list", NOTHING, unit, Said("slab", {"bands": tuple(said)}), "fixed"
    )
    return Worth(unit, list_unit, total, gross, units, (first._replace(rule=how.choice.rule.id),))


def _bands(how: Reckoning) -> list[Rule]:
    """Return the bands of a slab that the quantity reaches, the lowest first."""
    won = how.choice.rule
    alike: dict[Decimal, Rule] = {}
    for _key, rule in how.choice.source.offers:  # best first: of two that begin alike, the newer
        same = (rule.target, rule.priority, rule.uom) == (won.target, won.priority, won.uom)
        band = rule.breaks is Breaks.SLAB and rule.method is not Method.BLOCK
        if same and band and rule.min_quantity <= won.min_quantity:
            alike.setdefault(rule.min_quantity, rule)
    return [alike[least] for least in sorted(alike)]


def _of_total(how: Reckoning, rule: Rule) -> Worth:
    total = how.total()
    unit = total.major * rule.percent / HUNDRED
    said = Said("of_total", {"percent": rule.percent, "total": total})
    step = _step(how, rule, "list", NOTHING, unit, said, "total")
    return _whole(how, rule, unit, unit, (step,))


def _step(
    how: Reckoning, rule: Rule, kind: str, before: Decimal, after: Decimal, said: Said, basis: str
) -> Step:
    prices = how.choice.source.prices
    return Step(
        kind, how.sku, before, after, said, basis, rule.id, prices.version, prices.code, prices.name
    )


_BEGIN: dict[Method, Callable[[Reckoning, Rule], Worth]] = {
    Method.FIXED: _fixed,
    Method.PERCENT_OFF: _percent_off,
    Method.COST_PLUS: _cost_plus,
    Method.FORMULA: _formula,
    Method.EXPRESSION: _expression,
    Method.PERCENT_OF_TOTAL: _of_total,
}
