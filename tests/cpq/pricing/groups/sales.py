"""A sale over several parties, and products that are sold together."""

from cpq.channels.legs import EndUserLine, Leg, PriceBasis, price_legs
from cpq.pricing import Adjustment
from foundation.money import money_of
from tests.cpq.pricing.builders import rule, wanted
from tests.cpq.pricing.groups.dollars import listed, net
from tests.cpq.pricing.groups.given import Given, many, number

BASES = {
    "off_end_user": PriceBasis.OFF_END_USER,
    "on_top": PriceBasis.ON_TOP,
    "fixed": PriceBasis.FIXED_NET,
}


def legs(given):
    """What each leg comes to, from us to the end customer, and what the parties earn."""
    currency = given.first("currency", default="JPY")
    lines = [
        EndUserLine(wanted(f"P{n}", position=n), money_of(number(one), currency))
        for n, one in enumerate(many(given["end_user"]), start=1)
    ]
    chain = price_legs(
        lines, [_leg(n, one, currency) for n, one in enumerate(given["legs"])], currency
    )
    return {
        "totals": [leg.total.major for leg in chain.legs],
        "margins": [margin.amount.major for margin in chain.margins],
        "ours": chain.ours.major,
        "end_user": chain.end_user.major,
    }


def _leg(seq, said, currency):
    """Read {"off_end_user": 30}, {"on_top": 10}, {"fixed": 500000} or {"rate": 70} (掛け率)."""
    if "rate" in said:
        return Leg(seq, f"B{seq}", percent=100 - said.number("rate"), currency=currency)
    word = next(name for name in BASES if name in said)
    value = number(said[word])
    if word == "fixed":
        return Leg(seq, f"B{seq}", BASES[word], fixed=money_of(value, currency), currency=currency)
    return Leg(seq, f"B{seq}", BASES[word], value, currency=currency)


def bundle(given):
    """A product of its own price, if it has one, with so many of its parts, each at its price."""
    parts = {name: _part(said) for name, said in given["parts"].items()}
    own = given.first("own", "list")
    rules = [rule(name, price) for name, (_quantity, price) in parts.items()]
    rules += [] if own is None else [rule("BUNDLE", number(own))]
    off = Adjustment("discretion", percent=given.number("discount_pct"))
    each = [(name, quantity) for name, (quantity, _price) in parts.items()]
    line = wanted("BUNDLE", number(given.first("qty", default=1)), parts=each, off=(off,))
    found = net(line, listed("L", *rules))
    return {"price": found.net_unit, "total": found.net_amount.major, "list": found.list_unit}


def _part(said):
    """Read a price, [quantity, price], or both by name."""
    if isinstance(said, Given):
        return said.number("qty", default=1), said.number("price", "list")
    return tuple(map(number, said)) if isinstance(said, list) else (number(1), number(said))
