"""What documents come to as a whole: lines, discounts on all of them, tax once for each rate."""

import re
from collections import defaultdict
from decimal import Decimal

from cpq.pricing import DocumentDiscount, price_document
from cpq.pricing.sharing import discount_amount, shares_of
from foundation.money import Money, money_of
from tests.cpq.pricing.builders import rule, wanted
from tests.cpq.pricing.groups.dollars import catalogue, listed
from tests.cpq.pricing.groups.given import number
from tests.cpq.pricing.groups.reading import decimals, line_of, tiers_of
from tests.cpq.pricing.groups.taxes import mode_of, taxed

WORDS = {"no": 1, "one": 1, "two": 2, "three": 3, "four": 4, "1": 1, "2": 2, "3": 3, "4": 4}
SAID = {1: "one", 2: "two", 3: "three", 4: "four"}


def priced(given):
    """The lines of a case, each a product of its own, with the discount on the whole."""
    currency = given.first("currency", default="USD")
    read = list(map(line_of, given["lines"]))
    rules = [rule(f"P{n}", unit) for n, (_quantity, unit, _off) in enumerate(read)]
    each_off = given.number("line_discount_pct")
    lines = [
        wanted(f"P{n}", quantity, position=n, off=(off or each_off,))
        for n, (quantity, _unit, off) in enumerate(read)
    ]
    known = catalogue(listed("L", *rules, currency=currency), currency=currency)
    off = given.number("order_discount_pct", "document_discount_pct")
    return price_document(lines, known, document_discount=DocumentDiscount(off))


def list_and_form(given):
    mode = mode_of(given.first("mode", default="half_up"))
    rate = given.number("rate")
    nets = [line.net_amount - line.share for line in priced(given)]
    whole, alone = taxed(nets, rate, mode), [taxed([n], rate, mode) for n in nets]
    untaxed = sum((one.major for one in nets), Decimal(0))
    return {
        "untaxed": untaxed,
        "tax_document": whole.major,
        "tax": whole.major,
        "tax_per_line": sum(one.major for one in alone),
        "total": untaxed + whole.major,
    }


def removed_row(given):
    """Rows of one product: some are deleted, or one gets another quantity."""
    known = catalogue(listed("L", rule("ITEM", given["list"]), *tiers_of(given["tiers"])))
    lines = [wanted("ITEM", number(n), position=at) for at, n in enumerate(given["rows"], start=1)]
    found = {"per_row": [one.net_unit for one in price_document(lines, known)]}
    if changed := re.fullmatch(r"change row (\d+) to (\S+)", given["then"]):
        at = int(changed[1])
        after = [wanted("ITEM", number(changed[2]), position=at) if line.position == at else line
                 for line in lines]  # fmt: skip
        return found | {"after_change": [one.net_unit for one in price_document(after, known)]}
    gone = set(map(int, decimals(given["then"])))
    gone |= {len(lines)} if "last row" in given["then"] else set()
    assert gone, given["then"]
    kept = [line for line in lines if line.position not in gone]
    return found | {"after_delete": [one.net_unit for one in price_document(kept, known)]}


def discount_across_rates(given):
    """Sums by rate, "base8" and "base10", and what is taken off all of them."""
    mode = mode_of(given.first("mode", default="floor"))
    currency = given.first("currency", default="JPY")
    bases = {rate: money_of(base, currency) for rate, base in _bases(given).items()}
    off = str(given.first("discount", default=0))
    percent = number(off) if "%" in off else given.number("discount_pct")
    whole = DocumentDiscount(percent, money_of(Decimal(0) if "%" in off else number(off), currency))
    total = Money(sum(base.amount for base in bases.values()), currency)
    amount = discount_amount(total, whole).amount
    shares = shares_of([(f"{rate:03}", base.amount) for rate, base in bases.items()], amount)
    found, sums = {}, Money(0, currency)
    for (rate, base), share in zip(bases.items(), shares, strict=True):
        left = base - Money(share, currency)
        tax = taxed([left], rate, mode)
        found |= {f"base{rate}": left.major, f"tax{rate}": tax.major}
        sums += left + tax
    return {**found, "total": sums.major}


def _bases(given):
    if "bases" in given:
        return {int(rate): number(base) for rate, base in given["bases"].items()}
    names = [name for name in given if re.fullmatch(r"base\d+", name)]
    return {int(name[4:]): number(given[name]) for name in names}


def discount_per_group(given):
    """A percentage off the whole: each group of tax bears that percentage of its own."""
    amount = given.number("discount_amount", default=None)
    currency = given.first("currency", default="USD")
    less = None if amount is None else money_of(amount, currency)
    off = DocumentDiscount(given.number("discount_pct"), less)
    if isinstance(given["lines"], list):
        return _discount_lines(given, off, currency)
    word = re.fullmatch(r"(\w+)(?: different)? tax(?: sets?| groups?)?", given["lines"])[1]
    lines = [
        wanted(sku, n + 1, position=position, group=f"tax {n}")
        for n in range(WORDS[word])
        for position, sku in enumerate("AB", start=10 * n)
    ]
    known = catalogue(listed("L", rule("A", 200), rule("B", 100)))
    found = _by_group(
        [line.group for line in lines], price_document(lines, known, document_discount=off)
    )
    each = {Decimal(100 * share) / net for net, share in found.values()}
    percent = ", ".join(f"-{value:f}%" for value in each)
    one = len(found) == 1
    of = "" if word == "no" else " of its tax group"
    many = f"{SAID[len(found)]} discount line{'' if one else 's'}, {'' if one else 'each '}"
    return {"result": f"{many}{percent}{of}"}


def _discount_lines(given, off, currency):
    groups = [f"tax {line.first('rate', default=0)}" for line in given["lines"]]
    read = list(map(line_of, given["lines"]))
    rules = [rule(f"P{n}", price) for n, (_quantity, price, _off) in enumerate(read)]
    lines = [
        wanted(f"P{n}", quantity, position=n, group=groups[n])
        for n, (quantity, _price, _off) in enumerate(read)
    ]
    known = catalogue(listed("L", *rules, currency=currency), currency=currency)
    found = _by_group(groups, price_document(lines, known, document_discount=off))
    return {"discount_lines": [-Money(share, currency).major for _net, share in found.values()]}


def _by_group(groups, lines):
    """What the lines of each group of tax come to, and what they bear of the discount."""
    found = defaultdict(lambda: (0, 0))
    for group, line in zip(groups, lines, strict=True):
        net, share = found[group]
        found[group] = (net + line.net_amount.amount, share + line.share.amount)
    return found
