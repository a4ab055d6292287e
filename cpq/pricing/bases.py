"""What the rules make of a line: its own price, its parts, its options; and its cost. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from cpq.pricing.book import Book, Found
from cpq.pricing.document import Part, Said, Step, Wanted
from cpq.pricing.exact import NOTHING
from cpq.pricing.handed import begun
from cpq.pricing.methods import scaled
from cpq.pricing.refusals import no_price
from cpq.pricing.waterfall import Base, agreed
from foundation.errors import Refusal
from foundation.language import _


def base_of(book: Book, line: Wanted) -> Base:
    """Return what the rules make of a line. Raises Refusal: a price is missing."""
    if line.handed is not None:
        return begun(line, line.handed, book.catalogue.currency)
    own = _own(book, line)
    if own is None and not line.parts:
        raise no_price(book, line.sku, line.uom, line.quantity)
    base = of_found(own) if own else Base(NOTHING, NOTHING, NOTHING, NOTHING, (), {})
    if line.parts or line.surcharges:
        for kind, times, found in _added(book, line):
            base = _with(base, kind, times, found)
    if base.total < 0:
        words = _("The rules would give a price below nothing for %(sku)s.", sku=line.sku)
        raise Refusal(words)
    return base


def of_found(found: Found) -> Base:
    """Return a product's own price as what its line comes to."""
    return Base(
        found.total, found.gross_total, found.unit, found.gross, found.steps, found.price_list
    )


def agreed_only(line: Wanted) -> Base:
    """Return a line that no rule prices at what people agreed on."""
    if line.manual is None:
        raise ValueError(line.position)
    total = agreed(line.manual, line.quantity)
    unit = total / line.quantity
    return Base(total, total, unit, unit, (), {})


def cost_of(book: Book, line: Wanted) -> Decimal:
    """Return what the whole line costs us. Raises Refusal: a cost is not known."""
    currency = book.catalogue.currency
    units = book.own(line.sku, line.uom, line.quantity)
    bare = line.parts and line.sku not in book.catalogue.costs  # a model may cost its parts alone
    cost = NOTHING if bare else book.cost(line.sku, currency) * units
    for part in line.parts:
        cost += book.cost(part.sku, currency) * part.quantity * units
    return cost


def _own(book: Book, line: Wanted) -> Found | None:
    if not line.ignore_rules:
        return book.find(line.sku, line.uom, line.quantity)
    found = book.find(line.sku, line.uom, line.quantity, standard=True)
    found = found or book.find(line.sku, line.uom, line.quantity)
    return _without_rules(found) if found else None


def _without_rules(found: Found) -> Found:
    """Return the list price alone, whatever rules made of it."""
    said = Said("no_rules", {"price": found.gross})
    step = found.steps[0]._replace(before=NOTHING, after=found.gross, said=said)
    return found._replace(unit=found.gross, total=found.gross_total, steps=(step,))


def _added(book: Book, line: Wanted) -> Iterable[tuple[str, Decimal, Found]]:
    """Give parts and options, how many one sales unit takes, and what all of them cost."""
    factor = book.factor(line.sku, line.uom)
    units = book.own(line.sku, line.uom, line.quantity)
    for part in line.parts:
        yield "part", part.quantity * factor, _part(book, part, units)
    for option, times in sorted(Counter(line.surcharges).items()):
        found = book.option(option, units * times)
        if found is not None:
            yield "option", factor * times, found


def _part(book: Book, part: Part, units: Decimal) -> Found:
    quantity = part.quantity * units
    found = book.find(part.sku, "", quantity)
    if found is None:
        raise no_price(book, part.sku, "", quantity)
    return found


def _with(base: Base, kind: str, times: Decimal, found: Found) -> Base:
    steps = _on_top(kind, found.steps, times, base.unit)
    return Base(
        base.total + found.total,
        base.gross + found.gross_total,
        base.unit + found.unit * times,
        base.gross_unit + found.gross * times,
        (*base.steps, *steps),
        base.price_list or found.price_list,
    )


def _on_top(kind: str, steps: Sequence[Step], times: Decimal, before: Decimal) -> list[Step]:
    """Return the steps of a part or an option, on top of what stood there before."""
    more = [scaled(step, times, before) for step in steps]
    said = Said("times", {"times": times, "price": steps[0].after, "of": steps[0].said})
    return [more[0]._replace(kind=kind, said=said), *more[1:]]
