"""How an envelope ends before everybody has signed: withdrawn, out of time, or never prepared."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.db import utcnow
from foundation.events import record
from foundation.language import Text, _, say, verbatim
from people.queries import PersonCard
from signing import notices, trail
from signing.actions.answering import cancel_the_rest
from signing.events import EnvelopeExpired, EnvelopeVoided
from signing.locking import locked
from signing.models import OPEN, Envelope
from signing.models.envelope import EXPIRED, PREPARING, VOIDED
from signing.trail import SYSTEM, Actor

AT_ONCE = 100


def void(session: Session, envelope_id: str, reason: str, by: PersonCard) -> None:
    """Withdraw an envelope with a reason; everybody who was asked is told.

    Raises:
        Conflict: it has ended, or everybody has signed.
    """
    envelope = locked(session, envelope_id)
    actor = SYSTEM.known_as("user", by.id)
    _void(session, envelope, verbatim(reason), by.called(envelope.sender_language), actor)


def void_for_subject(session: Session, subject: str, reason: Text) -> None:
    """Withdraw what is under way for a subject that was replaced; what is signed stays."""
    alive = select(Envelope.id).where(Envelope.subject == subject, Envelope.status.in_(OPEN))
    for envelope_id in session.scalars(alive).all():
        envelope = locked(session, envelope_id)
        if envelope.status in OPEN:
            _void(session, envelope, reason, "", SYSTEM)


def fail_preparation(session: Session, envelope_id: str, reason: Text) -> None:
    """End an envelope whose document could not be made, and tell the sender why.

    Sent or ended meanwhile: nothing happens.
    """
    envelope = locked(session, envelope_id)
    if envelope.status == PREPARING:
        _void(session, envelope, reason, "", SYSTEM)
        notices.tell_failed(session, envelope)


def expire_due(session: Session) -> int:
    """End every envelope whose time is over. Returns how many. The worker calls it regularly."""
    due = select(Envelope.id).where(Envelope.status.in_(OPEN), Envelope.expires_at <= utcnow())
    found = session.scalars(due.order_by(Envelope.expires_at).limit(AT_ONCE)).all()
    return sum(_expire(session, envelope_id) for envelope_id in found)


def _expire(session: Session, envelope_id: str) -> bool:
    envelope, now = locked(session, envelope_id), utcnow()
    if envelope.status not in OPEN or envelope.expires_at > now:
        return False
    envelope.end(EXPIRED, by="", reason=_("The time to sign is over."), now=now)
    trail.append(session, envelope.id, "envelope.expired")
    notices.tell_expired(session, envelope)
    cancel_the_rest(envelope)
    record(
        session,
        EnvelopeExpired(
            envelope_id=envelope.id, subject=envelope.subject, deal_id=envelope.deal_id
        ),
    )
    return True


def _void(session: Session, envelope: Envelope, reason: Text, by: str, actor: Actor) -> None:
    envelope.end(VOIDED, by=by, reason=reason, now=utcnow())
    words = say(reason, envelope.sender_language)
    trail.append(session, envelope.id, "envelope.voided", actor, reason=words)
    notices.tell_voided(session, envelope)
    cancel_the_rest(envelope)
    record(
        session,
        EnvelopeVoided(
            envelope_id=envelope.id,
            subject=envelope.subject,
            deal_id=envelope.deal_id,
            reason=words,
            by=by,
        ),
    )
