"""Consumption tax on sums of a rate, in prices, and beside levies."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

from cpq.tax import (
    Rate,
    TaxClass,
    rate_on,
    tax_of,
    tax_within,
    under_rate,
    with_levies,
    without_tax,
)
from foundation.money import Money, Rounding, money_of
from tests.cpq.pricing.groups.given import Given, each, many, number
from tests.cpq.pricing.groups.reading import day_of, first_number, line_of

DAY = date(2026, 11, 25)
STANDARD = TaxClass.STANDARD
MODES = {
    "ceil": Rounding.CEILING, "up": Rounding.CEILING, "round_up": Rounding.CEILING,
    "down": Rounding.FLOOR, "round_down": Rounding.FLOOR, "truncate": Rounding.FLOOR,
    "round": Rounding.HALF_UP, "切り捨て": Rounding.FLOOR, "切捨て": Rounding.FLOOR,
    "四捨五入": Rounding.HALF_UP, "切り上げ": Rounding.CEILING, "切上げ": Rounding.CEILING,
}  # fmt: skip


def mode_of(word):
    return MODES[word] if word in MODES else Rounding(word)


def taxed(nets, percent, mode=Rounding.HALF_UP):
    """The tax of net amounts under one rate."""
    rate = [Rate(STANDARD, number(percent) / 100, date(2000, 1, 1))]
    currency = nets[0].currency if nets else "JPY"
    lines = tax_of([(STANDARD, one) for one in nets], DAY, currency, mode, rate)
    return sum((line.tax for line in lines), Money(0, currency))


def tax_once(given):
    """Lines under one rate, or each under its own; or for each rate, as "lines8" and "lines10"."""
    mode = mode_of(given.first("mode", default="floor"))
    currency = given.first("currency", default="JPY")
    sums = _by_rate(given, currency)
    if given.first("included", default=False):
        return _within(sums, mode)
    found = {rate: taxed(nets, rate, mode).major for rate, nets in sums.items()}
    tax = sum(found.values(), Decimal(0))
    by_rate = {f"tax{rate.normalize():f}": one for rate, one in found.items()}
    return by_rate | {"tax": tax, "wrong": tax}


def _by_rate(given, currency):
    """The net amounts of each rate, in whole percent or as it is."""
    found = defaultdict(list)
    for name in given:
        if named := re.fullmatch(r"lines(\d*)", name):
            for line in given[name]:
                own = line.first("rate") if isinstance(line, Given) else None
                rate = first_number(own or named[1] or given["rate"])
                found[rate].append(_amount(line, currency))
    if "rate" in given:
        found.setdefault(first_number(given["rate"]), [])
    return found


def _amount(line, currency):
    if isinstance(line, int | str) and re.fullmatch(r"-?[\d.,]+", str(line)):
        return money_of(number(line), currency)
    quantity, price, off = line_of(line)
    return money_of(quantity * price * (100 - off) / 100, currency)


def _within(sums, mode):
    """The tax that is in prices."""
    tax = net = Decimal(0)
    for rate, amounts in sums.items():
        whole = sum(amounts[1:], amounts[0])
        own = tax_within(whole, rate / 100, mode)
        tax, net = tax + own.major, net + (whole - own).major
    return {"tax": tax, "net": net, "wrong": tax}


def included_total(given):
    """What of a total with tax in it is tax."""
    rate, mode = given.number("rate") / 100, mode_of(given.first("mode", default="floor"))
    currency = given.first("currency", default="JPY")
    totals = given.first("total", "included", "gross")
    found = each(totals, lambda one: money_of(number(one), currency))
    taxes = each(found, lambda one: tax_within(one, rate, mode))
    nets = each(found, lambda one: (one - tax_within(one, rate, mode)).major)
    return {"tax": each(taxes, lambda one: one.major), "net": nets, "base": nets}


def per_note(given):
    """Delivery notes of a month: the tax of each where it is the qualified document, or of all."""
    mode = mode_of(given.first("mode", default="floor"))
    notes = [[_amount(line, "JPY") for line in many(note)] for note in given["notes"]]
    rate = given.number("rate")
    each_note = [taxed(note, rate, mode).major for note in notes]
    whole = taxed([line for note in notes for line in note], rate, mode).major
    on_notes = given.first("qualified_document", default="invoice") == "delivery_note"
    return {
        "tax": sum(each_note) if on_notes else whole,
        "per_note": each_note,
        "sum_of_notes": sum(each_note),
        "tax_recomputed": whole,
    }


def rounding_modes(given):
    currency = given.first("currency", default="JPY")
    words = ("floor", "half_up", "ceil")

    def tax(word):
        return each(given["base"], lambda base: _one(base, word))

    def _one(base, word):
        return taxed([money_of(number(base), currency)], given["rate"], mode_of(word)).major

    found = {word: tax(word) for word in words}
    return found | ({"tax": tax(given["mode"])} if "mode" in given else {})


def rates(given):
    """The rate of a class on a day, in percent."""
    kind = TaxClass(given.first("class", "kind", default="standard"))
    days = given.first("day", "days", "on", "date")
    return {"rate": each(days, lambda day: 100 * rate_on(kind, day_of(day)))}


def included_to_included(given):
    """A price under another tax; "included": the tax is in the price, "excluded": on top of it."""
    was, now = given["list_tax"], given["mapped_tax"]
    rate = first_number(now, default=Decimal(0)) / 100
    unit, inside = given.number("list"), "incl" in now
    if "incl" in was:
        unit = under_rate(unit, first_number(was) / 100, rate if inside else Decimal(0))
    off = given.number("discount_pct", "discount")
    amount = unit * given.number("qty", default=1) * (100 - off) / 100
    subtotal = without_tax(amount, rate) if inside else amount
    tax = subtotal * rate
    return {"unit_price": unit, "subtotal": subtotal, "tax": tax, "total": subtotal + tax}


def levies(given):
    """Fixed levies in a price, or on top of it."""
    currency = given.first("currency", default="USD")
    inside = [
        money_of(number(one), currency) for one in many(given.first("fixed_included", default=[]))
    ]
    on_top = [
        money_of(number(one), currency) for one in many(given.first("fixed_excluded", default=[]))
    ]
    price = money_of(given.number("price", "list"), currency)
    whole = sum(on_top, price)
    found = with_levies(whole, [*inside, *on_top], given.number("qty", default=1))
    return {
        "tax": found.tax.major,
        "subtotal": found.subtotal.major,
        "total": found.total.major,
    }
