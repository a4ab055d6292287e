"""Lists based on lists and on other currencies, circles of them, and the unit that is sold."""

import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from cpq.price_lists.chains import path_back
from cpq.price_lists.facts import as_factor
from cpq.pricing import price_line
from cpq.pricing.values import Method, Rank
from tests.cpq.pricing.builders import rule, wanted
from tests.cpq.pricing.groups.dollars import catalogue, listed, net
from tests.cpq.pricing.groups.reading import NUMBER, size_of

OFF = Method.PERCENT_OFF


def list_on_list(given):
    """Lists by name, each with what it takes off its base; the one nobody is based on is asked."""
    own = given.inside()
    root = listed("root", rule("all", given["list_price"]))

    def made(name):
        said = own[name]
        parent = made(said["base"]) if said.first("base") in own else root
        return listed(name, rule("all", percent=said["percent_off"], method=OFF), parents=[parent])

    top = next(name for name in own if name not in {said.first("base") for said in own.values()})
    line = net(wanted("ITEM"), (Rank.CUSTOMER, made(top)), root)
    return {"net": line.net_unit, "discount_pct": line.percent_off}


def circles(given):
    """A chain "A->B->C" of lists with their parents, and links that would close a circle."""
    parents = {}
    for chain in given["chain"].split(","):
        for child, parent in pairwise(chain.strip().split("->")):
            parents.setdefault(child, []).append(parent)
    refused = [link for link in given["add"] if path_back(parents, *link.split("->"))]
    if not refused:
        return {"result": "each accepted", "rejected": refused}
    each = refused == given["add"]
    return {"result": "each rejected" if each else f"only {refused}", "rejected": refused}


def currency_of_base(given):
    """ "1 OTHER = 2 MAIN": a list in one currency with percentages of prices in another."""
    one, of, other, to = re.match(r"([\d.]+) (\w+) = ([\d.]+) (\w+)", given["rate"]).groups()
    codes = dict(zip((of, to), ("USD", "EUR"), strict=True))
    worth = Decimal(other) / Decimal(one)  # of the one, in the other
    mine = given["list_cur"]
    products = given.inside()
    texts = products.pop("rules")
    prices = {name: said["list"] for name, said in products.items() if "list" in said}
    lists = [
        listed(f"of {name}", rule(name, price), currency=codes[products[name]["cur"]])
        for name, price in prices.items()
    ]
    known = catalogue(
        listed("L", *(_off(name, texts[name]) for name in products), currency=codes[mine]),
        currency=codes[mine],
        rates={codes[to]: 1 / worth} if mine == of else {codes[of]: worth},
        bases=tuple(lists),
        costs={
            n: (Decimal(s["cost"]), codes[s["cur"]]) for n, s in products.items() if "cost" in s
        },
    )
    found = {name: price_line(wanted(name), known) for name in products}
    return {
        name: {"gross": line.list_unit, "disc": line.percent_off, "net": line.net_unit}
        for name, line in found.items()
    }


def _off(name, text):
    """Read "20% off list", "10% off cost", "25% on cost"."""
    found = re.fullmatch(rf"({NUMBER})% (off|on) (list|cost)", text)
    base = "cost" if found[3] == "cost" else f"list:of {name}"
    percent = Decimal(found[1]) * (1 if found[2] == "off" else -1)
    return rule(name, percent=percent, method=OFF, base=base)


def unit_rule(given):
    """A price for one unit beside the product's own; without a unit it is for the own one."""
    unit = (given["rule_uom"] or "").lower()
    rules = [rule("ITEM", given["rule_rate"], uom=unit, priority=1, id="rule")]
    rules.append(rule("ITEM", given["item_price"], id="own"))
    known = listed("L", *rules)
    own = net(wanted("ITEM"), known).net_unit
    held = {name.lower(): Fraction(str(n)) for name, n in (given.first("holds") or {}).items()}
    factors = {f"ITEM/{name}": as_factor(n) for name, n in held.items()}
    sold = {
        name: net(wanted("ITEM", uom=name), known, factors=factors).net_unit
        for name in {unit, *held} - {""}
    }
    return {"Nos": own, "Unit": own} | {name.capitalize(): price for name, price in sold.items()}


def quantity_in_units(given):
    """A rule from so many units on: a percentage off, a price, or a surcharge per own unit."""
    said, unit = given["rule"], given["uom"]
    most = said.first("max_qty")
    per = _own(said["min_qty_uom"], unit)
    one = rule(
        "ITEM",
        id="rule",
        at_least=_exactly(said["min_qty"], per),
        max_quantity=None if most is None else _exactly(most, per),
        **_how(said),
    )
    own = rule("ITEM", given["list_price"], id="base")
    prices = listed("L", one, parents=[listed("BASE", own)])
    units = {line["uom"] for line in given["lines"]}
    factors = {f"ITEM/{name}": as_factor(_own(name, unit)) for name in units}
    found = [
        net(
            wanted("ITEM", line["qty"], uom="" if line["uom"] == unit else line["uom"]),
            prices,
            factors=factors,
        )
        for line in given["lines"]
    ]
    return {
        "unit_price": [line.regular_unit for line in found],
        "rule_hit": [any(step.rule == "rule" for step in line.steps) for line in found],
        "line_total": [line.net_amount.major for line in found],
    }


def _how(said):
    match said["type"]:
        case "percent_off":
            return {"method": OFF, "percent": said["percent"]}
        case "surcharge":
            return {"method": Method.FORMULA, "surcharge": said["surcharge"]}
        case "fixed":
            return {"amount": said["price"]}
        case other:
            raise AssertionError(other)


def _own(name, unit):
    return Fraction(size_of(name)) / Fraction(size_of(unit))


def _exactly(quantity, per):
    held = Fraction(str(quantity)) * per
    return Decimal(held.numerator) / Decimal(held.denominator)
