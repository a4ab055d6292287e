"""What the methods of rules make of a quantity: formulas, bands, blocks, costs, percentages."""

from decimal import Decimal

from cpq.pricing import Adjustment, price_document
from cpq.pricing.values import Method
from foundation.errors import Refusal
from tests.cpq.pricing.builders import rule, wanted
from tests.cpq.pricing.groups.dollars import catalogue, listed, net
from tests.cpq.pricing.groups.given import each, number
from tests.cpq.pricing.groups.reading import bands, breaks_of, line_of


def charm(given):
    """A base, less a percentage, to a multiple, a surcharge, and the least and most."""
    on_cost = "cost" in given
    formula = rule(
        "ITEM",
        method=Method.FORMULA,
        percent=given.number("discount", "discount_pct") - given.number("margin_pct"),
        base="cost" if on_cost else "list",
        round_to=given.number("round_to", "round", "price_round", default=None),
        surcharge=given.number("surcharge"),
        least_margin=given.number("min_margin", default=None),
        most_margin=given.number("max_margin", default=None),
    )

    def priced(base):
        costs = {"ITEM": (number(base), "USD")}
        parents = [listed("BASE", rule("ITEM", number(base)))]
        return net(wanted("ITEM"), listed("L", formula, parents=parents), costs=costs).regular_unit

    return {"price": each(given["cost" if on_cost else "base"], priced)}


def cost_plus(given):
    """The cost, a percentage and an amount on top."""
    made = rule(
        "ITEM",
        method=Method.COST_PLUS,
        percent=given.number("margin_pct"),
        surcharge=given.number("surcharge"),
    )
    costs = {"ITEM": (given.number("cost"), "USD")}
    return {"price": net(wanted("ITEM"), listed("L", made), costs=costs).regular_unit}


def slab_and_range(given):
    """The same bands read as slabs and as ranges."""
    return {
        word: each(given["qty"], lambda n, word=word: _or_error(given, word, n))
        for word in ("slab", "range")
    }


def cliffs(given):
    """What a quantity comes to, and whether a greater one costs less in all."""
    found = each(given["qty"], lambda n: _in_bands(given, "range", n))
    return {
        "total": each(found, lambda line: line.net_amount.major),
        "warn": each(found, lambda line: bool(line.warnings)),
        "better_qty": each(found, _better),
    }


def _better(line):
    return next((said.values["n"] for said in line.warnings if said.key == "cliff"), None)


def _in_bands(given, word, quantity):
    currency = given.first("currency", default="USD")
    base = listed("BASE", rule("ITEM", given.number("list")), currency=currency)
    rules = bands(given["tiers"], breaks=breaks_of(word))
    prices = listed("L", *rules, parents=[base], currency=currency)
    return net(wanted("ITEM", number(quantity)), prices, currency=currency)


def _or_error(given, word, quantity):
    try:
        return _in_bands(given, word, quantity).net_amount.major
    except Refusal as refused:
        return f"error: {refused.text}"


def blocks(given):
    """One price for so many, and a discount of it where the case has one."""
    prices = listed("L", *bands(given["blocks"], Method.BLOCK))
    off = Adjustment("discretion", percent=given.number("discount_pct"))

    def total(quantity):
        try:
            return net(wanted("ITEM", number(quantity), off=(off,)), prices).net_amount.major
        except Refusal as refused:
            return f"error: {refused.text}"

    return {"line_total": each(given["qty"], total)}


def of_total(given):
    """A product at a percentage of what the other lines come to."""
    currency = given.first("currency", default="USD")
    read = list(map(line_of, given["lines"]))
    rules = [rule(f"P{n}", price) for n, (_quantity, price, _off) in enumerate(read)]
    support = rule("SUPPORT", percent=given.number("percent"), method=Method.PERCENT_OF_TOTAL)
    lines = [wanted(f"P{n}", quantity, position=n, off=(off,))
             for n, (quantity, _price, off) in enumerate(read)]  # fmt: skip
    lines.append(wanted("SUPPORT", position=len(lines), of_total=False))
    known = catalogue(listed("L", *rules, support, currency=currency), currency=currency)
    nets = [line.net_amount.major for line in price_document(lines, known)]
    return {"price": nets[-1], "total": sum(nets, Decimal(0))}
