"""The versions of a list: one may be worked on, the newest published one holds, older ones stay."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from cpq.models import ListEntry, ListOfPrices, ListParent, ListVersionRow, VersionState
from foundation.db import found, new_key, utcnow
from foundation.errors import Conflict, Missing
from foundation.language import _

PARTS = (ListEntry, ListParent)


def versions_of(session: Session, list_id: str) -> list[ListVersionRow]:
    """Return every version of a list, newest first."""
    query = select(ListVersionRow).where(ListVersionRow.list_id == list_id)
    return list(session.scalars(query.order_by(ListVersionRow.number.desc())))


def version_row(session: Session, list_id: str, number: int) -> ListVersionRow:
    """Return one version. Raises Missing."""
    query = select(ListVersionRow).where(
        ListVersionRow.list_id == list_id, ListVersionRow.number == number
    )
    known = session.scalars(query).one_or_none()
    if known is None:
        raise Missing(_("There is no version %(number)s of this price list.", number=number))
    return known


def draft_of(session: Session, list_id: str) -> ListVersionRow | None:
    """Return the version that is worked on, if there is one."""
    query = select(ListVersionRow).where(
        ListVersionRow.list_id == list_id, ListVersionRow.state == VersionState.DRAFT.value
    )
    return session.scalars(query).one_or_none()


def current_of(session: Session, list_id: str, at: datetime | None = None) -> ListVersionRow | None:
    """Return the version that holds at a moment: the newest of those published and valid."""
    moment = at or utcnow()
    return next((row for row in versions_of(session, list_id) if row.holds_at(moment)), None)


def open_draft(session: Session, list_id: str, *, by: str = "") -> ListVersionRow:
    """Return the draft of a list; where there is none, it begins as the version that holds."""
    found(session, ListOfPrices, list_id, lock=True)
    if draft := draft_of(session, list_id):
        return draft
    known = versions_of(session, list_id)
    number = known[0].number + 1 if known else 1
    made = ListVersionRow(list_id=list_id, number=number, created_by=by)
    session.add(made)
    session.flush()
    usable = [row.number for row in known if row.state == VersionState.PUBLISHED.value]
    if known and usable and usable[0] != number - 1:
        begin_like(session, list_id, number, usable[0])
    return made


def begin_like(session: Session, list_id: str, number: int, like: int) -> None:
    """Make a draft say what an older version says, at the cost of what differs since."""
    for model in PARTS:
        mine = model.list_id == list_id
        session.execute(delete(model).where(mine, model.from_version == number))
        since = update(model).where(mine, model.from_version > like, model.to_version.is_(None))
        session.execute(since.values(to_version=number))
        reopened = update(model).where(mine, model.from_version <= like, model.to_version == number)
        session.execute(reopened.values(to_version=None))
        gone = select(model.__table__).where(
            mine, model.from_version <= like, model.to_version > like, model.to_version < number
        )
        again = [dict(row) for row in session.execute(gone).mappings()]
        prefix = again[0]["id"][:3] if again else ""
        for row in again:
            row |= {"id": new_key(prefix)(), "from_version": number, "to_version": None}
        if again:
            session.execute(insert(model), again)


def discard(session: Session, list_id: str, number: int) -> None:
    """Undo everything done on a draft. Raises Conflict where it was published meanwhile."""
    found(session, ListOfPrices, list_id, lock=True)
    draft = draft_of(session, list_id)
    if draft is None or draft.number != number:
        raise Conflict(_("Version %(number)s is no draft any more.", number=number))
    for model in PARTS:
        mine = model.list_id == list_id
        session.execute(delete(model).where(mine, model.from_version == number))
        ended = update(model).where(mine, model.to_version == number).values(to_version=None)
        session.execute(ended)
    session.delete(draft)
    session.flush()


def mark_published(
    session: Session, version: ListVersionRow, content_sha256: str, *, by: str = ""
) -> None:
    """Let a draft hold for what is quoted from now on."""
    if version.state != VersionState.DRAFT.value:
        raise Conflict(_("Version %(number)s is no draft any more.", number=version.number))
    version.state, version.published_at = VersionState.PUBLISHED.value, utcnow()
    version.published_by, version.content_sha256 = by, content_sha256
    session.flush()


def retire(session: Session, list_id: str, number: int, *, by: str) -> ListVersionRow:
    """Take a published version back: new quotes get the one before, open ones keep it."""
    found(session, ListOfPrices, list_id, lock=True)
    version = version_row(session, list_id, number)
    if version.state != VersionState.PUBLISHED.value:
        raise Conflict(_("Only a published version can be retired."))
    if draft_of(session, list_id):
        raise Conflict(_("There is a draft. Publish or discard it first."))
    version.state, version.retired_at = VersionState.RETIRED.value, utcnow()
    version.retired_by = by
    session.flush()
    return version
