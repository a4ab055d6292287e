"""Products as CSV and as a workbook, both of which the import reads again as unchanged."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from foundation.errors import Refusal
from foundation.language import _
from foundation.spreadsheets import MARK, line_of, workbook_of

HEADING = (
    "sku", "name", "name_en", "description", "description_en", "kind", "category", "uom",
    "tax_class", "cost", "currency", "lifecycle",
)  # fmt: skip
ATTRIBUTE = "attribute."  # stands before the name of an attribute that is called like one of these
MOST_COLUMNS = 200  # as many as the import takes
MOST_IN_A_WORKBOOK = 20_000


def as_csv(session: Session, query: Select[Product]) -> Iterator[str]:
    """Return the products of a query, to be read line by line. Raises Refusal."""
    return _lines(session, query, _attributes(session, query))


def as_workbook(session: Session, query: Select[Product]) -> bytes:
    """Return the products of a query on one sheet. Raises Refusal where they are too many."""
    attributes = _attributes(session, query)
    rows = session.scalars(query.limit(MOST_IN_A_WORKBOOK + 1)).all()
    if len(rows) > MOST_IN_A_WORKBOOK:
        raise Refusal(_("These are too many for a workbook. Choose a category, or export as CSV."))
    return workbook_of({"products": list(_rows(rows, attributes))})


def _lines(session: Session, query: Select[Product], attributes: list[str]) -> Iterator[str]:
    """Give the lines; the products are asked for when the first is read."""
    yield MARK
    products = session.scalars(query.execution_options(yield_per=500))
    yield from map(line_of, _rows(products, attributes))


def _rows(products: Iterable[Product], attributes: list[str]) -> Iterator[list[str]]:
    yield [*HEADING, *(ATTRIBUTE + name if name in HEADING else name for name in attributes)]
    for row in products:
        yield [*_cells(row), *(str(row.attributes.get(name, "")) for name in attributes)]


def _cells(row: Product) -> list[str]:
    cost = "" if row.cost is None else f"{row.cost:f}"
    known = {"cost": cost, "currency": row.cost_currency}
    return [known[name] if name in known else str(getattr(row, name)) for name in HEADING]


def _attributes(session: Session, query: Select[Product]) -> list[str]:
    """Return the attributes that the products have, in the order they turn up."""
    columns = query.with_only_columns(Product.attributes).execution_options(yield_per=2_000)
    names: dict[str, None] = {}
    for values in session.scalars(columns):
        names |= dict.fromkeys(values)
    if len(names) > MOST_COLUMNS - len(HEADING):
        words = _("These have %(n)s different attributes, too many columns. Choose a category.",
                  n=len(names))  # fmt: skip
        raise Refusal(words)
    return list(names)
