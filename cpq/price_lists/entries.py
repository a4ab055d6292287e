"""Puts rules on a draft of a list and takes them off, in bulk and without touching older versions.

An entry stands on the versions from the one it was added in to before the one it was ended in, so
a version of a million entries costs what differs from the one before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from cpq.models import ListEntry
from cpq.pricing.values import NOTHING, ONE, Breaks, Method
from foundation.db import new_key
from foundation.errors import Refusal
from foundation.language import _
from foundation.settings import settings

BATCH = 500
PRODUCT, OPTION, CATEGORY, EVERYTHING = "product:", "option:", "category:", "all"
KEY = ("target", "min_quantity", "uom", "valid_from", "priority")
SAID = (
    "method", "amount", "percent", "base", "round_to", "surcharge", "least_margin", "most_margin",
    "breaks", "max_quantity", "valid_to", "formula",
)  # fmt: skip

Columns = dict[str, Any]
EntryKey = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A rule to be put on a list; without a ``target`` it is for the product ``sku``.

    A day as ``valid_to`` is included; a moment is not.
    """

    sku: str = ""
    unit_price: Decimal = NOTHING
    min_quantity: Decimal = ONE
    valid_from: date | datetime | None = None
    valid_to: date | datetime | None = None
    target: str = ""
    method: Method = Method.FIXED
    percent: Decimal = NOTHING
    base: str = "list"
    formula: str = ""
    round_to: Decimal | None = None
    surcharge: Decimal = NOTHING
    least_margin: Decimal | None = None
    most_margin: Decimal | None = None
    breaks: Breaks = Breaks.RANGE
    max_quantity: Decimal | None = None
    uom: str = ""
    priority: int = 0

    @property
    def columns(self) -> Columns:
        """Return what is stored of it. Raises Refusal where it would end before it begins."""
        begins, ends = moment_of(self.valid_from), moment_of(self.valid_to, after=1)
        target = self.target or PRODUCT + self.sku
        if begins and ends and ends <= begins:
            raise Refusal(
                _("The price of %(sku)s would end before it begins.", sku=self.sku or target),
                field="valid_to",
            )
        own = {name: getattr(self, name) for name in SAME}
        return own | {
            "target": target,
            "sku": sku_of(target),
            "method": self.method.value,
            "breaks": self.breaks.value,
            "amount": self.unit_price,
            "valid_from": begins,
            "valid_to": ends,
        }

    @classmethod
    def of(cls, row: ListEntry) -> "NewEntry":
        """Return a rule that is there, as it could be put on a list again."""
        return cls(
            sku=row.sku,
            target=row.target,
            unit_price=row.amount,
            method=Method(row.method),
            breaks=Breaks(row.breaks),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            **{name: getattr(row, name) for name in SAME},
        )


