"""Which of many products may have a price at all, seen before anything else of them is read."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.queries import categories
from cpq.models import ListEntry
from cpq.price_lists.facts import batches
from cpq.price_lists.shelf import LIST_BASE, Asked, Shelf, shelf_for
from cpq.pricing.relating import relative
from cpq.pricing.values import Rule


def priced_among(session: Session, asked: Asked, skus: Iterable[str]) -> set[str]:
    """Return those of some products that the lists of whoever asks may have a price for.

    Either a rule is about the product, or one about everything or a category, of whatever products,
    needs no other price to begin from.
    """
    shelf = shelf_for(session, (), [asked], categories=categories(session))
    wanted = list(dict.fromkeys(skus))
    if any(not _needs_a_price(rule) for rule in _general(shelf, asked)):
        return set(wanted)
    named = select(ListEntry.sku).where(ListEntry.list_id.in_(shelf.lists)).distinct()
    return {
        sku
        for some in batches(wanted)
        for sku in session.scalars(named.where(ListEntry.sku.in_(some)))
    }


def _general(shelf: Shelf, asked: Asked) -> Iterable[Rule]:
    """Give the rules that are about no product by name."""
    for list_id in shelf.lists:
        number = shelf.number_for(list_id, asked)
        rules = shelf.rules_on(list_id, number) if number is not None else {}
        yield from (rule for some in rules.values() for rule in some)


def _needs_a_price(rule: Rule) -> bool:
    """True for what only changes another price: that of a parent, the standard, a list by name."""
    return relative(replace(rule, base="list") if rule.base.startswith(LIST_BASE) else rule)
