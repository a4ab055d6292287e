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
from cpq.price_lists import asked_by, priced_among, shelf_for
from cpq.pricing.book import Book
from cpq.pricing.exact import EXACT
from cpq.pricing.plain import plain_prices
from cpq.queries import PricePreview, preview_price
from cpq.wanted import surcharges_of
from foundation.errors import Refusal

NOTHING = Decimal(0)
FEW = 500  # products; of more, most stand on no list, which is quickly seen


def quoted_for(session: Session, line: QuoteLine, parts: Iterable[Candidate]) -> Quoted:
    """Return what so many of an option, of some, add to the whole line.

    Raises:
        Refusal: how many pieces the line's unit holds is not known.
    """
    skus = {sku for one in parts for sku in sold_as(one)}
    asked = asked_by(session, line.revision_row)
    priced = priced_among(session, asked, skus) if len(skus) > FEW else set(skus)
    book = Book(shelf_for(session, [line.sku, *sorted(priced)], [asked]).catalogue(asked))
    units = line.quantity * book.factor(line.sku, line.uom)
    return _Tags(book, line.sku, units, priced).quoted


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
    """Price tags of options, read from one book; ``priced`` are the products that stand in it."""

    def __init__(self, book: Book, model: str, units: Decimal, priced: set[str]) -> None:
        self.book, self.model, self.units, self.priced = book, model, units, priced
        self.plain = plain_prices(book.catalogue)

    def quoted(self, domain: SlotDomain, part: Candidate, quantity: int) -> Decimal | None:
        """Return what so many of an option add; None: one of its products has no price."""
        skus = sold_as(part)
        if not self.priced.issuperset(skus):
            return None
        sold = self.units * quantity
        try:
            with localcontext(EXACT):
                totals = [self._total(sku, sold) for sku in skus]
                known = [one for one in totals if one is not None]
                if len(known) < len(skus):
                    return None
                return sum(known, self._surcharge(domain, part, sold))
        except Refusal:
            return None

    def _total(self, sku: str, sold: Decimal) -> Decimal | None:
        unit = self.plain.get(sku)
        if unit is not None:
            return unit * sold
        found = self.book.find(sku, "", sold)
        return found.total if found else None

    def _surcharge(self, domain: SlotDomain, part: Candidate, sold: Decimal) -> Decimal:
        if not self.book.options:
            return NOTHING
        [option] = surcharges_of(self.model, {domain.slot.key: {"sku": part.sku}})
        found = self.book.option(option, sold)
        return found.total if found else NOTHING
