"""Rules, lists and catalogues to price with, in few words."""

from datetime import UTC, datetime
from decimal import Decimal

from cpq.pricing import Adjustment, Catalogue, ListVersion, Manual, Part, Rule, Wanted
from cpq.pricing.values import PRECEDENCE, Assigned, Kind, Rank

AT = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
DECIMALS = {
    *("amount", "percent", "round_to", "surcharge", "least_margin", "most_margin"),
    *("min_quantity", "max_quantity"),
}


def number(value):
    return value if value is None or isinstance(value, Decimal) else Decimal(str(value))


def rule(target, amount=0, at_least=1, **fields):
    """A rule for a product, unless the target says otherwise; its id says what it is."""
    whole = target if target == "all" or ":" in target else f"product:{target}"
    fields = {"amount": amount, "min_quantity": at_least, **fields}
    exact = {name: number(v) if name in DECIMALS else v for name, v in fields.items()}
    exact.setdefault("id", f"{whole}/{exact['min_quantity']}/{exact.get('percent', '')}")
    return Rule(target=whole, **exact)


def listed(code, *rules, currency="JPY", parents=(), version=1, kind=Kind.LIST):
    """A version of a list; a plain pair is a fixed price."""
    by_target = {}
    for one in rules:
        made = one if isinstance(one, Rule) else rule(*one)
        by_target.setdefault(made.target, []).append(made)
    kept = {target: tuple(some) for target, some in by_target.items()}
    names = {"ja": code, "en": code}
    return ListVersion(code, names, version, currency, kind, kept, tuple(parents))


def catalogue(*lists, currency="JPY", at=AT, precedence=PRECEDENCE, **fields):
    """What a document asks: lists alone are standard ones, pairs say their rank."""
    pairs = [one if isinstance(one, tuple) else (Rank.STANDARD, one) for one in lists]
    assigned = tuple(Assigned(rank, prices, *more) for rank, prices, *more in pairs)
    return Catalogue(at, currency, assigned, precedence, **fields)


def wanted(sku="PC", quantity=1, *, position=1, parts=(), off=(), manual=None, **fields):
    """A line; ``off`` are percentages of the running amount, in their order."""
    made = tuple(Part(part, number(n)) for part, n in parts)
    steps = tuple(
        one if isinstance(one, Adjustment) else Adjustment("discretion", percent=number(one))
        for one in off
    )
    agreed = Manual(**{name: number(v) for name, v in manual.items()}) if manual else None
    return Wanted(position, sku, number(quantity), made, adjustments=steps, manual=agreed, **fields)
