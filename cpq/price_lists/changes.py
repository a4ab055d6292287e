"""What a draft adds and ends, and the fingerprint that a publisher has to have seen."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.models import ListEntry, ListParent, ListVersionRow
from cpq.price_lists.entries import KEY, SAID
from foundation.canonical import fingerprint


@dataclass(frozen=True, slots=True)
class Changes:
    """The rules and parents that a version adds, and those it ends."""

    added: tuple[ListEntry, ...]
    ended: tuple[ListEntry, ...]
    parents_added: tuple[ListParent, ...] = ()
    parents_ended: tuple[ListParent, ...] = ()

    def __bool__(self) -> bool:
        """True when anything differs."""
        return bool(self.added or self.ended or self.parents_added or self.parents_ended)


def changes_of(session: Session, list_id: str, number: int) -> Changes:
    """Return what a version changes against the one before."""
    added, ended = (
        tuple(session.scalars(
            select(ListEntry).where(ListEntry.list_id == list_id, column == number)
            .order_by(ListEntry.target, ListEntry.min_quantity, ListEntry.id)
        ))
        for column in (ListEntry.from_version, ListEntry.to_version)
    )  # fmt: skip
    parents = [
        tuple(session.scalars(
            select(ListParent).where(ListParent.list_id == list_id, column == number)
            .order_by(ListParent.position, ListParent.id)
        ))
        for column in (ListParent.from_version, ListParent.to_version)
    ]  # fmt: skip
    return Changes(added, ended, *parents)


def content_of(session: Session, version: ListVersionRow, changes: Changes | None = None) -> str:
    """Return the fingerprint of a version: of the one before, and of everything that differs."""
    known = changes or changes_of(session, version.list_id, version.number)
    before = select(ListVersionRow.content_sha256).where(
        ListVersionRow.list_id == version.list_id, ListVersionRow.number < version.number
    )
    last = session.scalar(before.order_by(ListVersionRow.number.desc()).limit(1))
    return fingerprint(
        {
            "list": version.list_id,
            "version": version.number,
            "before": last or "",
            "valid_from": _plain(version.valid_from),
            "valid_to": _plain(version.valid_to),
            "added": sorted(_plain_entry(entry) for entry in known.added),
            "ended": sorted(entry.id for entry in known.ended),
            "parents": sorted([row.position, row.parent_id] for row in known.parents_added),
            "parents_ended": sorted(row.parent_id for row in known.parents_ended),
        }
    )


def _plain_entry(entry: ListEntry) -> list[str]:
    return [_plain(getattr(entry, name)) for name in (*KEY, *SAID)] + [entry.id]


def _plain(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)
