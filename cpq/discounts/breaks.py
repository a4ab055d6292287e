"""Where the next quantity break of a product lies."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.models import QuoteLine
from cpq.price_lists import catalogue_for
from cpq.pricing.values import ListVersion, Rule
from cpq.standing import revision_alone
from foundation.db import found

FARTHEST = 2  # times the quantity: who buys ten will not buy a thousand


def next_break(session: Session, line_id: str) -> Decimal | None:
    """Return the least quantity above a line's own from which some list has another price."""
    line = found(session, QuoteLine, line_id)
    revision = revision_alone(session, line.revision_id)
    catalogue = catalogue_for(session, revision, [line.sku])
    category = catalogue.categories.get(line.sku, "")
    targets = (f"product:{line.sku}", f"category:{category}", "all")
    known = {
        rule.min_quantity
        for assigned in catalogue.assigned
        for rule in _rules(assigned.prices, targets)
        if rule.uom == line.uom
    }
    ahead = [n for n in known if line.quantity < n <= line.quantity * FARTHEST]
    return min(ahead, default=None)


def _rules(prices: ListVersion, targets: Iterable[str]) -> Iterator[Rule]:
    for target in targets:
        yield from prices.rules.get(target, ())
    for parent in prices.parents:
        yield from _rules(parent, targets)
