"""Reads the short words in which pricing-cases.json tells of rules, lines and asks."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from cpq.pricing.values import Basis, Breaks, Method, Rank
from tests.cpq.pricing.builders import rule

NUMBER = r"[+-]?\d+(?:\.\d+)?"
WHO = {
    "customer": Rank.CUSTOMER,
    "campaign": Rank.CAMPAIGN,
    "channel": Rank.CHANNEL,
    "tier": Rank.TIER,
    "region": Rank.REGION,
    "contract": Rank.CONTRACT,
}
SIZES = {"dozen": 12, "gross": 144, "score": 20, "pair": 2, "unit": 1, "hundred": 100}
SIZES |= {"kg": 1, "t": 1000}


def decimals(text):
    return [Decimal(found) for found in re.findall(NUMBER, str(text))]


def first_number(text, default=None):
    return next(iter(decimals(text)), default)


def rank_of(text):
    """Return whom a rule is for: "item+customer X 20%" is for customer X."""
    found = re.search(r"\+(\w+)(?: ([A-Z]\w*))?", text.split(":")[0])
    return (WHO[found[1]], found[2] or "") if found and found[1].isalpha() else (Rank.STANDARD, "")


def rule_of(text, n=0, product="ITEM"):
    """Read one rule: "category K min_qty 2: -5%", "item rate 25", "product P2: +1"."""
    fields = {"id": f"{n}: {text}", **_target(text, product)}
    if found := re.search(rf"min(?:_qty)? ({NUMBER})", text):
        fields["at_least"] = found[1]
    if found := re.search(r"prio(?:rity)? (\d+)", text):
        fields["priority"] = int(found[1])
    fields |= _days(text) | _method(text)
    return rule(fields.pop("target"), **fields)


def _target(text, product):
    if found := re.match(r"(?:product|variant) ([\w-]+)", text):
        return {"target": f"product:{found[1]}"}
    if found := re.match(r"category ([\w-]+)", text):
        return {"target": f"category:{found[1]}"}
    if re.match(r"(item )?group\b", text):
        return {"target": "category:GROUP"}
    if re.match(r"(global|all)\b", text):
        return {"target": "all"}
    assert re.match(r"item\b", text), text
    return {"target": f"product:{product}"}


def _method(text):
    if found := re.search(rf"({NUMBER}) ?%", text):
        percent = Decimal(found[1])
        return {
            "method": Method.PERCENT_OFF,
            "percent": -percent if "+" in found[1] else abs(percent),
        }
    if found := re.search(rf"(?:rate|fixed|price) ({NUMBER})", text):
        return {"method": Method.FIXED, "amount": found[1]}
    if found := re.search(r": ([+-]\d+(?:\.\d+)?)$", text):
        return {"method": Method.FORMULA, "surcharge": found[1]}
    assert "base=other list" in text, text
    return {"method": Method.PERCENT_OFF}


def _days(text):
    found = re.search(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d|\d\d)?", text)
    if not found:
        return {}
    begins = moment(found[1])
    last = found[2] or ""
    ends = moment(last if len(last) > 2 else found[1][:8] + last) if last else None
    return {"valid_from": begins, "valid_to": ends + timedelta(days=1) if ends else None}


def moment(day):
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def asked(text):
    """Read an ask: "P3(K) q5", "P4(K) q1 2011-12-31"."""
    day = r"(\d{4}-\d\d-\d\d)"
    found = re.fullmatch(rf"([\w-]+)(?:\((\w+)\))?(?: q(\d+(?:\.\d+)?))?(?: {day})?", text)
    product, category, quantity, day = found.groups()
    return product, category or "", Decimal(quantity or 1), moment(day) if day else None


def line_of(text):
    """Read "10 x 30.75 -5%": quantity, unit price, percent off."""
    some = r"(\d+(?:\.\d+)?)"
    found = re.fullmatch(rf"{some} ?[x×] ?{some}(?: ([-−+]){some} ?%)?", text.strip())
    quantity, unit, sign, off = found.groups()
    return Decimal(quantity), Decimal(unit), Decimal(off or 0) * (-1 if sign == "+" else 1)


def bands(tiers, **fields):
    """Percentages by band, [from, to, percent]."""
    return [
        rule(
            "ITEM",
            at_least=low,
            max_quantity=high,
            percent=off,
            method=Method.PERCENT_OFF,
            **fields,
        )
        for low, high, off in tiers
    ]


def breaks_of(word):
    return Breaks.SLAB if word == "slab" else Breaks.RANGE


def basis_of(stack):
    return Basis.RUNNING if stack == "compound" else Basis.LIST


def size_of(unit):
    return Decimal(SIZES[unit])
