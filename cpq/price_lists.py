"""Price lists: whose they are, what stands on them, and which ones a quote asks in which order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from cpq.models import ListEntry, ListOfPrices
from cpq.pricing import Entry, PriceList
from customers.queries import CustomerCard
from foundation.db import new_key
from foundation.errors import Missing, Refusal
from foundation.language import _
from foundation.numbers import clean

SCOPES = ("standard", "channel", "customer")
BATCH = 500


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A price to be put on a list."""

    sku: str
    unit_price: Decimal
    min_quantity: Decimal = Decimal(1)
    valid_from: date | None = None
    valid_to: date | None = None


def open_list(
    session: Session,
    *,
    code: str,
    name: str,
    name_en: str,
    currency: str,
    scope: str,
    scope_id: str = "",
) -> ListOfPrices:
    """Add a price list, or return the one with this code."""
    known = session.scalars(select(ListOfPrices).where(ListOfPrices.code == code)).one_or_none()
    if known:
        return known
    if scope not in SCOPES:
        raise Refusal(_("A price list is standard, for a channel, or for a customer."))
    made = ListOfPrices(
        code=clean(code, _("Code"), longest=40, required=True, field="code"),
        name=clean(name, _("List name"), required=True, field="name"),
        name_en=clean(name_en, _("Name in English"), field="name_en"),
        currency=currency,
        scope=scope,
        scope_id=scope_id,
    )
    session.add(made)
    session.flush()
    return made


def list_by_code(session: Session, code: str) -> ListOfPrices:
    """Return a list. Raises Missing."""
    known = session.scalars(select(ListOfPrices).where(ListOfPrices.code == code)).one_or_none()
    if known is None:
        raise Missing(_("There is no price list %(code)s.", code=code))
    return known


def put_entries(session: Session, code: str, entries: Iterable[NewEntry]) -> int:
    """Put prices on a list, replacing those of the same product, break and first day."""
    price_list = list_by_code(session, code)
    rows = {(e.sku, e.min_quantity, e.valid_from): _row(price_list.id, e) for e in entries}
    keys = list(rows)
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        _forget(session, price_list.id, batch)
        session.execute(insert(ListEntry), [rows[key] for key in batch])
    return len(rows)


def lists_for(
    session: Session, customer: CustomerCard, channel: str, currency: str, skus: Iterable[str]
) -> list[PriceList]:
    """Return the lists a quote asks, in order, with their entries for these products."""
    rows = _lists_in_order(session, customer, channel, currency)
    entries = _entries_of(session, [row.id for row in rows], list(dict.fromkeys(skus)))
    return [
        PriceList(
            row.code,
            {"ja": row.name, "en": row.name_en or row.name},
            row.currency,
            entries.get(row.id, {}),
        )
        for row in rows
    ]


def _lists_in_order(
    session: Session, customer: CustomerCard, channel: str, currency: str
) -> list[ListOfPrices]:
    whose = [customer.id, *([customer.price_group] if customer.price_group else [])]
    fits = or_(
        ListOfPrices.scope == "standard",
        (ListOfPrices.scope == "channel") & (ListOfPrices.scope_id == channel),
        (ListOfPrices.scope == "customer") & ListOfPrices.scope_id.in_(whose),
    )
    query = select(ListOfPrices).where(fits, ListOfPrices.currency == currency, ListOfPrices.active)
    order = {"customer": 0, "channel": 1, "standard": 2}
    return sorted(session.scalars(query), key=lambda row: (order[row.scope], row.code))


def _entries_of(
    session: Session, list_ids: Sequence[str], skus: Sequence[str]
) -> Mapping[str, dict[str, list[Entry]]]:
    found: dict[str, dict[str, list[Entry]]] = {}
    for start in range(0, len(skus), BATCH):
        some = select(
            ListEntry.list_id,
            ListEntry.sku,
            ListEntry.unit_price,
            ListEntry.min_quantity,
            ListEntry.valid_from,
            ListEntry.valid_to,
        ).where(ListEntry.list_id.in_(list_ids), ListEntry.sku.in_(skus[start : start + BATCH]))
        for list_id, sku, price, quantity, begins, ends in session.execute(some):
            entry = Entry(price, quantity, begins, ends)
            found.setdefault(list_id, {}).setdefault(sku, []).append(entry)
    return found


def _row(list_id: str, entry: NewEntry) -> dict[str, object]:
    if entry.valid_from and entry.valid_to and entry.valid_to < entry.valid_from:
        raise Refusal(
            _("The price of %(sku)s would end before it begins.", sku=entry.sku), field="valid_to"
        )
    return {
        "id": new_key("ple")(),
        "list_id": list_id,
        "sku": entry.sku,
        "min_quantity": entry.min_quantity,
        "unit_price": entry.unit_price,
        "valid_from": entry.valid_from,
        "valid_to": entry.valid_to,
        "valid_key": _day_key(entry.valid_from),
    }


def _forget(
    session: Session, list_id: str, keys: Sequence[tuple[str, Decimal, date | None]]
) -> None:
    """Delete the entries these keys replace."""
    wanted = {(sku, quantity, _day_key(day)) for sku, quantity, day in keys}
    there = select(ListEntry).where(
        ListEntry.list_id == list_id, ListEntry.sku.in_({sku for sku, _q, _d in wanted})
    )
    old = [e.id for e in session.scalars(there) if (e.sku, e.min_quantity, e.valid_key) in wanted]
    if old:
        session.execute(delete(ListEntry).where(ListEntry.id.in_(old)))


def _day_key(day: date | None) -> str:
    return day.isoformat() if day else ""
