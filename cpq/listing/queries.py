"""Looking price lists, their versions and single rules up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.listing.wording import KINDS, METHODS, kind_of, named_in, validity
from cpq.models import Assignment, ListEntry, ListOfPrices, ListVersionRow, VersionState
from cpq.price_lists.entries import on_version
from cpq.price_lists.versions import current_of, draft_of
from foundation.db import found, utcnow
from foundation.errors import Missing
from foundation.language import Text, _
from foundation.numbers import folded


@dataclass(frozen=True, slots=True)
class ListRow:
    """A price list with what stands beside it in the list of lists."""

    row: ListOfPrices
    current: ListVersionRow | None
    draft: ListVersionRow | None
    assigned: tuple[Assignment, ...]
    entries: int

    @property
    def kind(self) -> Text:
        """Return what kind of list it is."""
        return KINDS[self.row.kind]


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A rule of a list with the product it is for, and how it differs from the version before."""

    row: ListEntry
    name: str
    name_en: str
    product_id: str | None
    known: bool
    draft: str = ""  # new: only on the draft

    @property
    def id(self) -> str:
        """Return the key of the rule."""
        return self.row.id

    @property
    def named(self) -> str:
        """Return the SKU, option or category."""
        return named_in(self.row.target)

    @property
    def kind(self) -> str:
        """Return what kind of thing it is for."""
        return kind_of(self.row.target)

    @property
    def method(self) -> Text:
        """Return how it comes to a price."""
        return METHODS[self.row.method]

    @property
    def holds(self) -> Text:
        """Return when it holds, in words."""
        return validity(self.row.valid_from, self.row.valid_to)

    def state(self, at: datetime) -> str:
        """Return ``now``, ``later`` or ``over``."""
        if self.row.valid_to and self.row.valid_to <= at:
            return "over"
        return "later" if self.row.valid_from and self.row.valid_from > at else "now"


def lists_matching(words: str = "", kind: str = "", sort: str = "code") -> Select[ListOfPrices]:
    """Return the query of price lists found by code and name, of a kind."""
    query = select(ListOfPrices)
    for word in words.split():
        columns = (ListOfPrices.code, ListOfPrices.name, ListOfPrices.name_en)
        query = query.where(or_(*(c.icontains(word, autoescape=True) for c in columns)))
    if kind in KINDS:
        query = query.where(ListOfPrices.kind == kind)
    orders: dict[str, Any] = {
        "code": ListOfPrices.code, "name": ListOfPrices.name, "currency": ListOfPrices.currency,
        "kind": ListOfPrices.kind,
    }  # fmt: skip
    order = orders.get(sort.removeprefix("-"), ListOfPrices.code)
    return query.order_by(order.desc() if sort.startswith("-") else order, ListOfPrices.code)


def with_versions(session: Session, rows: Sequence[ListOfPrices]) -> list[ListRow]:
    """Return lists with their versions, whom they are assigned to, and how many rules they have."""
    ids, now = [row.id for row in rows], utcnow()
    versions: dict[str, list[ListVersionRow]] = {}
    newest = select(ListVersionRow).where(ListVersionRow.list_id.in_(ids))
    for version in session.scalars(newest.order_by(ListVersionRow.number.desc())):
        versions.setdefault(version.list_id, []).append(version)
    counts = select(ListEntry.list_id, func.count()).where(
        ListEntry.list_id.in_(ids), ListEntry.to_version.is_(None)
    )
    entries = {row[0]: row[1] for row in session.execute(counts.group_by(ListEntry.list_id))}
    assigned = assignments_of(session, ids, now)
    return [
        ListRow(
            row,
            next((one for one in versions.get(row.id, ()) if one.holds_at(now)), None),
            next((one for one in versions.get(row.id, ()) if is_draft(one)), None),
            tuple(assigned.get(row.id, ())),
            entries.get(row.id, 0),
        )
        for row in rows
    ]


def is_draft(version: ListVersionRow) -> bool:
    """True while a version is worked on."""
    return version.state == VersionState.DRAFT.value


def assignments_of(
    session: Session, list_ids: Iterable[str], at: datetime
) -> dict[str, list[Assignment]]:
    """Return who has these lists at a moment or later, by list."""
    query = select(Assignment).where(Assignment.list_id.in_(list(list_ids)))
    query = query.where(or_(Assignment.valid_to.is_(None), Assignment.valid_to > at))
    found_: dict[str, list[Assignment]] = {}
    for row in session.scalars(query.order_by(Assignment.rank, Assignment.target)):
        found_.setdefault(row.list_id, []).append(row)
    return found_


def price_list_row(session: Session, list_id: str) -> ListOfPrices:
    """Return one list. Raises Missing."""
    return found(session, ListOfPrices, list_id)


