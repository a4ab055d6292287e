"""What people and policies make of the price of one line: uplifts, discounts, agreed prices."""

from cpq.discounts.conditions import Condition, Dealings, holds
from cpq.pricing import Adjustment
from cpq.pricing.free_goods import FreeGoods
from cpq.pricing.values import Basis, Method, Rank
from tests.cpq.pricing.builders import rule, wanted
from tests.cpq.pricing.groups.dollars import listed, net
from tests.cpq.pricing.groups.given import each, number
from tests.cpq.pricing.groups.reading import basis_of, mixed_with, off_by, tiers_of

OFF = Method.PERCENT_OFF
WATERFALL = {"additional": "discretion", "partner": "partner", "distributor": "distributor"}


def sold(given, price, quantity=None, **fields):
    """One line at a list price, in the currency of the case."""
    currency = given.first("currency", default="USD")
    prices = listed("L", rule("ITEM", number(price)), currency=currency)
    many = number(given.first("qty", default=1)) if quantity is None else quantity
    return net(wanted("ITEM", many, **fields), prices, currency=currency)


def one_line(given):
    """So many at a price, less a percentage or an amount of each; below nothing it is on top."""
    off, less = given.number("discount_pct"), given.number("discount_amount")
    off = given.number("discount", default=off) if "discount_pct" not in given else off
    line = sold(given, given.first("list", "price"), off=(Adjustment("discretion", {}, off, less),))
    amount = line.net_amount.major
    unit = dict.fromkeys(("unit_price", "price", "net", "rate"), line.net_unit)
    whole = dict.fromkeys(("subtotal", "untaxed", "amount"), amount)
    return unit | whole | {"discount": line.percent_off, "undiscounted": line.list_amount.major}


def margin_then_discount(given):
    """An uplift, then a discount of what that makes; each a percentage or an amount."""
    margin, more = given.number("margin_pct"), given.number("margin", "margin_amount")
    off, less = given.number("discount_pct"), given.number("discount", "discount_amount")
    steps = (
        Adjustment("uplift", percent=-margin, amount=-more),
        Adjustment("discretion", percent=off, amount=less),
    )
    line = sold(given, given["list"], off=steps)
    with_margin = next(step.after for step in line.steps if step.kind == "uplift") / line.quantity
    taken = with_margin - line.net_unit
    whole = {"rate": line.net_unit, "net_amount": line.net_amount.major}
    return {"rate_with_margin": with_margin, "discount_amount": taken, **whole}


def stacked(given):
    """Discounts one after the other, from a quantity on where one is asked for."""
    rules = [off_by(one, mixed_with(given["rules"])) for one in given["rules"]]
    basis = basis_of(given.first("stack", default=given.group.partition("_")[0]))
    steps = tuple(Adjustment("pattern", percent=off, amount=less, basis=basis)
                  for off, less in rules)  # fmt: skip
    asks = Condition(kind="quantity", least=given.number("min_qty"))
    price = given.first("list", default=1000)

    def priced(quantity):
        known = Dealings(quantity=number(quantity))
        return sold(given, price, known.quantity, off=steps if holds(asks, known) else ())

    found = each(given.first("qty", default=1), priced)
    return {
        "discount": each(found, lambda line: line.percent_off),
        "discount_amount": each(found, lambda line: line.list_unit - line.net_unit),
        "net": each(found, lambda line: line.net_unit),
        "rate": each(found, lambda line: line.net_unit),
    }


def without_rules(given):
    """A promotion, and what there is where rules are not asked."""
    off = given.number("discount", "discount_pct")
    promotion = listed("P", rule("ITEM", percent=off, method=OFF))
    lists = [(Rank.CAMPAIGN, promotion), listed("L", rule("ITEM", given["list"]))]
    then, quantity = given.first("then", default=""), given.first("qty", default=1)
    ignored = [False, *([then.startswith("ignore")] if then else [])]
    found = [net(wanted("ITEM", quantity, ignore_rules=one), *lists) for one in ignored]
    return {"rate": [one.net_unit for one in found]}


def free_goods(given):
    """So many free with so many, or once; a most of 0 is no limit, as in the source."""
    buys = given.number("buy")
    offer = FreeGoods(
        given.number("free", "free_qty", "get", default=1),
        given.number("per", "recurse_for", default=buys),
        given.number("min_qty", default=buys),
        given.number("max_qty", default=0) or None,
        beyond=given.number("over", "beyond", "apply_recursion_over"),
        whole=given.first("round", "round_free_qty", default=bool(buys)),
    )
    return {"free_qty": each(given["qty"], lambda n: offer.given_with(number(n)))}


def net_is_truth(given):
    """What was agreed for one, or for all: it is the net price, whatever percentage that is."""
    agreed = {"net": given["net_total"]} if "net_total" in given else {"unit": given["net"]}
    found = sold(given, given["list"], manual=agreed)
    return {
        "net": found.net_unit,
        "net_amount": found.net_amount.major,
        "discount_display": f"{found.percent_off}%",
        "wrong": found.net_unit,
    }


def manual_price(given):
    """An agreed price at one quantity after the other, and what the rules would say there."""
    prices = listed("L", rule("ITEM", given["list"]), *tiers_of(given.first("tiers", default=[])))
    agreed = {"unit": given.first("manual", "net", "agreed")}
    found = each(given["qty"], lambda n: net(wanted("ITEM", number(n), manual=agreed), prices))
    return {
        "net": each(found, lambda line: line.net_unit),
        "rule_says": each(found, lambda line: line.rule_unit),
    }


def option_surcharge(given):
    """A product with options; what is taken off the list is taken off its options, too."""
    extras = given["option_extra"]
    options = [rule(f"option:ITEM/slot/{name}", number(extras[name])) for name in extras]
    own = listed("L", rule("ITEM", given["list"]), *options)
    quantity = number(given.first("qty", default=1))
    off = Adjustment("discretion", percent=given.number("discount_pct"))

    def priced(*names):
        chosen = tuple(f"ITEM/slot/{name}" for name in names)
        return net(wanted("ITEM", quantity, surcharges=chosen, off=(off,)), own).net_unit

    together = given.first("together", "choose", default=[])
    return {
        "unit_price": {name: priced(name) for name in extras},
        "together": priced(*together),
        "price": priced(*together),
    }


def waterfall(given):
    """A contract and a schedule make the regular price; then the rep, partner and distributor."""
    prices = listed("L", rule("ITEM", number(given["list"])))
    contract = given.number("contracted_price", "special_price", "contract_price", default=None)
    if contract is not None:
        prices = listed("C", rule("ITEM", contract), parents=[prices])
    if schedule := given.number("schedule_pct", "volume_discount_pct", "system_discount_pct"):
        prices = listed("S", rule("ITEM", percent=schedule, method=OFF), parents=[prices])
    steps = [_step(given, name) for name in given.first("order", default=list(WATERFALL))]
    line = net(wanted("ITEM", number(given.first("qty", default=1)), off=steps), prices)
    after = {step.kind: step.after / line.quantity for step in line.steps}
    names = {"discount": "customer"}
    found = {names.get(kind, kind): price for kind, price in after.items()}
    found |= {"regular": line.regular_unit, "net": line.net_unit}
    return found | {f"{name}_price": price for name, price in found.items()} | {
        "net_amount": line.net_amount.major,
    }  # fmt: skip


def _step(given, name):
    return Adjustment(
        WATERFALL[name],
        percent=given.number(f"{name}_discount_pct", f"{name}_pct"),
        amount=given.number(f"{name}_discount_amount", f"{name}_amount"),
        basis=Basis(given.first(f"{name}_basis", default="running")),
    )
