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
from tests.cpq.pricing.groups.given import fraction, many, number
from tests.cpq.pricing.groups.reading import NUMBER, size_of

OFF = Method.PERCENT_OFF


def list_on_list(given):
    """Lists by name, each with what it makes of its base; the one nobody is based on is asked."""
    own = given.inside()
    root = listed("root", rule("all", given.number("list")))

    def made(name):
        said = own[name]
        parent = made(said["base"]) if said.first("base") in own else root
        return listed(name, rule("all", **_how(said)), parents=[parent])

    top = next(name for name in own if name not in {said.first("base") for said in own.values()})
    quantity = number(given.first("qty", default=1))
    line = net(wanted("ITEM", quantity), (Rank.CUSTOMER, made(top)), root)
    return {
        "net": line.net_unit,
        "net_amount": line.net_amount.major,
        "discount_pct": line.percent_off,
    }


def _how(said):
    """A fixed price; or a percentage off, to a multiple, and a surcharge."""
    if "fixed" in said or "price" in said:
        return {"amount": said.number("fixed", "price")}
    percent = said.number("discount_pct", "discount") - said.number("margin_pct")
    more = {
        "round_to": said.number("round_to", default=None),
        "surcharge": said.number("surcharge", "amount"),
    }
    method = Method.FORMULA if any(more.values()) else OFF
    return {"method": method, "percent": percent, **more}


def circles(given):
    """A chain "A->B->C" of lists with their parents, and links that would close a circle."""
    parents = {}
    for chain in many(given["chain"]):
        for part in chain.split(","):
            for child, parent in pairwise(_ends(part)):
                parents.setdefault(child, []).append(parent)
    links = many(given["add"])
    refused = [link for link in links if path_back(parents, *_ends(link))]
    each = "each " if isinstance(given["add"], list) else ""
    if not refused:
        return {"result": f"{each}accepted", "rejected": refused}
    all_of_them = refused == links
    return {"result": f"{each}rejected" if all_of_them else f"only {refused}", "rejected": refused}


def _ends(chain):
    return [name.strip() for name in re.split("->|→", chain)]


def currency_of_base(given):
    """ "1 OTHER = 2 MAIN": a list in one currency with percentages of prices in another."""
    mine = _code(given["list_cur"])
    products = {name: said for name, said in given.inside().items() if name != "rules"}
    texts = given["rules"]
    lists = [
        listed(f"of {name}", rule(name, said.number("list")), currency=_code(said["currency"]))
        for name, said in products.items()
        if "list" in said
    ]
    known = catalogue(
        listed("L", *(_off(name, texts[name]) for name in products), currency=mine),
        currency=mine,
        rates=_rates(many(given.first("rates", "rate")), mine),
        bases=tuple(lists),
        costs={
            name: (said.number("cost"), _code(said["currency"]))
            for name, said in products.items()
            if "cost" in said
        },
    )
    found = {name: price_line(wanted(name), known) for name in products}
    return {
        name: {"gross": line.list_unit, "disc": line.percent_off, "net": line.net_unit}
        for name, line in found.items()
    }


def _code(word):
    """The names that the cases give to two currencies, beside real ones."""
    return {"MAIN": "USD", "OTHER": "EUR"}.get(word, word)


def _rates(texts, mine):
    """What one of another currency is worth in ours, whichever of the two is told as one."""
    rates = {}
    for text in texts:
        some, of, other, to = re.match(r"([\d.]+) (\w+) = ([\d.]+) (\w+)", text).groups()
        worth = Decimal(other) / Decimal(some)
        if _code(of) == mine:
            rates[_code(to)] = 1 / worth
        else:
            rates[_code(of)] = worth
    return rates


def _off(name, text):
    """Read "20% off list", "10% off cost", "25% on cost", "25% markup on cost"."""
    found = re.fullmatch(rf"({NUMBER})% (?:markup )?(off|on) (list|cost)", text)
    base = "cost" if found[3] == "cost" else f"list:of {name}"
    percent = Decimal(found[1]) * (1 if found[2] == "off" else -1)
    return rule(name, percent=percent, method=OFF, base=base)


def unit_rule(given):
    """A price for one unit beside the product's own; without a unit it is for the own one."""
    unit = (given.first("rule_uom") or "").lower()
    known = listed(
        "L",
        rule("ITEM", given.number("rule_rate"), uom=unit, priority=1, id="rule"),
        rule("ITEM", given.number("item_price", "list"), id="own"),
    )
    held = {name.lower(): n for name, n in _held(given, unit).items()}
    factors = {f"ITEM/{name}": as_factor(n) for name, n in held.items()}
    own = net(wanted("ITEM"), known).net_unit
    sold = {
        name: net(wanted("ITEM", uom=name), known, factors=factors).net_unit
        for name in {unit, *held} - {""}
    }
    return {"Nos": own, "Unit": own} | {name.capitalize(): price for name, price in sold.items()}


def _held(given, unit=""):
    """How many of the product's own unit others hold: {"Box": 10}, or so many of the rule's."""
    held = given.first("holds", "conversion", "uoms", default={}) or {}
    alone = given.first("conversion_factor", "factor")
    found = {name: fraction(n) for name, n in held.items()}
    return found | ({unit or "box": fraction(alone)} if alone is not None else {})


def quantity_in_units(given):
    """A rule from so many units on: a percentage off, a price, or a surcharge per own unit."""
    unit, said = given["uom"], given.first("rule")
    sizes = {unit.lower(): Fraction(1)} | {k.lower(): n for k, n in _held(given).items()}

    def own(name):
        known = sizes.get(name.lower())
        return Fraction(size_of(name)) / Fraction(size_of(unit)) if known is None else known

    base = listed("BASE", rule("ITEM", given.number("list"), id="base"))
    prices = base if said is None else listed("L", _from_so_many(said, own, unit), parents=[base])
    factors = {f"ITEM/{line['uom']}": as_factor(own(line["uom"])) for line in given["lines"]}

    def sold(line):
        uom = "" if line["uom"] == unit else line["uom"]
        return net(wanted("ITEM", number(line["qty"]), uom=uom), prices, factors=factors)

    found = list(map(sold, given["lines"]))
    return {
        "unit_price": [line.regular_unit for line in found],
        "rule_hit": [any(step.rule == "rule" for step in line.steps) for line in found],
        "line_total": [line.net_amount.major for line in found],
    }


def _from_so_many(said, own, unit):
    per = own(said.first("min_qty_uom", "uom", default=unit))
    most = said.first("max_qty")
    assert said.first("type") in {None, "percent_off", "surcharge", "fixed", "formula"}
    return rule(
        "ITEM",
        id="rule",
        at_least=_exactly(said["min_qty"], per) if "min_qty" in said else 1,
        max_quantity=None if most is None else _exactly(most, per),
        **_how(said),
    )


def _exactly(quantity, per):
    held = fraction(quantity) * per
    return Decimal(held.numerator) / Decimal(held.denominator)
