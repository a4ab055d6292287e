"""Price lists: standard ones from the catalogue, others a share of it or prices of their own."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cpq.price_lists import NewEntry, open_list, put_entries
from foundation.money import minor_digits, rounded
from web.demo.files import read_rows, read_toml

HEAD = ("code", "name", "name_en", "currency", "scope")
STEPS = {"JPY": Decimal(100), "USD": Decimal("0.5")}  # what a price is rounded to


def load_prices(session: Session) -> int:
    """Open every list and put its prices on it; returns how many prices there are."""
    lists = read_toml("price-lists.toml")["list"]
    return sum(_load_list(session, row) for row in lists)


def _load_list(session: Session, row: dict[str, Any]) -> int:
    open_list(session, **{key: row[key] for key in HEAD}, scope_id=row.get("scope_id", ""))
    own = [_entry(price) for price in read_rows("prices.csv") if price["list"] == row["code"]]
    dated = {entry.sku for entry in own if entry.min_quantity == 1}
    usual = [entry for entry in _from_catalogue(row) if entry.sku not in dated]
    return put_entries(session, row["code"], [*usual, *own])


def _from_catalogue(row: dict[str, Any]) -> Iterator[NewEntry]:
    """Yield the catalogue's prices, or a percentage of them for some categories."""
    currency, wanted = row["currency"], row.get("categories")
    if row["scope"] != "standard" and not wanted:
        return
    for product in read_rows("products.csv"):
        price = Decimal(product[f"price_{currency.lower()}"])
        if wanted is None:
            yield NewEntry(product["sku"], price)
        elif product["category"] in wanted:
            yield NewEntry(product["sku"], _share(price, row["percent"], currency))


def _share(price: Decimal, percent: int, currency: str) -> Decimal:
    share = rounded(price * percent / 100, STEPS[currency])
    return share.quantize(Decimal(1).scaleb(-minor_digits(currency)))


def _entry(price: dict[str, str]) -> NewEntry:
    return NewEntry(
        price["sku"],
        Decimal(price["price"]),
        Decimal(price["min_quantity"]),
        _day(price["valid_from"]),
        _day(price["valid_to"]),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
