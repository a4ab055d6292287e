"""What the sender does: prepare an envelope, put the document in, send a link again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from foundation.db import utcnow
from foundation.errors import Conflict, Missing, Refusal
from foundation.events import record
from foundation.language import LANGUAGES, _
from people.queries import PersonCard
from signing import notices, trail
from signing.events import DocumentAdded
from signing.locking import locked, locked_by
from signing.models import SIGNING_ROLES, Envelope, EnvelopeDocument, Field, Recipient
from signing.models.envelope import PREPARING, SENDING, STOPPED
from signing.trail import SYSTEM, Actor

MOST_RECIPIENTS = 100
KINDS = {"signature": "sign", "name": "name", "date": "date"}  # words of one width: no prefixes
HUNDREDTHS = 100
ON_ITS_WAY = _("An envelope for this is already on its way. Withdraw it first to send another.")


@dataclass(frozen=True, kw_only=True)
class ReadDocument:
    """A document that everybody gets to read: its title by language and where it is stored."""

    title: Mapping[str, str]
    blob: str


@dataclass(frozen=True, kw_only=True)
class NewRecipient:
    """Somebody who signs (signer, countersigner) in a stage from 1, or gets a copy (cc)."""

    role: str
    stage: int
    name: str
    company: str
    title: str
    email: str
    language: str


def prepare_envelope(
    session: Session,
    *,
    deal_id: str,
    subject: str,
    number: str,
    title: Mapping[str, str],
    content_sha256: str,
    amount: int,
    currency: str,
    language: str = LANGUAGES[0],
    expires_at: datetime,
    sender: PersonCard,
    read: Sequence[ReadDocument] = (),
    recipients: Sequence[NewRecipient] = (),
    company: Mapping[str, str] | None = None,
) -> Envelope:
    """Begin an envelope; it is sent as soon as the document to sign is put in.

    Raises:
        Refusal: nobody signs, or the last day is over.
        Conflict: an envelope for the same subject is under way or signed.
    """
    _check(session, subject, expires_at, recipients)
    envelope = Envelope(
        deal_id=deal_id,
        subject=subject,
        number=number,
        title=dict(title),
        company=dict(company or _our_company(recipients)),
        content_sha256=content_sha256,
        amount=amount,
        currency=currency,
        language=language,
        expires_at=expires_at,
        **_sent_by(sender),
    )
    envelope.recipients = [Recipient(position=n, **vars(r)) for n, r in enumerate(recipients, 1)]
    envelope.documents = [_document(n, "to_read", d.title, d.blob) for n, d in enumerate(read, 2)]
    return _begin(session, envelope)


def _sent_by(sender: PersonCard) -> dict[str, Any]:
    return {
        "sender_id": sender.id,
        "sender_name": sender.called(sender.language),
        "sender_email": sender.email,
        "sender_language": sender.language,
    }


def _begin(session: Session, envelope: Envelope) -> Envelope:
    try:
        with session.begin_nested():
            session.add(envelope)
    except IntegrityError:
        raise Conflict(ON_ITS_WAY) from None  # somebody else sent it in the same moment
    _note_created(session, envelope)
    return envelope


def signers_of(session: Session, envelope_id: str) -> list[dict[str, Any]]:
    """Return who signs, as the document to sign prints them; ``position`` names their fields."""
    envelope = locked(session, envelope_id)
    return [
        {
            "position": person.position,
            "role": person.role,
            "name": person.name,
            "company": person.company,
            "title": person.title,
        }
        for person in envelope.signers
    ]


def add_document_to_sign(
    session: Session,
    envelope_id: str,
    *,
    title: Mapping[str, str],
    blob: str,
    anchors: Mapping[str, Sequence[float]],
) -> None:
    """Put the document to sign in; a job then adds the fields and the company's seal, and sends.

    ``anchors`` say where ``field-<position>-signature``, ``-name`` and ``-date`` stand: page from
    0, then the rectangle in PDF points. Told twice, or after the envelope has ended, nothing
    happens.

    Raises:
        Refusal: somebody who signs has no place for a signature.
        Conflict: another document is in the envelope already.
    """
    envelope = locked(session, envelope_id)
    present = envelope.to_sign
    if envelope.status != PREPARING:
        if present is None or present.sha256 == blob or envelope.ended_at:
            return
        raise Conflict(_("This envelope has its document already."))
    document = _document(1, "to_sign", title, blob)
    envelope.documents.append(document)
    session.flush()
    session.add_all(
        field for person in envelope.signers for field in _fields(document, person, anchors)
    )
    envelope.status = SENDING
    trail.append(session, envelope_id, "document.added", sha256=blob)
    record(session, DocumentAdded(envelope_id=envelope_id, document_id=document.id))


def resend(session: Session, envelope_id: str, recipient_id: str, *, by: Actor) -> Recipient:
    """Send somebody a new link; the old one stops working.

    Raises:
        Missing: they are not in this envelope.
        Conflict: it is not their turn to sign, or a new link was sent this very minute.
    """
    envelope, recipient = locked_by(session, recipient_id)
    if envelope.id != envelope_id:
        raise Missing(_("This person is not in this envelope."))
    envelope.must_be_open(utcnow())
    if recipient not in envelope.waiting:
        raise Conflict(_("%(name)s is not asked to sign at the moment.", name=recipient.name))
    if trail.just_rotated(session, envelope.id, recipient.id):
        raise Conflict(_("A new link was sent to %(name)s a moment ago.", name=recipient.name))
    notices.ask_to_sign(session, envelope, recipient)
    trail.append(session, envelope.id, "recipient.token_rotated", by, recipient=recipient.id)
    return recipient


def _check(
    session: Session, subject: str, expires_at: datetime, recipients: Sequence[NewRecipient]
) -> None:
    signers = [new for new in recipients if new.role in SIGNING_ROLES]
    if not signers or min(new.stage for new in signers) < 1:
        raise Refusal(_("Please choose who signs."))
    if len(recipients) > MOST_RECIPIENTS:
        raise Refusal(_("At most %(most)s people fit into an envelope.", most=MOST_RECIPIENTS))
    if expires_at <= utcnow():
        raise Refusal(_("The last day to sign is over. Please choose a later one."))
    alive = Envelope.status.not_in(STOPPED)
    if session.scalar(select(Envelope.id).where(Envelope.subject == subject, alive).limit(1)):
        raise Conflict(ON_ITS_WAY)


def _our_company(recipients: Sequence[NewRecipient]) -> dict[str, str]:
    """Whoever countersigns names our company, where the caller did not."""
    ours = next((new.company for new in recipients if new.role == "countersigner"), "Mitsumori")
    return {"ja": ours, "en": ours}


def _document(position: int, kind: str, title: Mapping[str, str], blob: str) -> EnvelopeDocument:
    return EnvelopeDocument(
        envelope_id="", position=position, kind=kind, title=dict(title), sha256=blob
    )


def _fields(
    document: EnvelopeDocument, person: Recipient, anchors: Mapping[str, Sequence[float]]
) -> list[Field]:
    made = []
    for kind, word in KINDS.items():
        anchor = anchors.get(f"field-{person.position}-{kind}")
        if anchor is None:
            continue
        page, *edges = anchor
        x1, y1, x2, y2 = (round(edge * HUNDREDTHS) for edge in edges)
        name = f"recipient{person.position:03}{word}"
        made.append(
            Field(
                document_id=document.id,
                recipient_id=person.id,
                kind=kind,
                page=int(page),
                x1=x1,
                y1=y1,
                x2=x2,
                y2=y2,
                pdf_name=name,
            )
        )
    if not any(field.kind == "signature" for field in made):
        raise Refusal(_("The document has no place for %(name)s to sign.", name=person.name))
    return made


def _note_created(session: Session, envelope: Envelope) -> None:
    trail.append(
        session,
        envelope.id,
        "envelope.created",
        SYSTEM.known_as("user", envelope.sender_id),
        number=envelope.number,
        content_sha256=envelope.content_sha256,
        expires_at=envelope.expires_at.isoformat(),
        sender=envelope.sender_email,
    )
    for person in envelope.recipients:
        trail.append(
            session,
            envelope.id,
            "recipient.added",
            recipient=person.id,
            role=person.role,
            stage=person.stage,
            name=person.name,
            email=person.email,
        )
