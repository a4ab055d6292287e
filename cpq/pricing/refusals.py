"""Why there is no price, in one sentence that says what to do. Pure."""

from decimal import Decimal

from cpq.pricing.book import Book
from cpq.pricing.notes import text_of
from cpq.pricing.searching import why_not
from foundation.errors import Refusal
from foundation.language import _


def no_price(book: Book, sku: str, uom: str, quantity: Decimal) -> Refusal:
    """Return the refusal: no list at all, a price that does not hold, or none anywhere."""
    currency = book.catalogue.currency
    if not book.catalogue.assigned:
        return Refusal(
            _("There is no price list in %(currency)s for this customer.", currency=currency)
        )
    asked = book.asked(sku, uom, quantity)
    sources = [s for _exclusive, some in book.shelf(sku, uom).ranks for _priority, s in some]
    known = next((source for source in sources if source.knows), None)
    if known is not None:
        return Refusal(
            _(
                "%(sku)s has no valid price: %(why)s Update the price list, or drop the product.",
                sku=sku,
                why=text_of(why_not(known, asked)),
            )
        )
    return Refusal(
        _(
            "%(sku)s has no price on %(lists)s. Add one to a price list, or drop the product.",
            sku=sku,
            lists=", ".join(source.prices.code for source in sources),
        )
    )
