"""Price lists over HTTP for other systems."""

from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from cpq.listing import actions, queries
from cpq.listing.queries import EntryRow
from cpq.models import ListOfPrices
from cpq.price_lists import NewEntry, list_by_code, put_entries
from foundation.doors import page_of, session

price_lists_api = APIBlueprint(
    "price_lists_api", __name__, url_prefix="/api/v1/price-lists", tag="Price lists"
)
MOST = 500
DAY = r"^(\d{4}-\d{2}-\d{2})?$"


class PriceListOut(BaseModel):
    """A list in one currency: for everybody, for a channel, or for a customer (``scope_id``)."""

    code: str
    name: str
    name_en: str
    currency: str
    scope: str
    scope_id: str
    active: bool


class PriceListsOut(BaseModel):
    """All lists."""

    price_lists: list[PriceListOut]


class EntryIn(BaseModel):
    """A price per unit from a quantity on, for some days (empty: open). Decimal strings."""

    sku: str = Field(max_length=64)
    unit_price: str = Field(max_length=40)
    min_quantity: str = Field(default="1", max_length=40)
    valid_from: str = Field(default="", pattern=DAY)
    valid_to: str = Field(default="", pattern=DAY)


class EntriesOut(BaseModel):
    """A page of a list's prices, and how many there are in all."""

    entries: list[EntryIn]
    total: int
    page: int
    pages: int


class EntriesQuery(BaseModel):
    """What to look for."""

    q: str = Field(default="", max_length=100)
    page: int = Field(default=1, ge=1, le=100_000)
    size: int = Field(default=100, ge=1, le=MOST)


@price_lists_api.get("")
@price_lists_api.output(PriceListsOut)
def list_price_lists() -> dict[str, Any]:
    """List the price lists."""
    return {"price_lists": [_list_out(row.row) for row in queries.price_lists(session())]}


@price_lists_api.get("/<code>")
@price_lists_api.output(PriceListOut)
@price_lists_api.doc(responses=[404])
def get_price_list(code: str) -> dict[str, Any]:
    """Return one list by its code."""
    return _list_out(list_by_code(session(), code))


@price_lists_api.get("/<code>/entries")
@price_lists_api.input(EntriesQuery, location="query")
@price_lists_api.output(EntriesOut)
@price_lists_api.doc(responses=[404])
def list_entries(code: str, query_data: EntriesQuery) -> dict[str, Any]:
    """Return the prices of a list, found by the words of their products."""
    row = list_by_code(session(), code)
    asked = queries.entries_matching(row.id, query_data.q)
    page = page_of(asked, query_data.page, query_data.size)
    found = queries.with_products(session(), list(page.rows))
    return {
        "entries": [_entry_out(entry) for entry in found],
        "total": page.total,
        "page": page.number,
        "pages": page.pages,
    }


@price_lists_api.put("/<code>/entries")
@price_lists_api.input(EntryIn)
@price_lists_api.output(EntryIn)
@price_lists_api.doc(responses=[400, 403, 404])
def put_entry(code: str, json_data: EntryIn) -> dict[str, Any]:
    """Put a price on a list, in place of one of the same product, quantity and first day."""
    entry = actions.entry_from(session(), json_data.model_dump())
    put_entries(session(), code, [entry])
    return _entry_out(entry)


def _list_out(row: ListOfPrices) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PriceListOut.model_fields}


def _entry_out(entry: EntryRow | NewEntry) -> dict[str, Any]:
    return {
        "sku": entry.sku,
        "unit_price": f"{entry.unit_price:f}",
        "min_quantity": f"{entry.min_quantity:f}",
        "valid_from": str(entry.valid_from or ""),
        "valid_to": str(entry.valid_to or ""),
    }
