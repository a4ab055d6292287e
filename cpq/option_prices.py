"""What a configuration costs on a quote's line, and what each option adds to that.

A line comes to its own price and that of each part and option in it, each for the quantity that the
whole line takes of it. So what an option adds does not depend on the others, and the cheapest sum
is the cheapest line.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, localcontext

from sqlalchemy.orm import Session

from cpq.catalog.configuring import Candidate, Choice, Configurator, parts_list
from cpq.catalog.configuring.costing import Quoted
from cpq.catalog.configuring.domains import SlotDomain
from cpq.catalog.queries import product_card
from cpq.models import QuoteLine
from cpq.price_lists import catalogue_for
from cpq.pricing.book import Book
from cpq.pricing.exact import EXACT
from cpq.pricing.searching import targets_of
from cpq.pricing.values import Catalogue
from cpq.queries import PricePreview, preview_price
from cpq.wanted import surcharges_of
from foundation.errors import Refusal

NOTHING = Decimal(0)


def quoted_for(session: Session, line: QuoteLine, parts: Iterable[Candidate]) -> Quoted:
    """Return what so many of an option, of some, add to the whole line.

    Raises:
        Refusal: how many pieces the line's unit holds is not known.
    """
    skus = dict.fromkeys(sku for one in parts for sku in sold_as(one))
    book = Book(catalogue_for(session, line.revision_row, [line.sku, *skus]))
    units = line.quantity * book.factor(line.sku, line.uom)
    return _Tags(book, line.sku, units).quoted


def price_with(
    session: Session, line: QuoteLine, configurator: Configurator, choices: Mapping[str, Choice]
) -> PricePreview:
    """Return what one unit of a line would cost with some choices."""
    names = product_card(session, line.sku).names
    bom = [row.to_json() for row in parts_list(configurator.compiled, choices, names)]
    options = surcharges_of(
        line.sku, {slot: choice.model_dump() for slot, choice in choices.items()}
    )
    return preview_price(session, line.revision_id, line.sku, bom, line.quantity, line.uom, options)


def sold_as(part: Candidate) -> list[str]:
    """Return the products that an option stands for on the bill of materials."""
    own = [part.sku] if part.is_product else []
    return [*own, part.surcharge_sku] if part.surcharge_sku else own


class _Tags:
    """Price tags of options, read from one book."""

    def __init__(self, book: Book, model: str, units: Decimal) -> None:
        self.book, self.model, self.units = book, model, units
        self._known = _targets_in(book.catalogue)

    def quoted(self, domain: SlotDomain, part: Candidate, quantity: int) -> Decimal | None:
        """Return what so many of an option add; None: one of its products has no price."""
        skus = sold_as(part)
        if not all(self._may_be_priced(sku) for sku in skus):
            return None  # of many parts most stand on no list: that is quickly seen
        sold = self.units * quantity
        try:
            with localcontext(EXACT):
                found = [self.book.find(sku, "", sold) for sku in skus]
                if None in found:
                    return None
                total = sum((one.total for one in found if one is not None), NOTHING)
                return total + self._surcharge(domain, part, sold)
        except Refusal:
            return None

    def _may_be_priced(self, sku: str) -> bool:
        return any(target in self._known for target, _near in targets_of(self.book.catalogue, sku))

    def _surcharge(self, domain: SlotDomain, part: Candidate, sold: Decimal) -> Decimal:
        [option] = surcharges_of(self.model, {domain.slot.key: {"sku": part.sku}})
        found = self.book.option(option, sold)
        return found.total if found else NOTHING


def _targets_in(catalogue: Catalogue) -> set[str]:
    """Return whatever the lists of a catalogue have rules for."""
    waiting = [*(one.prices for one in catalogue.assigned), *catalogue.bases]
    targets: set[str] = set()
    while waiting:
        prices = waiting.pop()
        targets.update(prices.rules)
        waiting += prices.parents
    return targets
