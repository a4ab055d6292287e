"""A line that begins at another document's price: a leg of a sale, at its neighbour's. Pure.

What such a line was handed and was given is kept with its price as plain values, so that it can be
priced anew from nothing else. The price that is shown around is its own figures alone: how it was
reckoned names another party's, and stands under ``leg`` for those who may read costs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from cpq.pricing.document import Handed, Said, Step, Wanted
from cpq.pricing.exact import NOTHING, plain, shared
from cpq.pricing.values import Adjustment, Basis, Catalogue, Manual
from cpq.pricing.waterfall import Base
from foundation.money import Money

Row = Mapping[str, Any]
INSIDE = ("list_unit", "regular_unit", "list_amount", "percent_off", "price_list", "steps")


def begun(line: Wanted, handed: Handed, currency: str) -> Base:
    """Return what a line begins at, in the currency of its document."""
    total = handed.amount.major * handed.worth / handed.rate
    unit = total / line.quantity
    said = Said(handed.of, {"amount": handed.amount})
    steps = [Step(handed.of, line.sku, NOTHING, unit, said, handed.of)]
    if handed.amount.currency != currency:
        values = {"amount": handed.amount, "worth": handed.worth, "rate": handed.rate}
        steps.append(Step("rate", line.sku, unit, unit, Said("exchanged", values)))
    return Base(total, total, unit, unit, tuple(steps), {})


def shared_out(lines: Sequence[Wanted], agreed: Money) -> list[Wanted]:
    """Agree one sum for all lines: each bears its share, pro rata to what it was handed.

    Shares are whole and add up; where nothing was handed all bear alike.
    """
    weights = [line.handed.amount.amount if line.handed else 0 for line in lines]
    nets = shared(agreed.amount, weights if any(weights) else [1] * len(lines))
    return [
        replace(line, manual=Manual(net=Money(net, agreed.currency).major, of=agreed.major))
        for line, net in zip(lines, nets, strict=True)
    ]


def bare(currency: str, at: datetime) -> Catalogue:
    """Return the catalogue of a document that asks no list."""
    return Catalogue(at, currency, (), ())


def given_json(line: Wanted) -> dict[str, Any]:
    """Return what a line was handed and given, as plain values."""
    handed, manual = line.handed, line.manual
    return {
        "handed": handed and {
            "of": handed.of,
            "amount": handed.amount.amount,
            "currency": handed.amount.currency,
            "worth": plain(handed.worth),
            "rate": plain(handed.rate),
        },
        "adjustments": [
            {"kind": one.kind, "percent": plain(one.percent), "basis": str(one.basis)}
            for one in line.adjustments
        ],
        "manual": manual and {
            name: None if value is None else plain(value)
            for name, value in (("net", manual.net), ("of", manual.of))
        },
        "whole_units": line.whole_units,
    }  # fmt: skip


def with_given(line: Wanted, given: Row) -> Wanted:
    """Return a line with what it was handed and given, and nothing else."""
    return replace(
        line,
        handed=_handed(given["handed"]),
        adjustments=tuple(
            Adjustment(one["kind"], percent=Decimal(one["percent"]), basis=Basis(one["basis"]))
            for one in given["adjustments"]
        ),
        manual=_manual(given["manual"]),
        whole_units=given["whole_units"],
        ignore_rules=False,
    )


def own_figures(price: Row, given: Row) -> dict[str, Any]:
    """Return a price that says its own figures alone, with how it was reckoned under ``leg``."""
    unit, net = price["net_unit"], price["steps"][-1]["after"]
    steps = [
        {**price["steps"][-1], "kind": kind, "before": net, "note": note}
        for kind, note in ((given["kind"], given["note"]), ("net", price["steps"][-1]["note"]))
    ]
    return {
        **price,
        "list_unit": unit,
        "regular_unit": unit,
        "rule_unit": None,
        "list_amount": price["net_amount"],
        "percent_off": "0",
        "price_list": {},
        "warnings": [],
        "steps": steps,
        "leg": {**given, "inside": {name: price[name] for name in INSIDE}},
    }


def explained(price: Row) -> Row:
    """Return a price with every step that led to it, for those who may read costs."""
    return {**price, **price["leg"]["inside"]} if "leg" in price else price


def _handed(row: Row | None) -> Handed | None:
    if row is None:
        return None
    amount = Money(row["amount"], row["currency"])
    return Handed(row["of"], amount, Decimal(row["worth"]), Decimal(row["rate"]))


def _manual(row: Row | None) -> Manual | None:
    if row is None:
        return None
    return Manual(**{name: None if v is None else Decimal(v) for name, v in row.items()})
