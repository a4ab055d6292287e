"""A priced line as the plain values that are kept with it: the same price is the same bytes. Pure.

Units are kept to six places; steps hold what was reckoned, exactly. ``net_amount`` is the truth,
``percent_off`` what may be shown beside it. The share of a discount on the whole is the last step
and is written anew when other lines change.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from cpq.pricing.document import Loser, Priced, Said, Step
from cpq.pricing.exact import plain
from cpq.pricing.notes import text_of
from cpq.pricing.sharing import share_step
from foundation.money import Money, six_places

Row = Mapping[str, Any]


def priced_json(priced: Priced) -> dict[str, Any]:
    """Return a priced line as plain values."""
    return {
        "list_unit": _unit(priced.list_unit),
        "regular_unit": _unit(priced.regular_unit),
        "rule_unit": None if priced.rule_unit is None else _unit(priced.rule_unit),
        "net_unit": _unit(priced.net_unit),
        "list_amount": priced.list_amount.amount,
        "net_amount": priced.net_amount.amount,
        "share": priced.share.amount,
        "percent_off": plain(priced.percent_off),
        "of_total": any(step.basis == "total" for step in priced.steps),
        "price_list": dict(priced.price_list),
        "steps": [step_json(step) for step in priced.steps],
        "warnings": [text_of(said).to_json() for said in priced.warnings],
    }


def step_json(step: Step) -> dict[str, Any]:
    """Return a step as plain values."""
    rounding = step.rounding
    return {
        "kind": step.kind,
        "sku": step.sku,
        "before": plain(step.before),
        "after": plain(step.after),
        "note": text_of(step.said).to_json(),
        "basis": str(step.basis),
        "rule": step.rule,
        "version": step.version,
        "list": step.code,
        "price_list": dict(step.price_list),
        "rounding": rounding and {"mode": rounding.mode, "unit": plain(rounding.unit)},
        "losers": [_loser(loser) for loser in step.losers],
    }


def shared_json(price: Row, share: int, currency: str) -> dict[str, Any]:
    """Return a kept price that bears another share of the discount on the whole."""
    steps = [step for step in price["steps"] if step["kind"] != "document"]
    if share:
        net = Money(price["net_amount"], currency)
        step = share_step(steps[-1]["sku"], net, Money(share, currency))
        steps.append(step_json(step))
    return {**price, "share": share, "steps": steps}


def _loser(loser: Loser) -> dict[str, Any]:
    why = _why(loser.said.key) if not loser.said.values else text_of(loser.said).to_json()
    row = {"price_list": dict(loser.price_list), "rule": loser.rule, "why": why}
    if loser.would_give is None:
        return row
    return row | {"list": loser.code, "would_give": plain(loser.would_give)}


@cache
def _why(key: str) -> dict[str, Any]:
    return text_of(Said(key)).to_json()


def _unit(value: Decimal) -> str:
    return plain(six_places(value))