SAME = (
    "min_quantity", "percent", "base", "formula", "round_to", "surcharge", "least_margin",
    "most_margin", "max_quantity", "uom", "priority",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Put:
    """How many rules were new, changed, or there already."""

    new: int
    changed: int
    unchanged: int


def sku_of(target: str) -> str:
    """Return the product a target is about, or the model its option belongs to."""
    if target.startswith(PRODUCT):
        return target.removeprefix(PRODUCT)
    if target.startswith(OPTION):
        return target.removeprefix(OPTION).partition("/")[0]
    return ""


def moment_of(day: date | datetime | None, *, after: int = 0) -> datetime | None:
    """Return the moment a day begins here, or so many days after it; a moment stays itself."""
    if day is None or isinstance(day, datetime):
        return day
    zone = ZoneInfo(settings().timezone)
    begins = datetime.combine(day + timedelta(days=after), datetime.min.time(), zone)
    return begins.astimezone(UTC)


def key_of(columns: Mapping[str, Any]) -> EntryKey:
    """Return what a list has only one rule for at a time."""
    return tuple(columns[name] for name in KEY)


def put_on_draft(session: Session, list_id: str, number: int, entries: Iterable[NewEntry]) -> Put:
    """Put rules on a draft, in place of those of the same target, break, unit and first moment."""
    wanted = {key_of(row): row for row in (entry.columns for entry in entries)}
    rows = list(wanted.values())
    counted = [0, 0, 0]
    for start in range(0, len(rows), BATCH):
        for place, n in enumerate(
            _put_batch(session, list_id, number, rows[start : start + BATCH])
        ):
            counted[place] += n
    return Put(*counted)


def take_off_draft(session: Session, list_id: str, number: int, entry_ids: Sequence[str]) -> int:
    """Take rules off a draft; the versions before keep them. Returns how many there were."""
    known = select(ListEntry.id, ListEntry.from_version).where(
        ListEntry.list_id == list_id, ListEntry.to_version.is_(None)
    )
    taken = 0
    for start in range(0, len(entry_ids), BATCH):
        some = list(entry_ids[start : start + BATCH])
        found = session.execute(known.where(ListEntry.id.in_(some))).all()
        _take_off(session, number, [(row.id, row.from_version) for row in found])
        taken += len(found)
    return taken


def standing(session: Session, list_id: str, number: int, skus: set[str], targets: set[str]) -> Any:
    """Return the rules of a version about these products and targets, as mappings."""
    about = select(ListEntry.__table__).where(
        ListEntry.list_id == list_id,
        ListEntry.sku.in_(skus),
        ListEntry.target.in_(targets),
        *on_version(ListEntry, number),
    )
    return session.execute(about).mappings()


def on_version(entry: Any, number: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return what makes a rule stand on a version.

    The sums keep a database from walking every version of a long list for a few of its products.
    """
    begun, ended = entry.from_version + 0, entry.to_version + 0
    return begun <= number, or_(ended.is_(None), ended > number)


def _put_batch(
    session: Session, list_id: str, number: int, rows: list[Columns]
) -> tuple[int, int, int]:
    skus, targets = {row["sku"] for row in rows}, {row["target"] for row in rows}
    there = {key_of(row): row for row in standing(session, list_id, number, skus, targets)}
    changed = [row for row in rows if key_of(row) in there and differs(there[key_of(row)], row)]
    new = [row for row in rows if key_of(row) not in there]
    olds = [there[key_of(row)] for row in changed]
    _take_off(session, number, [(old["id"], old["from_version"]) for old in olds])
    back = _reopened(session, list_id, number, [*new, *changed])
    added = [
        {**row, "id": new_key("ple")(), "list_id": list_id, "from_version": number}
        for row in (*new, *changed)
        if key_of(row) not in back
    ]
    if added:
        session.execute(insert(ListEntry), added)
    return len(new), len(changed), len(rows) - len(new) - len(changed)


def _reopened(
    session: Session, list_id: str, number: int, rows: Sequence[Columns]
) -> set[EntryKey]:
    """Take back what the draft had ended and now says again, so that it is no change."""
    ended = select(ListEntry.__table__).where(
        ListEntry.list_id == list_id,
        ListEntry.sku.in_({row["sku"] for row in rows}),
        ListEntry.target.in_({row["target"] for row in rows}),
        ListEntry.to_version + 0 == number,
    )
    known: Any = session.execute(ended).mappings() if rows else ()
    before = {key_of(row): row for row in known}
    same = [
        before[key_of(row)]
        for row in rows
        if key_of(row) in before and not differs(before[key_of(row)], row)
    ]
    if same:
        again = update(ListEntry).where(ListEntry.id.in_([row["id"] for row in same]))
        session.execute(again.values(to_version=None))
    return {key_of(row) for row in same}


def differs(old: Any, new: Columns) -> bool:
    """True when a rule says something else than the one of the same key."""
    return any(old[name] != new[name] for name in SAID)


def _take_off(session: Session, number: int, entries: Sequence[tuple[str, int]]) -> None:
    """End what an older version holds; what only the draft holds goes altogether."""
    mine = [entry_id for entry_id, since in entries if since >= number]
    older = [entry_id for entry_id, since in entries if since < number]
    if mine:
        session.execute(delete(ListEntry).where(ListEntry.id.in_(mine)))
    if older:
        ended = update(ListEntry).where(ListEntry.id.in_(older)).values(to_version=number)
        session.execute(ended)
