"""What rules, people and bands make of the price of one line."""

from decimal import Decimal

from cpq.pricing import Adjustment
from cpq.pricing.free_goods import FreeGoods
from cpq.pricing.values import Basis, Method, Rank
from foundation.errors import Refusal
from tests.cpq.pricing.builders import rule, wanted
from tests.cpq.pricing.groups.dollars import listed, net
from tests.cpq.pricing.groups.reading import bands, basis_of, breaks_of

OFF = Method.PERCENT_OFF


def margin_then_discount(given):
    """An uplift, then a discount of what that makes; each a percentage or an amount."""
    steps = (
        Adjustment("uplift", percent=-_read(given, "margin_pct"), amount=-_read(given, "margin")),
        Adjustment(
            "discretion", percent=_read(given, "discount_pct"), amount=_read(given, "discount")
        ),
    )
    line = net(wanted("ITEM", off=steps), listed("L", rule("ITEM", given["list"])))
    with_margin = next(step.after for step in line.steps if step.kind == "uplift")
    rate = line.net_unit
    return {"rate_with_margin": with_margin, "discount_amount": with_margin - rate, "rate": rate}


def _read(given, *names):
    return Decimal(str(given.first(*names, default=0)))


def stacked(given):
    basis = basis_of(given["stack"])
    steps = tuple(
        Adjustment("pattern", percent=Decimal(str(off)), basis=basis) for off in given["rules"]
    )
    line = net(wanted("ITEM", off=steps), listed("L", rule("ITEM", given.first("list") or 1000)))
    return {"discount": line.percent_off, "net": line.net_unit, "rate": line.net_unit}


def without_rules(given):
    promotion = listed("P", rule("ITEM", percent=given["discount"], method=OFF))
    lists = [(Rank.CAMPAIGN, promotion), listed("L", rule("ITEM", given["list"]))]
    ignored = [False, *([True] if "ignore" in given.first("then", default="") else [])]
    return {"rate": [net(wanted("ITEM", ignore_rules=one), *lists).net_unit for one in ignored]}


def free_goods(given):
    most = given.first("max")
    offer = FreeGoods(
        _read(given, "free"),
        _read(given, "per"),
        _read(given, "min"),
        None if most is None else Decimal(str(most)),
        beyond=_read(given, "over", "beyond", "apply_recursion_over"),
        whole=given.first("round", default=False),
    )
    return {"free_qty": [offer.given_with(Decimal(str(n))) for n in given["qty"]]}


def net_is_truth(given):
    """What was agreed for one: it is the net price, whatever percentage that is."""
    quantity = given.first("qty", default=1)
    line = wanted("ITEM", quantity, manual={"unit": given["net"]})
    found = net(line, listed("L", rule("ITEM", given["list"])))
    return {
        "net": found.net_unit,
        "net_amount": found.net_amount.major,
        "discount_display": f"{found.percent_off}%",
        "wrong": found.net_unit,
    }


def option_surcharge(given):
    extras = given["option_extra"]
    prices = listed(
        "L",
        rule("ITEM", given["list_price"]),
        *(rule(f"option:ITEM/slot/{name}", extra) for name, extra in extras.items()),
    )

    def priced(*names):
        chosen = tuple(f"ITEM/slot/{name}" for name in names)
        return net(wanted("ITEM", surcharges=chosen), prices).net_unit

    together = given.first("together", default=[])
    return {
        "unit_price": {name: priced(name) for name in extras},
        "together": priced(*together),
    }


def charm(given):
    """The list price, less a percentage, to a multiple, a surcharge, and the least and most."""
    formula = rule(
        "ITEM",
        method=Method.FORMULA,
        percent=given.first("discount", "percent", default=0),
        round_to=given.first("round_to"),
        surcharge=given.first("surcharge", default=0),
        least_margin=given.first("min_margin"),
        most_margin=given.first("max_margin"),
    )
    base = listed("BASE", rule("ITEM", given["base"]))
    return {"price": net(wanted("ITEM"), listed("L", formula, parents=[base])).regular_unit}


def waterfall(given):
    """The rep's discount, the partner's and the distributor's, in this order or the one given."""
    kinds = {"additional": "discretion", "partner": "partner", "distributor": "distributor"}
    order = given.first("order", default=list(kinds))
    steps = [_step(given, name, kinds[name]) for name in order]
    quantity = given.first("qty", default=1)
    line = net(wanted("ITEM", quantity, off=steps), listed("L", rule("ITEM", given["original"])))
    after = {step.kind: step.after / line.quantity for step in line.steps}
    prices = {"discount": "customer_price"}
    return {prices.get(kind, f"{kind}_price"): price for kind, price in after.items()} | {
        "net": line.net_unit,
        "net_amount": line.net_amount.major,
    }


def _step(given, name, kind):
    return Adjustment(
        kind,
        percent=_read(given, f"{name}_discount_pct"),
        amount=_read(given, f"{name}_discount_amount"),
        basis=Basis(given.first(f"{name}_basis", default="running")),
    )


def slab_and_range(given):
    base = listed("BASE", rule("ITEM", given["unit"]))
    found = {}
    for word in ("slab", "range"):
        prices = listed("L", *bands(given["tiers"], breaks=breaks_of(word)), parents=[base])
        found[word] = _total_or_error(wanted("ITEM", given["qty"]), prices)
    return found


def blocks(given):
    prices = listed(
        "L",
        *(
            rule("ITEM", amount, low, max_quantity=high, method=Method.BLOCK)
            for low, high, amount in given["blocks"]
        ),
    )
    return {"line_total": [_total_or_error(wanted("ITEM", n), prices) for n in given["qty"]]}


def _total_or_error(line, prices):
    try:
        return net(line, prices).net_amount.major
    except Refusal as refused:
        return f"error: {refused.text}"
