"""Reads the short words in which pricing-cases.json tells of rules, lines and asks."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from cpq.pricing.values import Basis, Breaks, Method, Rank
from tests.cpq.pricing.builders import rule
from tests.cpq.pricing.groups.given import Given, many, number

NUMBER = r"[+-]?\d+(?:\.\d+)?"
DAY = r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?"
WHO = {
    "customer group": Rank.TIER,
    "customer": Rank.CUSTOMER,
    "campaign": Rank.CAMPAIGN,
    "sales partner": Rank.CHANNEL,
    "channel": Rank.CHANNEL,
    "tier": Rank.TIER,
    "territory": Rank.REGION,
    "region": Rank.REGION,
    "contract": Rank.CONTRACT,
}
SIZES = {"dozen": 12, "gross": 144, "score": 20, "pair": 2, "unit": 1, "hundred": 100}
SIZES |= {"kg": 1, "t": 1000, "m": 100, "cm": 1, "km": 100_000}


def decimals(text):
    return [Decimal(found) for found in re.findall(NUMBER, str(text))]


def first_number(text, default=None):
    return next(iter(decimals(text)), default)


def day_of(text):
    """Read a day: 2026-04-01, 2026/4/1, 2026年4月1日."""
    return date(*map(int, re.findall(r"\d+", str(text))))


def rank_of(text):
    """Return whom a rule is for: "item+customer X 20%" is for customer X."""
    found = re.search(rf"\+({'|'.join(WHO)})(?: ([A-Z]\w*))?", text.split(":")[0])
    return (WHO[found[1]], found[2] or "") if found else (Rank.STANDARD, "")


def rule_of(text, n=0, product="ITEM"):
    """Read one rule: "category K min_qty 2: -5%", "item rate 25", "product P2: +1"."""
    fields = {"id": f"{n}: {text}", **_target(text, product)}
    if found := re.search(rf"min(?:_qty)? ({NUMBER})", text):
        fields["at_least"] = found[1]
    if found := re.search(rf"max(?:_qty)? ({NUMBER})", text):
        fields["max_quantity"] = found[1]
    if found := re.search(r"prio(?:rity)? (\d+)", text):
        fields["priority"] = int(found[1])
    fields |= _days(text) | _method(text)
    return rule(fields.pop("target"), **fields)


def _target(text, product):
    """A variant is nearer than its product, which is what everybody else calls one."""
    if found := re.match(r"variant ([\w-]+):", text):
        return {"target": f"product:{found[1]}", "priority": 1}
    if found := re.match(r"product ([\w-]+)", text):
        return {"target": f"product:{found[1]}"}
    if found := re.match(r"category ([\w-]+)", text):
        return {"target": f"category:{found[1]}"}
    if re.match(r"(item )?group\b|template\b", text):
        return {"target": "category:GROUP"}
    if re.match(r"(global|all|brand)\b", text):
        return {"target": "all"}
    assert re.match(r"(item|variant)\b", text), text
    return {"target": f"product:{product}"}


def _method(text):
    if found := re.search(rf"({NUMBER}) ?%( on top)?", text):
        percent = Decimal(found[1])
        more = "+" in found[1] or found[2]
        return {"method": Method.PERCENT_OFF, "percent": -percent if more else abs(percent)}
    if found := re.search(rf"(?:rate|fixed|price) ({NUMBER})", text):
        return {"method": Method.FIXED, "amount": found[1]}
    if found := re.search(r": ([+-]\d+(?:\.\d+)?)$", text):
        return {"method": Method.FORMULA, "surcharge": found[1]}
    assert "base=other list" in text, text
    return {"method": Method.PERCENT_OFF}


def _days(text):
    """Read "2011-12-27..31": the last day is one of them, a last minute is not."""
    found = re.search(rf"({DAY})\.\.({DAY}|\d\d)?", text)
    if not found:
        return {}
    begins, last = moment(found[1]), found[2] or ""
    if not last:
        return {"valid_from": begins, "valid_to": None}
    ends = moment(last if len(last) > 2 else found[1][:8] + last)
    whole = timedelta(0) if ":" in last else timedelta(days=1)
    return {"valid_from": begins, "valid_to": ends + whole}


def moment(day):
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def asked(text):
    """Read an ask: "P3(K) q5", "P4(K) q1 2011-12-31", "P q1 2011-12-31 09:00"."""
    found = re.fullmatch(rf"([\w-]+)(?:\((\w+)\))?(?: q(\d+(?:\.\d+)?))?(?: ({DAY}))?", text)
    product, category, quantity, day = found.groups()
    return product, category or "", Decimal(quantity or 1), moment(day) if day else None


def line_of(line):
    """Read "10 x 30.75 -5%", an amount, or the same by name: quantity, unit price, percent off."""
    if isinstance(line, Given):
        price = line.number("price", "amount", "list")
        return line.number("qty", default=1), price, line.number("discount_pct", "discount")
    some = r"(-?\d+(?:\.\d+)?)"
    plain = str(line).replace(",", "").strip()
    found = re.fullmatch(rf"(?:{some} ?[x×] ?)?{some}(?: ([-−+]){some} ?%)?", plain)
    quantity, unit, sign, off = found.groups()
    return Decimal(quantity or 1), Decimal(unit), Decimal(off or 0) * (-1 if sign == "+" else 1)


def bands(tiers, method=Method.PERCENT_OFF, **fields):
    """What a quantity brings, [from, to, how much] or [from, how much] or by name."""
    return [rule("ITEM", id=f"band {n}", **_band(one, method), **fields)
            for n, one in enumerate(tiers)]  # fmt: skip


def _band(one, method):
    if isinstance(one, Given):
        low, high = (
            one.number("from", "min_qty", "low"),
            one.number("to", "max_qty", "high", default=None),
        )
        if "price" in one:
            method = method if method is Method.BLOCK else Method.FIXED
        value = one.number("price", "discount_pct", "off")
    else:
        low, high, value = map(number, one if len(one) > 2 else (one[0], None, one[1]))
    how = "percent" if method is Method.PERCENT_OFF else "amount"
    return {"at_least": low, "max_quantity": high, how: value, "method": method}


def tiers_of(given):
    """Prices from a quantity on: {"20": 20} or [[20, 20]]."""
    pairs = given if isinstance(given, list) else given.of(int, str, float).items()
    return [rule("ITEM", number(price), at_least=number(n)) for n, price in pairs]


def breaks_of(word):
    return Breaks.SLAB if word == "slab" else Breaks.RANGE


def basis_of(stack):
    return Basis.RUNNING if stack == "compound" else Basis.LIST


def size_of(unit):
    return Decimal(SIZES[unit])


def off_by(text, mixed=False):
    """Read what is taken off: 20, "20%", "100 amount"; beside a "%" a plain number is an amount."""
    if isinstance(text, Given):
        return text.number("discount_pct", "pct"), text.number("amount")
    plain = str(text)
    value = first_number(plain)
    is_amount = "%" not in plain and (mixed or "amount" in plain or "off each" in plain)
    return (Decimal(0), value) if is_amount else (value, Decimal(0))


def mixed_with(rules):
    return any("%" in str(one) for one in many(rules))