def lists_there(session: Session, but: str) -> list[ListOfPrices]:
    """Return the other lists in use, by their codes."""
    query = select(ListOfPrices).where(ListOfPrices.id != but, ListOfPrices.active)
    return list(session.scalars(query.order_by(ListOfPrices.code)))


def shown_version(session: Session, list_id: str, number: int) -> ListVersionRow | None:
    """Return the version asked for; else the draft, else the one that holds, else the newest."""
    query = select(ListVersionRow).where(ListVersionRow.list_id == list_id)
    if number:
        return session.scalars(query.where(ListVersionRow.number == number)).one_or_none()
    known = draft_of(session, list_id) or current_of(session, list_id)
    return known or session.scalars(query.order_by(ListVersionRow.number.desc()).limit(1)).first()


def entries_matching(
    list_id: str, number: int, filters: Mapping[str, str] | None = None
) -> Select[ListEntry]:
    """Return the query of a version's rules: by words of their target, method, state and sort."""
    wanted = filters or {}
    query = select(ListEntry).where(ListEntry.list_id == list_id, *on_version(ListEntry, number))
    for word in folded(wanted.get("q", "")).split():
        by_product = select(Product.sku).where(Product.search.contains(word, autoescape=True))
        named = ListEntry.target.icontains(word, autoescape=True)
        query = query.where(or_(ListEntry.sku.in_(by_product), named))
    query = _filtered(query, number, wanted)
    orders: dict[str, tuple[Any, ...]] = {
        "target": (ListEntry.sku, ListEntry.target),
        "amount": (ListEntry.amount,),
        "quantity": (ListEntry.min_quantity,),
        "method": (ListEntry.method,),
        "valid": (ListEntry.valid_from,),
    }
    sort = wanted.get("sort", "")
    order = orders.get(sort.removeprefix("-"), orders["target"])
    if sort.startswith("-"):
        order = tuple(column.desc() for column in order)
    rest = (ListEntry.sku, ListEntry.target, ListEntry.min_quantity, ListEntry.id)
    return query.order_by(*order, *rest)


def _filtered(
    query: Select[ListEntry], number: int, wanted: Mapping[str, str]
) -> Select[ListEntry]:
    if wanted.get("method") in METHODS:
        query = query.where(ListEntry.method == wanted["method"])
    kind = wanted.get("for", "")
    if kind == "all":
        query = query.where(ListEntry.target == kind)
    elif kind in {"product", "category", "option"}:
        query = query.where(ListEntry.target.startswith(f"{kind}:"))
    now = utcnow()
    states: dict[str, ColumnElement[bool]] = {
        "over": ListEntry.valid_to <= now,
        "later": ListEntry.valid_from > now,
        "now": or_(ListEntry.valid_to.is_(None), ListEntry.valid_to > now)
        & or_(ListEntry.valid_from.is_(None), ListEntry.valid_from <= now),
        "changed": ListEntry.from_version == number,
    }
    state = wanted.get("state", "")
    return query.where(states[state]) if state in states else query


def with_products(
    session: Session, entries: Sequence[ListEntry], number: int = 0
) -> list[EntryRow]:
    """Return rules with their products; ``number`` is the draft that is looked at, if it is one."""
    skus = {entry.sku for entry in entries if entry.sku}
    cards = select(Product.sku, Product.id, Product.name, Product.name_en)
    known = {row.sku: row for row in session.execute(cards.where(Product.sku.in_(skus)))}
    return [_entry_row(entry, known.get(entry.sku), number) for entry in entries]


def entry_row(session: Session, list_id: str, entry_id: str) -> EntryRow:
    """Return one rule of a list. Raises Missing."""
    entry = session.get(ListEntry, entry_id)
    if entry is None or entry.list_id != list_id or entry.to_version is not None:
        raise Missing(_("This price is no longer on the list. Please look at the list again."))
    return with_products(session, [entry])[0]


def prices_of(session: Session, sku: str) -> list[tuple[ListOfPrices, EntryRow]]:
    """Return a product's prices on the versions of all lists that hold now."""
    query = select(ListEntry).where(ListEntry.sku == sku)
    query = query.order_by(ListEntry.target, ListEntry.min_quantity, ListEntry.id)
    entries = list(session.scalars(query))
    lists = select(ListOfPrices).where(ListOfPrices.id.in_({entry.list_id for entry in entries}))
    rows = list(session.scalars(lists.order_by(ListOfPrices.currency, ListOfPrices.code)))
    current = {row.id: current_of(session, row.id) for row in rows}
    return [
        (row, _entry_row(entry, None, 0))
        for row in rows
        for entry in entries
        if entry.list_id == row.id and (now := current[row.id]) and entry.in_version(now.number)
    ]


def _entry_row(entry: ListEntry, product: Any, number: int) -> EntryRow:
    return EntryRow(
        entry,
        product.name if product else "",
        product.name_en if product else "",
        product.id if product else None,
        product is not None or not entry.sku,
        "new" if number and entry.from_version == number else "",
    )
