"""Prices that are so much apiece and nothing else, seen in one look over the lists. Pure.

Among thousands of products most have but one rule, and it is a plain one. Whatever else decides a
price is looked for product by product (``book``); where both answer, they answer alike.
"""

from collections.abc import Iterable
from decimal import Decimal

from cpq.pricing.searching import OPTION, bar_of
from cpq.pricing.values import ONE, PRODUCT, Breaks, Catalogue, ListVersion, Method, Rule


def plain_prices(catalogue: Catalogue) -> dict[str, Decimal]:
    """Return by SKU what one own unit costs, whatever the quantity, in the document's currency.

    Of products that one rule alone is about, on all lists: a fixed price in the own unit, without
    breaks, that holds now, on a list that is asked. None where a rule is about more than a product.
    """
    ranks = {at.rank for at in catalogue.precedence}
    asked = _family(one.prices for one in catalogue.assigned if one.rank in ranks)
    every = _family([*(one.prices for one in catalogue.assigned), *catalogue.bases])
    about: dict[str, list[tuple[ListVersion, Rule]]] = {}
    for prices in every.values():
        for target, rules in prices.rules.items():
            about.setdefault(target, []).extend((prices, rule) for rule in rules)
    if not all(target.startswith((PRODUCT, OPTION)) for target in about):
        return {}
    alone = {target: some[0] for target, some in about.items() if len(some) == 1}
    return {
        target.removeprefix(PRODUCT): rule.amount
        for target, (prices, rule) in alone.items()
        if target.startswith(PRODUCT)
        and prices.code in asked
        and prices.currency == catalogue.currency
        and _is_plain(rule)
        and not bar_of(rule, "", catalogue.at)
    }


def _is_plain(rule: Rule) -> bool:
    whole = rule.min_quantity <= ONE and rule.max_quantity is None
    return whole and rule.method is Method.FIXED and rule.breaks is Breaks.RANGE


def _family(lists: Iterable[ListVersion]) -> dict[str, ListVersion]:
    """Return lists and their parents by their codes."""
    found: dict[str, ListVersion] = {}
    waiting = list(lists)
    for one in waiting:
        if one.code not in found:
            found[one.code] = one
            waiting += one.parents
    return found
