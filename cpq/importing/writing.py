"""Writes the drafts of a batch in bulk: new products, changed ones, prices.

What is there already as the draft says it is left alone, so that a second run changes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.importing.mapping import Mapping
from cpq.importing.reading import Draft, Price, search_of
from cpq.models import ListEntry, ListOfPrices
from foundation.db import new_key, utcnow
from foundation.errors import Refusal
from foundation.language import Text, _

PRODUCTS, ENTRIES = Product.__table__, ListEntry.__table__
FACTS = (
    "name", "name_en", "description", "category", "uom", "tax_class", "cost", "cost_currency",
    "attributes",
)  # fmt: skip
NEW: dict[str, Any] = {
    "name_en": "", "description": "", "description_en": "", "kind": "item", "category": "",
    "uom": "piece", "tax_class": "standard", "cost": None, "cost_currency": "", "attributes": {},
    "lifecycle": "active",
}  # fmt: skip

EntryKey = tuple[str, object, str]


@dataclass(slots=True)
class Batch:
    """What is to be written, gathered first."""

    new: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: list[dict[str, Any]] = field(default_factory=list)
    new_entries: list[dict[str, Any]] = field(default_factory=list)
    changed_entries: list[dict[str, Any]] = field(default_factory=list)

    @property
    def prices(self) -> int:
        """Return how many prices are put on a list."""
        return len(self.new_entries) + len(self.changed_entries)


class Writer:
    """Compares drafts with the catalogue and the price list."""

    def __init__(self, session: Session, mapping: Mapping, drafts: Sequence[Draft]) -> None:
        self.session, self.mapping = session, mapping
        skus = list({draft.sku for draft in drafts})
        self.price_list = _list_of(session, mapping)
        self.products = _products(session, skus)
        self.entries = _entries(session, self.price_list, skus) if self.price_list else {}
        self.batch = Batch()
        self.refusals: dict[int, Text] = {}  # by the row's ordinal

    def take(self, draft: Draft) -> str | Text:
        """Return ``new``, ``changed`` or ``unchanged``, or why the row cannot be taken."""
        if not draft.facts and draft.sku not in self.products:
            return _("There is no product %(sku)s. Import the products first.", sku=draft.sku)
        if draft.price and (reason := self._other_currency(draft.price)):
            return reason
        product = self._put_product(draft) if draft.facts else "unchanged"
        price = self._put_price(draft.sku, draft.price) if draft.price else False
        if product == "unchanged" and price:
            return "changed"
        return product

    def write(self) -> None:
        """Write what was gathered."""
        batch, run = self.batch, self.session.execute
        if batch.new:
            run(insert(PRODUCTS), list(batch.new.values()))  # type: ignore[arg-type]  # a Table
        if batch.changed:
            run(_update(PRODUCTS, [*FACTS, "search", "updated_at"]), batch.changed)
        if batch.new_entries:
            rows = [{**row, "list_id": self._list_id()} for row in batch.new_entries]
            run(insert(ENTRIES), rows)  # type: ignore[arg-type]  # the same
        if batch.changed_entries:
            run(_update(ENTRIES, ["unit_price", "valid_to"]), batch.changed_entries)

    def _put_product(self, draft: Draft) -> str:
        known = self.products.get(draft.sku)
        if known is None:
            row = {**NEW, **draft.facts, "sku": draft.sku, "natural_key": draft.natural_key}
            row |= {"id": new_key("prd")(), "updated_at": utcnow()}
            row["search"] = search_of(row, draft.sku)
            self.batch.new[draft.sku] = self.products[draft.sku] = row
            return "new"
        if all(known[name] == value for name, value in draft.facts.items()):
            return "unchanged"
        row = {name: draft.facts.get(name, known[name]) for name in FACTS}
        row |= {"search": search_of(row, draft.sku), "updated_at": utcnow()}
        self.products[draft.sku] = {**known, **row}
        self.batch.changed.append({f"b_{name}": value for name, value in row.items()}
                                  | {"row": known["id"]})  # fmt: skip
        return "changed"

    def _put_price(self, sku: str, price: Price) -> bool:
        key = (sku, *price.key)
        known = self.entries.get(key)
        if known and (known["unit_price"], known["valid_to"]) == (price.unit_price, price.valid_to):
            return False
        if known:
            self.batch.changed_entries.append(
                {"row": known["id"], "b_unit_price": price.unit_price, "b_valid_to": price.valid_to}
            )
            return True
        row = {"id": new_key("ple")(), "sku": sku, "unit_price": price.unit_price,
               "min_quantity": price.min_quantity, "valid_from": price.valid_from,
               "valid_to": price.valid_to, "valid_key": price.key[1]}  # fmt: skip
        self.entries[key] = row
        self.batch.new_entries.append(row)
        return True

    def _other_currency(self, price: Price) -> Text | None:
        wanted = self.price_list.currency if self.price_list else self.mapping.fixed.currency
        if not wanted or price.currency == wanted.upper():
            return None
        return _(
            "The price is in %(currency)s, but the list %(list)s is in %(wanted)s.",
            currency=price.currency,
            list=self.mapping.price_list,
            wanted=wanted,
        )

    def _list_id(self) -> str:
        if self.price_list is None:
            raise Refusal(_("There is no price list %(code)s.", code=self.mapping.price_list))
        return self.price_list.id


def _list_of(session: Session, mapping: Mapping) -> ListOfPrices | None:
    if not mapping.price_list:
        return None
    known = select(ListOfPrices).where(ListOfPrices.code == mapping.price_list)
    return session.scalars(known).one_or_none()


def _products(session: Session, skus: Sequence[str]) -> dict[str, dict[str, Any]]:
    columns = [Product.id, Product.sku, *(getattr(Product, name) for name in FACTS)]
    rows = session.execute(select(*columns).where(Product.sku.in_(skus))).mappings()
    return {row["sku"]: dict(row) for row in rows}


def _entries(
    session: Session, price_list: ListOfPrices, skus: Iterable[str]
) -> dict[EntryKey, dict[str, Any]]:
    there = select(ENTRIES).where(ListEntry.list_id == price_list.id, ListEntry.sku.in_(skus))
    return {
        (row["sku"], row["min_quantity"], row["valid_key"]): dict(row)
        for row in session.execute(there).mappings()
    }


def _update(table: Any, names: Sequence[str]) -> Any:
    values: dict[str, Any] = {name: bindparam(f"b_{name}") for name in names}
    return update(table).where(table.c.id == bindparam("row")).values(values)
