"""What documents come to as a whole: lines, discounts on all of them, tax once for each rate."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

from cpq.pricing import DocumentDiscount, price_document
from cpq.pricing.sharing import discount_amount, shares_of
from cpq.tax import Rate, TaxClass, tax_of, under_rate, with_levies, without_tax
from foundation.money import Money, Rounding, money_of
from tests.cpq.pricing.builders import rule, wanted
from tests.cpq.pricing.groups.dollars import catalogue, listed
from tests.cpq.pricing.groups.reading import decimals, first_number, line_of

DAY = date(2026, 11, 25)
STANDARD = TaxClass.STANDARD
WORDS = {"one": 1, "two": 2, "three": 3, "four": 4}


def list_and_form(given):
    currency = given.first("currency", default="USD")
    read = [line_of(text) for text in given["lines"]]
    rules = [rule(f"P{n}", unit) for n, (_quantity, unit, _off) in enumerate(read)]
    lines = [
        wanted(f"P{n}", quantity, position=n, off=(off,))
        for n, (quantity, _unit, off) in enumerate(read)
    ]
    known = catalogue(listed("L", *rules, currency=currency), currency=currency)
    nets = [line.net_amount for line in price_document(lines, known)]
    mode = mode_of(given.first("mode", default="half_up"))
    whole, alone = taxed(nets, given["tax"], mode), [taxed([n], given["tax"], mode) for n in nets]
    return {
        "untaxed": sum(one.major for one in nets),
        "tax_document": whole.major,
        "tax_per_line": sum(one.major for one in alone),
    }


def taxed(nets, percent, mode=Rounding.HALF_UP):
    """The tax of net amounts under one rate."""
    rate = [Rate(STANDARD, Decimal(str(percent)) / 100, date(2000, 1, 1))]
    currency = nets[0].currency if nets else "JPY"
    lines = tax_of([(STANDARD, one) for one in nets], DAY, currency, mode, rate)
    return sum((line.tax for line in lines), Money(0, currency))


def removed_row(given):
    tiers = [rule("ITEM", price, at_least=n) for n, price in given["tiers"].items()]
    known = catalogue(listed("L", rule("ITEM", given["list"]), *tiers))
    lines = [wanted("ITEM", n, position=at) for at, n in enumerate(given["rows"], start=1)]
    gone = set(map(int, decimals(given["then"])))
    gone |= {len(lines)} if "last row" in given["then"] else set()
    assert gone, given["then"]
    kept = [line for line in lines if line.position not in gone]
    return {
        "per_row": [one.net_unit for one in price_document(lines, known)],
        "after_delete": [one.net_unit for one in price_document(kept, known)],
    }


def tax_once(given):
    """Lines under one rate; or for each rate, as "lines8" and "lines10"."""
    mode = mode_of(given.first("mode", default="floor"))
    if "rate" in given:
        tax = taxed([Money(one, "JPY") for one in given["lines"]], given["rate"], mode).amount
        return {"tax": tax, "wrong": tax}
    found = {}
    for name, lines in given.of(list).items():
        percent = re.fullmatch(r"lines(\d+)", name)[1]
        found[f"tax{percent}"] = taxed([Money(n, "JPY") for n in lines], percent, mode).amount
    return {**found, "tax": sum(found.values()), "wrong": sum(found.values())}


def rounding_modes(given):
    currency = given.first("currency", default="JPY")
    base = money_of(Decimal(str(given["base"])), currency)
    words = ("floor", "half_up", "ceil")
    return {word: taxed([base], given["rate"], mode_of(word)).major for word in words}


def mode_of(word):
    return Rounding("ceiling" if word in {"ceil", "up"} else word)


def discount_across_rates(given):
    """Sums by rate, "base8" and "base10", and what is taken off all of them."""
    mode = mode_of(given.first("mode", default="floor"))
    bases = {int(name[4:]): n for name, n in given.of(int).items() if re.match(r"base\d", name)}
    whole = DocumentDiscount(
        Decimal(str(given.first("discount_pct", default=0))),
        Money(given.first("discount", default=0), "JPY"),
    )
    amount = discount_amount(Money(sum(bases.values()), "JPY"), whole).amount
    shares = shares_of([(f"{rate:03}", base) for rate, base in bases.items()], amount)
    found, total = {}, 0
    for (rate, base), share in zip(bases.items(), shares, strict=True):
        tax = taxed([Money(base - share, "JPY")], rate, mode).amount
        found |= {f"base{rate}": base - share, f"tax{rate}": tax}
        total += base - share + tax
    return {**found, "total": total}


def discount_per_group(given):
    """So many groups of tax, a percentage off the whole: each bears that percentage of its own."""
    word = re.fullmatch(r"(\w+) (?:different )?tax sets?", given["lines"])[1]
    lines = [
        wanted(sku, n + 1, position=position, group=f"tax {n}")
        for n in range(WORDS[word])
        for position, sku in enumerate("AB", start=10 * n)
    ]
    known = catalogue(listed("L", rule("A", 200), rule("B", 100)))
    percent = Decimal(str(given["percent"]))
    priced = price_document(lines, known, document_discount=DocumentDiscount(percent))
    nets, shares = defaultdict(int), defaultdict(int)
    for line, one in zip(lines, priced, strict=True):
        nets[line.group] += one.net_amount.amount
        shares[line.group] += one.share.amount
    each = {Decimal(100 * shares[name]) / nets[name] for name in nets}
    shown = ", ".join(f"-{value:f}%" for value in each)
    lines_ = "line" if word == "one" else "lines"
    return {"result": f"{word} discount {lines_}, each {shown} of its tax group"}


def included_to_included(given):
    """A price under another tax; "included": the tax is in the price, "excluded": on top of it."""
    was, now = given["list_tax"], given["mapped_tax"]
    rate = first_number(now) / 100
    unit = Decimal(str(given["list"]))
    if "included" in was:
        to = rate if "included" in now else Decimal(0)
        unit = under_rate(unit, first_number(was) / 100, to)
    subtotal = without_tax(unit, rate) if "included" in now else unit
    return {"unit_price": unit, "subtotal": subtotal}


def levies(given):
    currency = given.first("currency", default="USD")
    fixed = [money_of(Decimal(str(one)), currency) for one in given["fixed_included"]]
    price = money_of(Decimal(str(given["price"])), currency)
    found = with_levies(price, fixed, Decimal(str(given.first("qty", default=1))))
    return {
        "tax": found.tax.major,
        "subtotal": found.subtotal.major,
        "total": found.total.major,
    }
