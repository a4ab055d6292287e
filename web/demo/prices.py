"""Price lists: standard ones from the catalogue, others a share of it or prices of their own."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cpq.listing.actions import change_many
from cpq.listing.assigning import add_parent
from cpq.price_lists import NewEntry, list_by_code, open_list, put_entries
from cpq.price_lists.opening import put_on_and_publish
from cpq.price_lists.whom import assign
from cpq.pricing.values import Kind, Method, Rank
from foundation.money import minor_digits, rounded
from web.demo.files import read_rows, read_toml

HEAD = ("code", "name", "name_en", "currency", "scope")
RAISED_BY = "鈴木 美咲"
STEPS = {"JPY": Decimal(100), "USD": Decimal("0.5")}  # what a price is rounded to


def load_prices(session: Session) -> int:
    """Open every list and put its prices on it; returns how many prices there are."""
    told = read_toml("price-lists.toml")
    prices = sum(_load_list(session, row) for row in told["list"])
    prices += sum(_load_promotion(session, row) for row in told["promotion"])
    for row in told["raise"]:
        change_many(session, list_by_code(session, row["list"]).id, row, by=RAISED_BY)
    return prices


def _load_promotion(session: Session, row: dict[str, Any]) -> int:
    names = {key: row[key] for key in ("code", "name", "name_en", "currency")}
    made = open_list(session, **names, kind=Kind.PROMOTION.value)
    add_parent(session, made.id, row["parent"])
    assign(session, made.id, Rank.CAMPAIGN, row["campaign"])
    rules = [
        NewEntry(
            target=f"category:{category}",
            method=Method.FORMULA,
            percent=Decimal(percent),
            round_to=Decimal(row["round_to"]),
        )
        for category, percent in row["percent_off"].items()
    ]
    return put_on_and_publish(session, made.id, rules)


def _load_list(session: Session, row: dict[str, Any]) -> int:
    told = {key: row[key] for key in (*HEAD, "scope_id", "kind") if key in row}
    open_list(session, **told)
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
