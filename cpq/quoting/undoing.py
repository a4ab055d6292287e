"""Rows that were pasted, as sealed words the page carries: one press takes them off again.

The words name the first line and how many there are, for an address is not long; they fit nothing
any more where one of the lines was moved or removed since. A line that was changed since stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq import actions
from cpq.models import QuoteLine
from foundation.canonical import fingerprint
from foundation.errors import Conflict
from foundation.keys import derive
from foundation.language import _

LONGEST = 7000  # words that an address carries; more rows than that are taken off one by one
MARK = 4  # characters that tell whether a line is as it was pasted
GIVEN = (
    *("uom", "choices", "discount", "reason", "pattern"),
    *("manual_unit", "manual_net", "ignore_rules", "grounds"),
)
Batch = Mapping[str, Any]
Quantities = dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Undoing:
    """What undoing one paste does; ``kept`` lines were changed since and stay as they are."""

    gone: Sequence[str]
    lowered: Quantities
    kept: int


def quantities(session: Session, wanted: Sequence[actions.NewLine]) -> Quantities:
    """Return the quantities of the lines that rows would raise, as they are now."""
    query = select(QuoteLine.id, QuoteLine.quantity)
    rows = session.execute(query.where(QuoteLine.id.in_({one.onto for one in wanted if one.onto})))
    return {row.id: row.quantity for row in rows}


def batch_of(rows: int, lines: Sequence[QuoteLine], before: Quantities, after: Quantities) -> Batch:
    """Return what some rows did: lines they added, and quantities before and after."""
    ids = [line.id for line in lines]
    raised = [[one, str(was), str(after[one])] for one, was in before.items()]
    return {
        "rows": rows,
        "lines": [ids[0], len(ids), _mark(ids)] if ids else [],
        "were": "".join(_as_it_is(line, line.quantity) for line in lines),
        "raised": raised,
    }


def sealed(revision_id: str, batches: Sequence[Batch]) -> str:
    """Return batches as words that only ``unsealed`` reads; of too many there are none."""
    words = str(_seal(revision_id).dumps(batches))
    return words if len(words) <= LONGEST else ""


def unsealed(revision_id: str, words: str) -> list[Batch]:
    """Return the batches, none where the words are none of ours."""
    try:
        return list(_seal(revision_id).loads(words)) if words else []
    except (BadSignature, TypeError, ValueError):
        return []


def undoable(session: Session, revision_id: str, words: str) -> int:
    """Return how many rows were pasted, if any can still be taken off together; 0: none."""
    batches = unsealed(revision_id, words)
    try:
        planned = _planned(session, revision_id, batches)
    except Conflict:
        return 0
    return sum(int(batch["rows"]) for batch in batches) if _any(planned) else 0


def take_off(session: Session, revision_id: str, words: str) -> tuple[int, int]:
    """Take pasted rows off again, the last ones first; returns how many, and how many lines stay.

    Raises:
        Conflict: they were moved or removed since, or every one was changed.
    """
    batches = unsealed(revision_id, words)
    planned = _planned(session, revision_id, batches)
    if not _any(planned):
        raise Conflict(_("These rows can no longer be taken off together."))
    for one in planned:
        actions.take_off(session, revision_id, one.gone, one.lowered)
        session.flush()
    return sum(int(batch["rows"]) for batch in batches), sum(one.kept for one in planned)


def _any(planned: Sequence[Undoing]) -> bool:
    return any(one.gone or one.lowered for one in planned)


def _planned(session: Session, revision_id: str, batches: Sequence[Batch]) -> list[Undoing]:
    """Return what undoing does, the last paste first; the one before finds what that gave back."""
    given_back: Quantities = {}
    planned = []
    for batch in reversed(batches):
        planned.append(_plan(session, revision_id, batch, given_back))
        given_back |= planned[-1].lowered
    return planned


def _plan(session: Session, revision_id: str, batch: Batch, given_back: Quantities) -> Undoing:
    ids, were = _ids(session, revision_id, batch), batch["were"]
    marks = {one: were[n * MARK :][:MARK] for n, one in enumerate(ids)}
    query = select(QuoteLine.id, QuoteLine.quantity, *(getattr(QuoteLine, name) for name in GIVEN))
    rows = session.execute(query.where(QuoteLine.id.in_(ids))).all()
    same = {
        row.id
        for row in rows
        if _as_it_is(row, given_back.get(row.id, row.quantity)) == marks[row.id]
    }
    lowered = _lowered(session, batch, given_back)
    kept = len(ids) - len(same) + len(batch["raised"]) - len(lowered)
    return Undoing([one for one in ids if one in same], lowered, kept)


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


def _lowered(session: Session, batch: Batch, given_back: Quantities) -> Quantities:
    """Return the quantities that lines had before, where they are still as the rows left them."""
    raised = {line_id: (Decimal(was), Decimal(now)) for line_id, was, now in batch["raised"]}
    query = select(QuoteLine.id, QuoteLine.quantity).where(QuoteLine.id.in_(raised))
    found = {row.id: given_back.get(row.id, row.quantity) for row in session.execute(query)}
    return {one: was for one, (was, now) in raised.items() if found.get(one) == now}


def _as_it_is(line: Any, quantity: Decimal) -> str:
    """Return what differs as soon as somebody changed a line, or the columns of one."""
    values = [quantity, *(getattr(line, name) for name in GIVEN)]
    plain = [f"{one.normalize():f}" if isinstance(one, Decimal) else one for one in values]
    return fingerprint(plain)[:MARK]


def _mark(ids: Sequence[str]) -> str:
    return sha256(" ".join(ids).encode()).hexdigest()[:16]


def _seal(revision_id: str) -> URLSafeSerializer:
    return URLSafeSerializer(derive("pasted rows"), salt=revision_id)
