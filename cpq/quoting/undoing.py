"""Pasted rows, off the quote again: what came onto it together, sealed until somebody wants that.

The lines are known by the first of them, how many they are, and a fingerprint of all: the words
stay short however many rows were pasted, and fit where any of them was moved or removed since.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq import actions
from cpq.models import QuoteLine
from foundation.errors import Conflict, Refusal
from foundation.keys import derive
from foundation.language import _

Batch = Mapping[str, Any]


def quantities(session: Session, wanted: Sequence[actions.NewLine]) -> dict[str, Decimal]:
    """Return the quantities of the lines that rows would raise, as they are now."""
    query = select(QuoteLine.id, QuoteLine.quantity)
    rows = session.execute(query.where(QuoteLine.id.in_({one.onto for one in wanted if one.onto})))
    return {row.id: row.quantity for row in rows}


def batch_of(
    rows: int,
    lines: Sequence[QuoteLine],
    before: Mapping[str, Decimal],
    after: Mapping[str, Decimal],
) -> Batch:
    """Return what some rows did: lines they added, and quantities before and after."""
    ids = [line.id for line in lines]
    raised = [[one, str(was), str(after[one])] for one, was in before.items()]
    mark = _mark(ids)
    return {"rows": rows, "lines": [ids[0], len(ids), mark] if ids else [], "raised": raised}


def sealed(revision_id: str, batches: Sequence[Batch]) -> str:
    """Return batches as words that only ``unsealed`` reads."""
    return str(_seal(revision_id).dumps(batches))


def unsealed(revision_id: str, words: str) -> list[Batch]:
    """Return the batches, none where the words are none of ours."""
    try:
        return list(_seal(revision_id).loads(words)) if words else []
    except (BadSignature, TypeError, ValueError):
        return []


def undoable(session: Session, revision_id: str, words: str) -> int:
    """Return how many rows can still be taken off together; 0: none."""
    batches = unsealed(revision_id, words)
    try:
        for batch in batches:
            _ids(session, revision_id, batch)
            _lowered(session, batch)
    except Refusal:
        return 0
    return sum(int(batch["rows"]) for batch in batches)


def take_off(session: Session, revision_id: str, words: str) -> int:
    """Take pasted rows off again, the last ones first; returns how many.

    Raises:
        Conflict: they were moved, removed or changed in number since.
    """
    batches = unsealed(revision_id, words)
    if not batches:
        raise Conflict(_("These rows can no longer be taken off together."))
    for batch in reversed(batches):
        lowered = _lowered(session, batch)
        actions.take_off(session, revision_id, _ids(session, revision_id, batch), lowered)
        session.flush()
    return sum(int(batch["rows"]) for batch in batches)


def _ids(session: Session, revision_id: str, batch: Batch) -> list[str]:
    if not batch["lines"]:
        return []
    first, count, mark = batch["lines"]
    query = select(QuoteLine.id).where(QuoteLine.revision_id == revision_id)
    every = list(session.scalars(query.order_by(QuoteLine.position)))
    start = every.index(first) if first in every else len(every)
    ids = every[start : start + count]
    if len(ids) != count or _mark(ids) != mark:
        raise Conflict(_("The pasted lines were moved or removed since. Remove them one by one."))
    return ids


def _lowered(session: Session, batch: Batch) -> dict[str, Decimal]:
    """Return the quantities that lines had before, where they are still as the rows left them."""
    lowered = {}
    for line_id, was, now in batch["raised"]:
        line = session.get(QuoteLine, line_id)
        if line is None or line.quantity != Decimal(now):
            raise Conflict(_("A quantity was changed since. Change it by hand."))
        lowered[line_id] = Decimal(was)
    return lowered


def _mark(ids: Sequence[str]) -> str:
    return sha256(" ".join(ids).encode()).hexdigest()[:16]


def _seal(revision_id: str) -> URLSafeSerializer:
    return URLSafeSerializer(derive("pasted lines"), salt=revision_id)
