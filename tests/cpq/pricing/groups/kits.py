"""The cases about kits in kits: what so many take of everything, and what that costs."""

import re
from decimal import Decimal

from cpq.catalog.materials.exploding import Component, explode
from tests.cpq.pricing.groups.given import Given, number

PART = re.compile(r"(?:([\d.]+) ?[x×]? )?([^,;+]+?)(?: ?\+([\d.]+) ?%(?: scrap)?)?$")


def kit(given):
    """ "Seat: 1 back, 2 arm kit; arm kit: 1 arm, 2 bolt": how many of each part so many take."""
    structure = _structure(given["bom"])
    counts = dict.fromkeys((part.sku for parts in structure.values() for part in parts), Decimal(0))
    rows = explode(next(iter(structure)), structure, given.number("qty", default=1))
    for row in rows:
        counts[row.sku] = counts.get(row.sku, 0) + row.quantity
    prices = given.first("cost", "costs", default={})
    costs = {sku: number(price) for sku, price in prices.items()}
    return {said: n for name, n in counts.items() for said in _plurals(name)} | {
        "cost": sum((costs[row.sku] * row.quantity for row in rows if row.sku in costs), Decimal(0))
    }


def _structure(bom):
    if isinstance(bom, Given):
        return {whole: [Component(part, str(n)) for part, n in parts.items()]
                for whole, parts in bom.items()}  # fmt: skip
    parts = (part.partition(":") for part in bom.split(";"))
    return {
        whole.strip(): list(map(_component, inside.split(","))) for whole, _colon, inside in parts
    }


def _component(text):
    found = PART.match(text.strip())
    return Component(found[2], found[1] or 1, scrap=Decimal(found[3] or 0) / 100)


def _plurals(name):
    """The words an expectation may use: "bolts", "boxes", "batteries", "arm_kits"."""
    plain = name.replace(" ", "_")
    return {name, f"{name}s", plain, f"{plain}s", f"{plain}es", plain.removesuffix("y") + "ies"}
