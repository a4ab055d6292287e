"""Taking the bills of materials that are published now into a draft."""

from sqlalchemy.orm import Session

from cpq.actions.drafts import draft_of
from cpq.insides import outdated
from cpq.repricing import reprice


def renew_materials(session: Session, revision_id: str) -> int:
    """Put today's bills of materials on the lines of a draft; returns how many have changed."""
    revision = draft_of(session, revision_id)
    changed = outdated(session, revision.lines)
    for line, rows in changed:
        line.bom = rows
    reprice(session, revision)
    return len(changed)
