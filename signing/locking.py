"""One envelope at a time: whoever changes one holds its row, and reads everything anew."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.db import found
from signing.models import Envelope, Recipient


def locked(session: Session, envelope_id: str) -> Envelope:
    """Return the envelope, locked for change, with its recipients as they are now.

    Raises:
        Missing: there is no such envelope.
    """
    envelope = found(session, Envelope, envelope_id, lock=True)
    session.refresh(envelope)
    mine = select(Recipient).where(Recipient.envelope_id == envelope_id)
    session.scalars(mine.execution_options(populate_existing=True)).all()
    return envelope


def locked_by(session: Session, recipient_id: str) -> tuple[Envelope, Recipient]:
    """Return a recipient and their envelope, locked for change."""
    envelope = locked(session, found(session, Recipient, recipient_id).envelope_id)
    return envelope, found(session, Recipient, recipient_id)
