"""The words of a step, of a list that lost and of a warning, made when somebody reads them."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from cpq.pricing.document import Said
from foundation.language import Text, _

Values = Mapping[str, Any]


def text_of(said: Said) -> Text:
    """Return the sentence."""
    return TEXTS[said.key](said.values)


def _times(values: Values) -> Text:
    of: Said = values["of"]
    if of.key == "price_from":
        return _(
            "%(times)s × %(price)s (price from a quantity of %(n)s)",
            times=values["times"],
            price=values["price"],
            n=of.values["n"],
        )
    return _("%(times)s × %(price)s", times=values["times"], price=values["price"])


def _single(values: Values) -> Text:
    return _("%(times)s × %(price)s", times=Decimal(1), price=values["price"])


def _single_from(values: Values) -> Text:
    return _(
        "%(times)s × %(price)s (price from a quantity of %(n)s)",
        times=Decimal(1),
        price=values["price"],
        n=values["n"],
    )


def _cost_plus(values: Values) -> Text:
    if values["surcharge"]:
        return _("Cost plus %(percent)s%% and %(surcharge)s", **values)
    return _("Cost plus %(percent)s%%", percent=values["percent"])


def _block(values: Values) -> Text:
    if values["most"] is None:
        return _("One price of %(price)s for %(n)s or more", price=values["price"], n=values["n"])
    return _("One price of %(price)s for %(n)s to %(most)s", **values)


def _slab(values: Values) -> Text:
    """Say every band: 9 × 90 + 10 × 80; what is not merely typed, with how it is made."""
    *before, last = [_band(band) for band in values["bands"]]
    text = last
    for one in reversed(before):
        text = _("%(one)s + %(more)s", one=one, more=text)
    return text


def _band(band: Values) -> Text:
    text = _("%(n)s × %(unit)s", n=band["units"], unit=band["price"])
    for said in band["says"]:
        text = _("%(what)s [%(how)s]", what=text, how=text_of(said))
    return text


def _discount(values: Values) -> Text:
    match values["of"]:
        case "list":
            return _("%(percent)s%% off the list price", percent=values["percent"])
        case "base":
            return _("%(percent)s%% off", percent=values["percent"])
        case "cost":
            return _("%(percent)s%% of the cost, taken off", percent=values["percent"])
        case _:
            return _("Discount of %(percent)s%%", percent=values["percent"])


def _uplift(values: Values) -> Text:
    match values["of"]:
        case "list":
            return _("%(percent)s%% of the list price on top", percent=values["percent"])
        case "cost":
            return _("%(percent)s%% of the cost on top", percent=values["percent"])
        case _:
            return _("%(percent)s%% on top", percent=values["percent"])


def _exchanged(values: Values) -> Text:
    if values["worth"] == 1:
        return _("%(amount)s ÷ %(rate)s", amount=values["amount"], rate=values["rate"])
    if values["rate"] == 1:
        return _("%(amount)s × %(worth)s", amount=values["amount"], worth=values["worth"])
    return _("%(amount)s × %(worth)s ÷ %(rate)s", **values)


def _share(values: Values) -> Text:
    return _("Share of the discount on the whole: %(amount)s", amount=values["amount"])


def _cliff(values: Values) -> Text:
    return _("%(n)s would cost %(total)s in all, %(less)s less than %(now)s cost now.", **values)


TEXTS: dict[str, Callable[[Values], Text]] = {
    # steps
    "price": _single,
    "price_from": _single_from,
    "times": _times,
    "percent_off": lambda v: _("%(percent)s%% off", percent=v["percent"]),
    "percent_on": lambda v: _("%(percent)s%% on top", percent=v["percent"]),
    "cost": lambda _v: _("The cost"),
    "cost_plus": _cost_plus,
    "from_cost": lambda _v: _("Made from the cost"),
    "formula": lambda v: _("%(formula)s = %(put_in)s = %(price)s", **v),
    "round_to": lambda v: _("Rounded to a multiple of %(to)s", to=v["to"]),
    "surcharge": lambda v: _("Surcharge of %(amount)s", amount=v["amount"]),
    "least_margin": lambda v: _("At least %(amount)s over the base", amount=v["amount"]),
    "most_margin": lambda v: _("At most %(amount)s over the base", amount=v["amount"]),
    "block": _block,
    "slab": _slab,
    "of_total": lambda v: _("%(percent)s%% of %(total)s", percent=v["percent"], total=v["total"]),
    "no_rules": lambda _v: _("The list price, without rules"),
    "converted": lambda v: _("From %(one)s at a rate of %(rate)s", one=v["one"], rate=v["rate"]),
    "amount": lambda v: _("%(n)s × %(unit)s", n=v["n"], unit=v["unit"]),
    "discount": _discount,
    "uplift": _uplift,
    "off_each": lambda v: _("%(amount)s off each", amount=v["amount"]),
    "on_each": lambda v: _("%(amount)s on top of each", amount=v["amount"]),
    "adjust_both": lambda v: _("%(percent)s%% and %(amount)s off each", **_two(v)),
    "manual_unit": lambda _v: _("Agreed price per unit"),
    "manual_net": lambda _v: _("Agreed price for the line"),
    "manual_share": lambda v: _("Its share of the %(amount)s agreed for all lines", amount=v["of"]),
    "end_user": lambda v: _("The end customer pays %(amount)s", amount=v["amount"]),
    "before": lambda v: _("The leg before comes to %(amount)s", amount=v["amount"]),
    "exchanged": _exchanged,
    "whole_unit": lambda v: _("%(unit)s each", unit=v["unit"]),
    "net": lambda _v: _("Net amount, rounded once"),
    "share": _share,
    # lists and rules that lost
    "none": lambda _v: _("It has no entry for this product."),
    "begins_at": lambda v: _("Its prices begin at a quantity of %(n)s.", n=v["n"]),
    "ends_at": lambda v: _("Its prices end at a quantity of %(n)s.", n=v["n"]),
    "begins": lambda v: _("Its price is valid from %(moment)s.", moment=v["moment"]),
    "ended": lambda v: _("Its price ended at %(moment)s.", moment=v["moment"]),
    "unit": lambda v: _("Its price is for another unit (%(unit)s).", unit=v["unit"]),
    "factor": lambda _v: _("How many the sales unit holds is not known."),
    "later": lambda _v: _("It is asked only where the lists before it have no price."),
    "list_priority": lambda _v: _("Another list has a higher priority."),
    "priority": lambda _v: _("Another rule has a higher priority."),
    "farther": lambda _v: _("Another rule is nearer to the product."),
    "other_unit": lambda _v: _("Another rule is for the unit it is sold in."),
    "lower_break": lambda _v: _("Another rule is for this quantity."),
    "older": lambda _v: _("Another rule began to be valid later."),
    # warnings
    "cliff": _cliff,
    "refused": lambda v: _("The rules give no price: %(why)s", why=v["why"]),
}


def _two(values: Values) -> dict[str, Any]:
    return {"percent": values["percent"], "amount": values["amount"]}
