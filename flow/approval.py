"""Where the approval of a quote stands: before it is asked for, and afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

import approvals.queries
import cpq.queries
from approvals.queries import Forecast, StepStatus
from flow import case
from foundation.errors import Refusal
from foundation.language import Text


@dataclass(frozen=True)
class ApprovalStanding:
    """A draft has a forecast, or a sentence why there is none; any other state has its steps.

    ``ran_out``: nobody can decide any more since then, and it has to be submitted again.
    """

    revision_id: str
    number: str
    state: str
    forecast: Sequence[Forecast] = ()
    unknown: Text | None = None
    steps: Sequence[StepStatus] = ()
    ran_out: datetime | None = None


def approval_of(session: Session, revision_id: str) -> ApprovalStanding:
    """Return where the approval of a revision stands. Raises Missing."""
    row = cpq.queries.revision_row(session, revision_id)
    known = (row.id, row.number, row.state)
    if row.state != "draft":
        steps = approvals.queries.status_of(session, revision_id)
        ran_out = approvals.queries.ran_out_at(session, revision_id)
        return ApprovalStanding(*known, steps=steps, ran_out=ran_out)
    try:
        return ApprovalStanding(*known, forecast=case.would_have_to_agree(session, revision_id))
    except Refusal as refusal:
        return ApprovalStanding(*known, unknown=refusal.text)
