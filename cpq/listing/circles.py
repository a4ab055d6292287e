"""Lists that are made from each other in a circle: by their parents, or by what rules are made of.

A way leads from a list to its parents for everything, and to the list a rule is reckoned from for
what that rule is about. A circle is one only where some product goes all the way round, so two
lists may be reckoned from each other for different products. Quantities and validity are not
weighed: a circle that would close only at another quantity is refused, too.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.models import ListEntry, ListOfPrices
from cpq.price_lists.entries import CATEGORY, EVERYTHING, sku_of
from cpq.price_lists.living import Living
from cpq.pricing.values import Method

BATCH = 500
LIST = "list:"
ABSOLUTE = {
    Method.FIXED.value,
    Method.COST_PLUS.value,
    Method.BLOCK.value,
    Method.PERCENT_OF_TOTAL.value,
}  # not reckoned from another price of the product
About = frozenset[str]  # what rules are for: ``all``, ``category:NAME``, or a product's own SKU
ALL: About = frozenset({EVERYTHING})
Way = tuple[str, About]
Based = tuple[str, str, str]  # what a rule is reckoned from, its method, and what it is for


def ways_of(living: Living, list_id: str, rules: Iterable[Based]) -> Iterator[Way]:
    """Give the lists that some rules of a list are reckoned from, and what for."""
    by_base: dict[str, set[str]] = defaultdict(set)
    for base, method, target in rules:
        if base != "cost" and method not in ABSOLUTE:
            by_base[base].add(_about(target))
    yield from _named(living, list_id, by_base)


def onward(living: Living, list_id: str, concern: About = ALL) -> Iterator[Way]:
    """Give every list that a list leads to for what somebody is concerned with."""
    yield from ((parent, concern) for parent in living.parents(list_id))
    query = select(ListEntry.base, ListEntry.target).where(
        living.stands(ListEntry, list_id),
        ListEntry.base != "cost",
        ListEntry.method.not_in(ABSOLUTE),
    )
    if len(concern) < BATCH and not any(map(_is_general, concern)):
        query = query.where(ListEntry.sku.in_({"", *concern}))
    by_base: dict[str, set[str]] = defaultdict(set)
    for base, target in living.session.execute(query.distinct()):
        by_base[base].add(_about(target))
    for to, what in _named(living, list_id, by_base):
        yield to, _shared(living.session, concern, what)


def circle_of(living: Living, start: str, ways: Iterable[Way]) -> list[str]:
    """Return the codes of the lists along the way that leads from a list back to it, or nothing."""
    waiting: list[tuple[Way, tuple[str, ...]]] = [(way, (start,)) for way in ways]
    seen: dict[str, list[About]] = defaultdict(list)
    while waiting:
        (list_id, concern), path = waiting.pop()
        if not concern or any(concern <= known for known in seen[list_id]):
            continue
        seen[list_id].append(concern)
        if list_id == start:
            codes = living.codes(path)
            return [codes[one] for one in (*path, start)]
        waiting += [(way, (*path, list_id)) for way in onward(living, list_id, concern)]
    return []


def _named(living: Living, list_id: str, by_base: Mapping[str, set[str]]) -> Iterator[Way]:
    codes = [base.removeprefix(LIST) for base in by_base if base.startswith(LIST)]
    query = select(ListOfPrices.id, ListOfPrices.code).where(ListOfPrices.code.in_(codes))
    for row in living.session.execute(query):
        yield row.id, frozenset(by_base[LIST + row.code])
    if "list" in by_base and not living.parents(list_id):  # they are asked before the standard
        standard = living.standard()
        if list_id not in standard:
            yield from ((one, frozenset(by_base["list"])) for one in standard)


def _shared(session: Session, one: About, other: About) -> About:
    """Return what both are about."""
    if EVERYTHING in one:
        return (one | other) if EVERYTHING in other else other
    if EVERYTHING in other:
        return one
    return (one & other) | _within(session, one, other) | _within(session, other, one)


def _within(session: Session, categories: About, products: About) -> About:
    """Return the products that are in one of the categories."""
    names = [one.removeprefix(CATEGORY) for one in categories if one.startswith(CATEGORY)]
    skus = [one for one in products if not one.startswith(CATEGORY)] if names else []
    found: set[str] = set()
    for start in range(0, len(skus), BATCH):
        query = select(Product.sku).where(
            Product.sku.in_(skus[start : start + BATCH]), Product.category.in_(names)
        )
        found |= set(session.scalars(query))
    return frozenset(found)


def _is_general(one: str) -> bool:
    return one == EVERYTHING or one.startswith(CATEGORY)


def _about(target: str) -> str:
    return sku_of(target) or target
