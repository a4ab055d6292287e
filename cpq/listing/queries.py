"""Looking price lists and single prices up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.models import ListEntry, ListOfPrices
from foundation.db import found
from foundation.errors import Missing
from foundation.language import Text, _
from foundation.numbers import folded
from foundation.spreadsheets import MARK, line_of

EXPORT_HEADING = (
    "sku", "name", "name_en", "unit_price", "currency", "min_quantity", "valid_from", "valid_to",
)  # fmt: skip
SCOPE_LABELS = {
    "standard": _("Standard"),
    "channel": _("For a channel"),
    "customer": _("For a customer or price group"),
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """A price list, and how many prices stand on it."""

    row: ListOfPrices
    entries: int

    @property
    def scope(self) -> Text:
        """Return whom it is for."""
        return SCOPE_LABELS[self.row.scope]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A price on a list, with the product it is for."""

    id: str
    sku: str
    name: str
    name_en: str
    product_id: str | None
    unit_price: Decimal
    min_quantity: Decimal
    valid_from: date | None
    valid_to: date | None

    def state(self, day: date) -> str:
        """Return ``now``, ``later`` or ``over``."""
        if self.valid_to and self.valid_to < day:
            return "over"
        return "later" if self.valid_from and self.valid_from > day else "now"


def price_lists(session: Session) -> list[ListRow]:
    """Return every list with the number of its prices."""
    counts = select(ListEntry.list_id, func.count()).group_by(ListEntry.list_id)
    by_list = {row[0]: row[1] for row in session.execute(counts)}
    rows = session.scalars(select(ListOfPrices).order_by(ListOfPrices.currency, ListOfPrices.code))
    return [ListRow(row, by_list.get(row.id, 0)) for row in rows]


def price_list_row(session: Session, list_id: str) -> ListOfPrices:
    """Return one list. Raises Missing."""
    return found(session, ListOfPrices, list_id)


def entries_matching(list_id: str, words: str = "") -> Select[ListEntry]:
    """Return the query of a list's prices found by the words of their product."""
    query = select(ListEntry).where(ListEntry.list_id == list_id)
    for word in folded(words).split():
        found_by = select(Product.sku).where(Product.search.contains(word, autoescape=True))
        query = query.where(ListEntry.sku.in_(found_by))
    return query.order_by(ListEntry.sku, ListEntry.min_quantity, ListEntry.valid_key)


def with_products(session: Session, entries: list[ListEntry]) -> list[EntryRow]:
    """Return prices with their products."""
    skus = {entry.sku for entry in entries}
    cards = select(Product.sku, Product.id, Product.name, Product.name_en)
    known = {row.sku: row for row in session.execute(cards.where(Product.sku.in_(skus)))}
    return [_entry_row(entry, known.get(entry.sku)) for entry in entries]


def entry_row(session: Session, list_id: str, entry_id: str) -> EntryRow:
    """Return one price of a list. Raises Missing."""
    entry = session.get(ListEntry, entry_id)
    if entry is None or entry.list_id != list_id:
        raise Missing(_("This price is no longer on the list. Please look at the list again."))
    return with_products(session, [entry])[0]


def prices_of(session: Session, sku: str) -> list[tuple[ListOfPrices, EntryRow]]:
    """Return a product's prices on all lists."""
    query = (
        select(ListOfPrices, ListEntry)
        .join(ListEntry, ListEntry.list_id == ListOfPrices.id)
        .where(ListEntry.sku == sku)
        .order_by(ListOfPrices.currency, ListOfPrices.code)
        .order_by(ListEntry.min_quantity, ListEntry.valid_key)
    )
    return [(row, _entry_row(entry, None)) for row, entry in session.execute(query)]


def export(session: Session, price_list: ListOfPrices) -> Iterator[str]:
    """Return a list as CSV that the import reads again."""
    query = (
        select(ListEntry, Product.name, Product.name_en)
        .outerjoin(Product, Product.sku == ListEntry.sku)
        .where(ListEntry.list_id == price_list.id)
        .order_by(ListEntry.sku, ListEntry.min_quantity, ListEntry.valid_key)
    )
    yield MARK + line_of(EXPORT_HEADING)
    for entry, name, name_en in session.execute(query.execution_options(yield_per=1000)):
        begins, ends = entry.valid_from or "", entry.valid_to or ""
        price, quantity = f"{entry.unit_price:f}", f"{entry.min_quantity:f}"
        yield line_of(
            [entry.sku, name or "", name_en or "", price, price_list.currency, quantity,
             str(begins), str(ends)]
        )  # fmt: skip


def _entry_row(entry: ListEntry, product: Row[str, str, str, str] | None) -> EntryRow:
    return EntryRow(
        entry.id,
        entry.sku,
        product.name if product else "",
        product.name_en if product else "",
        product.id if product else None,
        entry.unit_price,
        entry.min_quantity,
        entry.valid_from,
        entry.valid_to,
    )
