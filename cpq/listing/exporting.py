"""A list as CSV and as a workbook, both of which the import reads again."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.listing.queries import assignments_of
from cpq.listing.wording import begins, ends, local
from cpq.models import Assignment, ListEntry, ListOfPrices
from cpq.price_lists.entries import PRODUCT, on_version
from cpq.price_lists.versions import versions_of
from cpq.pricing.values import Method
from foundation.db import utcnow
from foundation.errors import Refusal
from foundation.language import _
from foundation.spreadsheets import MARK, line_of, workbook_of

HEADING = (
    "sku", "target", "name", "name_en", "method", "unit_price", "currency", "percent", "base",
    "formula", "round_to", "surcharge", "least_margin", "most_margin", "breaks", "min_quantity",
    "max_quantity", "price_unit", "valid_from", "valid_to", "priority",
)  # fmt: skip
ASSIGNED = ("price_list", "rank", "assigned_to", "priority", "valid_from", "valid_to")
MOST_IN_A_WORKBOOK = 100_000


def as_csv(session: Session, price_list: ListOfPrices, number: int = 0) -> Iterator[str]:
    """Give the rules of a version (the newest), line by line."""
    yield MARK + line_of(HEADING)
    for entry, name, name_en in _rows(session, price_list, number):
        yield line_of(_cells(price_list, entry, name or "", name_en or ""))


def as_workbook(session: Session, price_list: ListOfPrices, number: int = 0) -> bytes:
    """Return the rules and the assignments of a list, a sheet each."""
    rows: list[tuple[str, ...]] = [HEADING]
    for entry, name, name_en in _rows(session, price_list, number):
        rows.append(tuple(_cells(price_list, entry, name or "", name_en or "")))
        if len(rows) > MOST_IN_A_WORKBOOK:
            raise Refusal(_("The list is too long for a workbook. Export it as CSV."))
    return workbook_of({"prices": rows, "assignments": assignment_rows(session, [price_list])})


def assignment_rows(session: Session, lists: list[ListOfPrices]) -> list[tuple[str, ...]]:
    """Return whom lists are for, under a heading."""
    known = assignments_of(session, [row.id for row in lists], utcnow())
    rows = [_assigned(one.code, row) for one in lists for row in known.get(one.id, ())]
    return [ASSIGNED, *rows]


def _rows(session: Session, price_list: ListOfPrices, number: int) -> Iterator[Any]:
    known = versions_of(session, price_list.id)
    wanted = number or (known[0].number if known else 0)
    query = (
        select(ListEntry, Product.name, Product.name_en)
        .outerjoin(Product, Product.sku == ListEntry.sku)
        .where(ListEntry.list_id == price_list.id, *on_version(ListEntry, wanted))
        .order_by(ListEntry.sku, ListEntry.target, ListEntry.min_quantity, ListEntry.id)
    )
    return iter(session.execute(query.execution_options(yield_per=1000)))


def _cells(price_list: ListOfPrices, entry: ListEntry, name: str, name_en: str) -> list[str]:
    product = entry.target.startswith(PRODUCT)
    priced = entry.method in {Method.FIXED.value, Method.BLOCK.value}
    return [
        entry.sku if product else "",
        "" if product else entry.target,
        name if product else "",
        name_en if product else "",
        entry.method,
        _number(entry.amount) if priced else "",
        price_list.currency,
        "" if priced else _number(entry.percent),
        entry.base if entry.base != "list" else "",
        entry.formula,
        _number(entry.round_to),
        _number(entry.surcharge) if entry.surcharge else "",
        _number(entry.least_margin),
        _number(entry.most_margin),
        entry.breaks,
        _number(entry.min_quantity),
        _number(entry.max_quantity),
        entry.uom,
        moment(begins(entry.valid_from)),
        moment(ends(entry.valid_to)),
        str(entry.priority) if entry.priority else "",
    ]


def _assigned(code: str, row: Assignment) -> tuple[str, ...]:
    return (
        code,
        row.rank,
        row.target,
        str(row.priority),
        moment(begins(row.valid_from)),
        moment(ends(row.valid_to)),
    )


def moment(value: Any) -> str:
    """Return a day, or a moment here to the minute, as it is typed."""
    return f"{local(value):%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
