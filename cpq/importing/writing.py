"""Writes the drafts of a batch in bulk: new products, changed ones, prices.

What is there already as the draft says it is left alone, so that a second run changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.importing.building import Models
from cpq.importing.giving import Assigning
from cpq.importing.mapping import Mapping
from cpq.importing.reading import Draft, Price, search_of
from cpq.models import ListOfPrices
from cpq.price_lists.entries import (
    CATEGORY,
    Columns,
    EntryKey,
    NewEntry,
    differs,
    key_of,
    put_on_draft,
    standing,
)
from cpq.price_lists.versions import open_draft, versions_of
from foundation.db import new_key, utcnow
from foundation.errors import Refusal
from foundation.language import Text, _

PRODUCTS = Product.__table__
FACTS = (
    "name", "name_en", "description", "description_en", "kind", "category", "uom", "tax_class",
    "cost", "cost_currency", "attributes", "lifecycle",
)  # fmt: skip
NEW: dict[str, Any] = {
    "name_en": "", "description": "", "description_en": "", "kind": "item", "category": "",
    "uom": "piece", "tax_class": "standard", "cost": None, "cost_currency": "", "attributes": {},
    "lifecycle": "active",
}  # fmt: skip


@dataclass(slots=True)
class Batch:
    """What is to be written, gathered first."""

    new: dict[str, dict[str, Any]] = field(default_factory=dict)
    changed: list[dict[str, Any]] = field(default_factory=list)
    entries: dict[EntryKey, NewEntry] = field(default_factory=dict)

    @property
    def prices(self) -> int:
        """Return how many prices are put on a list."""
        return len(self.entries)


class Writer:
    """Compares drafts with the catalogue and the price list."""

    def __init__(self, session: Session, mapping: Mapping, drafts: Sequence[Draft]) -> None:
        self.session, self.mapping = session, mapping
        skus = list({draft.sku for draft in drafts if not draft.part})
        self.price_list = _list_of(session, mapping)
        self.products = _products(session, skus)
        rows = [draft.price.entry.columns for draft in drafts if draft.price]
        self.entries = _entries(session, self.price_list, rows) if self.price_list else {}
        self.assigning = Assigning(session, [d.assigned for d in drafts if d.assigned])
        self.models = Models(session)
        self.categories = _categories(session, drafts)
        self.batch = Batch()
        self.refusals: dict[int, Text] = {}  # by the row's ordinal

    def take(self, draft: Draft) -> str | Text:
        """Return ``new``, ``changed`` or ``unchanged``, or why the row cannot be taken."""
        if draft.part:
            return self.models.take(draft.part)
        if draft.assigned:
            return self.assigning.take(draft.assigned)
        return self._take(draft)

    def _take(self, draft: Draft) -> str | Text:
        if draft.general and (unknown := self._unknown(draft)):
            return unknown
        if not draft.facts and not draft.general and draft.sku not in self.products:
            return _("There is no product %(sku)s. Import the products first.", sku=draft.sku)
        if draft.price and (reason := self._other_currency(draft.price)):
            return reason
        product = self._put_product(draft) if draft.facts else "unchanged"
        price = self._put_price(draft.price) if draft.price else False
        if product == "unchanged" and price:
            return "changed"
        return product

    def write(self, *, by: str, file: str) -> None:
        """Write what was gathered."""
        batch, run = self.batch, self.session.execute
        if batch.new:
            run(insert(PRODUCTS), list(batch.new.values()))  # type: ignore[arg-type]  # a Table
        if batch.changed:
            run(_update(PRODUCTS, [*FACTS, "search", "updated_at"]), batch.changed)
        self.assigning.write()
        self.models.write(by=by, file=file)
        if batch.entries:
            version = open_draft(self.session, self._list_id())
            put_on_draft(self.session, version.list_id, version.number, batch.entries.values())

    def _unknown(self, draft: Draft) -> Text | None:
        """Return why a rule that is about no product cannot be taken."""
        name = draft.sku.removeprefix(CATEGORY)
        if draft.sku.startswith(CATEGORY) and name not in self.categories:
            return _("No product is in the category “%(name)s”.", name=name)
        return None

    def _put_product(self, draft: Draft) -> str:
        known = self.products.get(draft.sku)
        if known is None:
            row = {**NEW, **draft.facts, "sku": draft.sku, "natural_key": draft.natural_key}
            row |= {"id": new_key("prd")(), "updated_at": utcnow()}
            row["search"] = search_of(row, draft.sku)
            self.batch.new[draft.sku] = self.products[draft.sku] = row
            return "new"
        if all(_plain(known[name]) == value for name, value in draft.facts.items()):
            return "unchanged"
        row = {name: draft.facts.get(name, known[name]) for name in FACTS}
        row |= {"search": search_of(row, draft.sku), "updated_at": utcnow()}
        self.products[draft.sku] = {**known, **row}
        self.batch.changed.append({f"b_{name}": value for name, value in row.items()}
                                  | {"row": known["id"]})  # fmt: skip
        return "changed"

    def _put_price(self, price: Price) -> bool:
        columns = price.entry.columns
        key = key_of(columns)
        known = self.entries.get(key)
        if known and not differs(known, columns):
            return False
        self.entries[key] = columns
        self.batch.entries[key] = price.entry
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


def _plain(value: Any) -> Any:
    """Return a fact as a row can say it: an empty attribute is none."""
    return {k: v for k, v in value.items() if v} if isinstance(value, dict) else value


def _list_of(session: Session, mapping: Mapping) -> ListOfPrices | None:
    if not mapping.price_list:
        return None
    known = select(ListOfPrices).where(ListOfPrices.code == mapping.price_list)
    return session.scalars(known).one_or_none()


def _categories(session: Session, drafts: Sequence[Draft]) -> set[str]:
    """Return those of the categories the drafts name that have products."""
    named = {d.sku.removeprefix(CATEGORY) for d in drafts if d.general and ":" in d.sku}
    query = select(Product.category).where(Product.category.in_(named)).distinct()
    return set(session.scalars(query)) if named else set()


def _products(session: Session, skus: Sequence[str]) -> dict[str, dict[str, Any]]:
    columns = [Product.id, Product.sku, *(getattr(Product, name) for name in FACTS)]
    rows = session.execute(select(*columns).where(Product.sku.in_(skus))).mappings()
    return {row["sku"]: dict(row) for row in rows}


def _entries(
    session: Session, price_list: ListOfPrices, rows: Sequence[Columns]
) -> dict[EntryKey, Any]:
    """Return what the list says now, a draft before anything else, about the same targets."""
    known = versions_of(session, price_list.id)
    if not known or not rows:
        return {}
    skus, targets = {row["sku"] for row in rows}, {row["target"] for row in rows}
    there = standing(session, price_list.id, known[0].number, skus, targets)
    return {key_of(row): row for row in there}


def _update(table: Any, names: Sequence[str]) -> Any:
    values: dict[str, Any] = {name: bindparam(f"b_{name}") for name in names}
    return update(table).where(table.c.id == bindparam("row")).values(values)
