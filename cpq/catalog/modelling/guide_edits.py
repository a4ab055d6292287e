"""What is done with the guide to products: edit, undo, redo; it holds for reps at once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpq.catalog.modelling.guides import Guide, checked_guide, read_guide
from cpq.catalog.models import ProductGuide, ProductGuideEdit
from foundation.db import utcnow
from foundation.errors import Conflict
from foundation.language import Text, _

NOTHING: dict[str, Any] = {"name": {"ja": "製品選びの質問", "en": "Which product?"}}
BEGIN = _("Begin")


def edit(session: Session, data: Mapping[str, Any], what: Text, *, by: str, seen: str = "") -> None:
    """Make one edit of the guide that somebody saw at the edit ``seen`` (empty: whatever it is).

    Raises:
        Refusal: the guide does not hold together.
        Conflict: it was changed meanwhile.
    """
    guide = checked_guide(data).model_dump(mode="json")
    row = _row(session, seen)
    if guide == row.guide:
        return
    newest = session.scalar(_edits(row).with_only_columns(func.max(ProductGuideEdit.seq))) or 0
    if not newest:
        newest = 1
        session.add(_edit(row, 1, 0, BEGIN, row.guide, by))
        row.head = 1
    session.add(_edit(row, newest + 1, row.head, what, guide, by))
    _stand(row, guide, newest + 1)
    session.flush()


def undo(session: Session, *, seen: str) -> None:
    """Go one edit back."""
    row = _row(session, seen)
    made = edit_at(session, row)
    before = made and session.scalars(_edits(row, ProductGuideEdit.seq == made.after)).first()
    if not before:
        raise Conflict(_("There is nothing to undo."))
    _stand(row, dict(before.guide), before.seq)


def redo(session: Session, *, seen: str) -> None:
    """Go forward again to the newest edit that was made upon this one."""
    row = _row(session, seen)
    made = edit_after(session, row)
    if made is None:
        raise Conflict(_("There is nothing to redo."))
    _stand(row, dict(made.guide), made.seq)


def standing(session: Session) -> ProductGuide:
    """Return the guide as it is kept; a new one, not kept yet, where there is none."""
    row = session.scalars(select(ProductGuide)).first()
    return row or ProductGuide(guide=Guide.model_validate(NOTHING).model_dump(mode="json"), head=0)


def edit_at(session: Session, row: ProductGuide) -> ProductGuideEdit | None:
    """Return the edit at which the guide stands, if it can be undone."""
    found = session.scalars(_edits(row, ProductGuideEdit.seq == row.head)).first()
    return found if found and found.after else None


def edit_after(session: Session, row: ProductGuide) -> ProductGuideEdit | None:
    """Return the newest edit that was made upon the one at which the guide stands."""
    later = _edits(row, ProductGuideEdit.after == row.head, ProductGuideEdit.seq > row.head)
    return session.scalars(later.order_by(ProductGuideEdit.seq.desc())).first()


def _row(session: Session, seen: str) -> ProductGuide:
    row = session.scalars(select(ProductGuide).with_for_update()).first()
    if row is None:
        row = standing(session)
        session.add(row)
        session.flush()
    if seen and seen != str(row.head):
        words = _("Somebody else has changed this guide meanwhile. Please look at it again.")
        raise Conflict(words)
    return row


def _stand(row: ProductGuide, guide: dict[str, Any], head: int) -> None:
    row.guide, row.head, row.changed_at = guide, head, utcnow()


def _edits(row: ProductGuide, *conditions: Any) -> Any:
    return select(ProductGuideEdit).where(ProductGuideEdit.guide_id == row.id, *conditions)


def _edit(
    row: ProductGuide, seq: int, after: int, what: Text, guide: Mapping[str, Any], by: str
) -> ProductGuideEdit:
    return ProductGuideEdit(
        guide_id=row.id, seq=seq, after=after, what=what, guide=dict(guide), by=by
    )


def put_guide(session: Session, text: str, *, by: str = "", seen: str = "") -> Guide | None:
    """Keep the guide as it is typed, as TOML; nothing typed takes its questions away."""
    guide = read_guide(text) if text.strip() else Guide.model_validate(NOTHING)
    what = _("Take over %(file)s", file=_("what was pasted"))
    edit(session, guide.model_dump(mode="json"), what, by=by, seen=seen)
    return guide if guide.questions else None
