"""From a document to sign to an envelope on its way: fields, the company's seal, the mails."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.db import reading, transaction, utcnow
from foundation.events import record
from foundation.language import say
from foundation.storage import store
from signing import keyring, sealing, trail
from signing.actions.answering import ask_stage, seats_of
from signing.events import EnvelopeSent
from signing.locking import locked
from signing.models import DocumentRevision, Envelope, EnvelopeDocument, Field, Recipient
from signing.models.envelope import SENDING, SENT
from signing.picturing import make_view
from signing.routing import stage_after
from signing.wording import FIELD_LABELS, REASON_SENT, bilingual


def certify_envelope(envelope_id: str) -> None:
    """Prepare and certify the document, then send. Done already, or ended: nothing happens."""
    with reading() as session:
        envelope = session.get_one(Envelope, envelope_id)
        document = envelope.to_sign
        if envelope.status != SENDING or document is None:
            return
        places = _places(session, document)
        to_read = [other.sha256 for other in envelope.documents if other.kind == "to_read"]
        company = envelope.sender_company("ja")
    prepared = sealing.prepare(store().get(document.sha256), places)
    certified = sealing.certify(prepared, _company_seal(envelope, company))
    versions = [("prepared", store().put(prepared), len(prepared))]
    versions.append(("certified", store().put(certified), len(certified)))
    for sha256 in (versions[-1][1], *to_read):
        make_view(sha256)
    with transaction() as session:
        _send(session, envelope_id, versions)


def _company_seal(envelope: Envelope, company: str) -> sealing.Signing:
    return sealing.Signing(
        pair=keyring.seal(company),
        field=sealing.COMPANY_FIELD,
        name=company,
        reason=f"{bilingual(REASON_SENT)} ({envelope.id})",
        contact=envelope.sender_email,
    )


def _places(session: Session, document: EnvelopeDocument) -> list[sealing.Place]:
    mine = select(Field, Recipient).join(Recipient, Recipient.id == Field.recipient_id)
    rows = session.execute(
        mine.where(Field.document_id == document.id).order_by(Field.pdf_name)
    ).all()
    return [_place(field, person, [f for f, _p in rows]) for field, person in rows]


def _place(field: Field, person: Recipient, every: list[Field]) -> sealing.Place:
    own = [f.pdf_name for f in every if f.recipient_id == person.id and f.kind != "signature"]
    signs = field.kind == "signature"
    label = say(FIELD_LABELS[field.kind], person.language)
    return sealing.Place(
        name=field.pdf_name,
        page=field.page,
        box=field.box,
        signs=signs,
        locks=tuple(own) if signs else (),
        label=f"{label}: {person.name}",
    )


def _send(session: Session, envelope_id: str, versions: list[tuple[str, str, int]]) -> None:
    envelope = locked(session, envelope_id)
    document = envelope.to_sign
    if envelope.status != SENDING or document is None:
        return
    for seq, (kind, sha256, size) in enumerate(versions, start=1):
        session.add(
            DocumentRevision(document_id=document.id, seq=seq, kind=kind, sha256=sha256, bytes=size)
        )
        trail.append(session, envelope_id, f"document.{kind}", sha256=sha256)
    document.sent_sha256 = versions[-1][1]
    envelope.status, envelope.sent_at = SENT, utcnow()
    trail.append(session, envelope_id, "envelope.sent", sha256=document.sent_sha256)
    ask_stage(session, envelope, stage_after(seats_of(envelope)) or 1)
    record(
        session,
        EnvelopeSent(
            envelope_id=envelope.id,
            subject=envelope.subject,
            deal_id=envelope.deal_id,
            number=envelope.number,
        ),
    )
