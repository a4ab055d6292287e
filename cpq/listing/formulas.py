"""Whether the formulas of a draft give prices: each is tried before it holds."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.listing.across import Contradiction
from cpq.listing.alone import Alone
from cpq.listing.wording import kind_of, named_in
from cpq.models import ListEntry, ListOfPrices
from cpq.price_lists.entries import CATEGORY, NewEntry
from cpq.pricing.document import Wanted
from cpq.pricing.formulas import formula_of, number_in
from cpq.pricing.values import Method
from foundation.errors import Refusal
from foundation.language import _

MOST_TRIED = 200
ATTRIBUTE = "attribute."


def asks_cost(rule: ListEntry) -> bool:
    """True where a rule makes its price from the cost."""
    if rule.method == Method.EXPRESSION.value:
        return "cost" in formula_of(rule.formula).names
    return rule.base == "cost" or rule.method == Method.COST_PLUS.value


def formulas_without_price(
    session: Session, price_list: ListOfPrices, rules: Sequence[ListEntry]
) -> Iterator[Contradiction]:
    """Give the formulas that come to no price for their product, or for no product at all."""
    written = [rule for rule in rules if rule.method == Method.EXPRESSION.value][:MOST_TRIED]
    for_products = [rule for rule in written if kind_of(rule.target) == "product"]
    if for_products:
        yield from _tried(session, price_list, for_products)
    for rule in written:
        if kind_of(rule.target) in {"category", "all"} and not _any_has(session, rule):
            words = _(
                "%(target)s: no product has everything that %(formula)s is made from.",
                target=named_in(rule.target) or _("Everything"),
                formula=rule.formula,
            )
            yield Contradiction(words, rule.id)


def _tried(
    session: Session, price_list: ListOfPrices, rules: Sequence[ListEntry]
) -> Iterator[Contradiction]:
    alone = Alone.on(session, price_list, [rule.sku for rule in rules])
    for rule in rules:
        line = Wanted(1, rule.sku, rule.min_quantity, uom=rule.uom)
        outcome = alone.prices(NewEntry.of(rule), [line])[1]
        if isinstance(outcome, Refusal):
            yield Contradiction(outcome.text, rule.id)


def _any_has(session: Session, rule: ListEntry) -> bool:
    """Tell whether some product has the cost and the attributes that a formula names."""
    names = formula_of(rule.formula).names
    attributes = [name.removeprefix(ATTRIBUTE) for name in names if name.startswith(ATTRIBUTE)]
    if not attributes and "cost" not in names:
        return True
    query = select(Product.attributes)
    if rule.target.startswith(CATEGORY):
        query = query.where(Product.category == rule.target.removeprefix(CATEGORY))
    if "cost" in names:
        query = query.where(Product.cost.is_not(None))
    found = session.scalars(query.execution_options(yield_per=500))
    return any(all(number_in(own, name) is not None for name in attributes) for own in found)
