"""Where more costs less in all: eleven units at the price of the next break beside ten. Pure."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from cpq.pricing.book import Book
from cpq.pricing.document import Priced, Said, Wanted
from cpq.pricing.exact import minor
from foundation.errors import Refusal
from foundation.money import Money


class Cliff(NamedTuple):
    """So many would cost less in all than what is asked."""

    quantity: Decimal
    total: Money


def cliff(book: Book, line: Wanted, now: Priced, net: Callable[[Wanted], Decimal]) -> Said | None:
    """Return words about the quantity that costs least, where it is more than what is asked."""
    if line.manual or line.ignore_rules:
        return None
    better = _cheapest(book, line, now.net_amount, net)
    if better is None:
        return None
    less = now.net_amount - better.total
    values = {"n": better.quantity, "total": better.total, "less": less, "now": line.quantity}
    return Said("cliff", values)


def _cheapest(
    book: Book, line: Wanted, now: Money, net: Callable[[Wanted], Decimal]
) -> Cliff | None:
    best: Cliff | None = None
    own = book.find(line.sku, line.uom, line.quantity)
    for quantity in _more(book, line):
        asked = replace(line, quantity=quantity, handed=None)
        try:
            found = book.find(line.sku, line.uom, quantity)
            if found is None or own is None or found.total >= own.total:
                continue
            total = minor(net(asked), now.currency)
        except Refusal:
            continue
        if total < (best.total if best else now):
            best = Cliff(quantity, total)
    return best


def _more(book: Book, line: Wanted) -> Sequence[Decimal]:
    """Return the quantities above at which another price begins, in the unit of the line."""
    whole = line.quantity == line.quantity.to_integral_value()
    breaks = book.breaks(line.sku, line.uom, whole=whole)
    return breaks[bisect_right(breaks, line.quantity) :]
