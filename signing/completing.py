"""The end of an envelope: timestamp, verification, certificate, completion, hand-out.

Completion is written only after the final bytes and their certificate are stored and verified, in
one transaction with the fact and the mails. Without the timestamp authority that is set, it waits.
"""

import structlog
from pyhanko.sign.timestamps import TimestampRequestError
from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.db import reading, transaction, utcnow
from foundation.events import record
from foundation.outbox import NotYet
from foundation.rendering import render_pdf
from foundation.storage import store
from signing import evidence, keyring, notices, revisions, sealing, trail
from signing.events import EnvelopeCompleted
from signing.evidence import Evidence
from signing.examining import Verdict, examine
from signing.locking import locked
from signing.models import Adoption, DocumentRevision, Envelope
from signing.models.envelope import COMPLETED, COMPLETING
from signing.models.recipient import COPIED
from signing.picturing import make_view
from signing.timestamping import Authority, Unavailable, authority
from signing.wording import REASON_COMPLETED, bilingual

log = structlog.get_logger()

AGAIN = 20.0  # seconds until a timestamp authority is asked again
CERTIFICATE_FIELD = "certificate0seal"


class NotWhole(Exception):  # noqa: N818  (a state of the document)
    """The signed document does not verify; it is never called complete."""


def complete_envelope(envelope_id: str) -> None:
    """Complete an envelope in which every signature stands. Complete already: nothing happens.

    Raises:
        NotYet: the timestamp authority does not answer.
        NotWhole: verification failed.
    """
    with reading() as session:
        envelope = session.get_one(Envelope, envelope_id)
        document = envelope.to_sign
        final = revisions.latest(session, document.id) if document else None
    if envelope.status != COMPLETING or final is None:
        return
    tsa = authority()
    if tsa is None and final.kind != "sealed":
        _wait_no_longer(envelope_id)
    elif tsa is not None and final.kind != "sealed":
        _close_with_timestamp(envelope_id, final, tsa)
    found = _evidence(envelope_id)
    certificate = _certificate(found, tsa)
    make_view(found.final.sha256)
    with transaction() as session:
        _complete(session, found, store().put(certificate))


def _close_with_timestamp(envelope_id: str, base: DocumentRevision, tsa: Authority) -> None:
    try:
        closed = sealing.add_timestamp(store().get(base.sha256), tsa)
    except (Unavailable, TimestampRequestError) as error:
        _note_pending(envelope_id, str(error))
        raise NotYet(AGAIN, f"timestamp pending: {error}") from error
    sha256 = store().put(closed)
    with transaction() as session:
        envelope = locked(session, envelope_id)
        newest = revisions.latest(session, base.document_id)
        if envelope.status != COMPLETING or newest is None or newest.seq != base.seq:
            return
        session.add(
            DocumentRevision(
                document_id=base.document_id,
                seq=base.seq + 1,
                kind="sealed",
                sha256=sha256,
                bytes=len(closed),
            )
        )
        envelope.timestamp = "obtained"
        trail.append(session, envelope_id, "seal.timestamp_obtained", sha256=sha256)


def _note_pending(envelope_id: str, reason: str) -> None:
    with transaction() as session:
        envelope = locked(session, envelope_id)
        if envelope.timestamp == "none" and envelope.status == COMPLETING:
            envelope.timestamp = "pending"
            trail.append(session, envelope_id, "seal.timestamp_pending", reason=reason[:200])


def _wait_no_longer(envelope_id: str) -> None:
    """The operator took the authority away while it was waited for: then there is no timestamp."""
    with transaction() as session:
        envelope = locked(session, envelope_id)
        if envelope.timestamp == "pending" and envelope.status == COMPLETING:
            envelope.timestamp = "none"


def _evidence(envelope_id: str) -> Evidence:
    with reading() as session:
        envelope = session.get_one(Envelope, envelope_id)
        document = envelope.to_sign
        versions = revisions.all_of(session, document.id) if document else []
        people = [person.id for person in envelope.recipients]
        adopted = select(Adoption).where(Adoption.recipient_id.in_(people))
        adoptions = {a.recipient_id: a for a in session.scalars(adopted)}
        entries = list(trail.entries(session, envelope_id))
        trusted = keyring.trusted(session)
    verdict = examine(store().get(versions[-1].sha256), trusted)
    _must_be_whole(envelope, versions, verdict)
    return Evidence(envelope, versions, adoptions, entries, verdict)


def _must_be_whole(envelope: Envelope, versions: list[DocumentRevision], verdict: Verdict) -> None:
    """Compare what the file carries with who signed: number, names of fields, validity, trust."""
    in_turn = sorted(envelope.signers, key=lambda person: person.turn or 0)
    expected = [sealing.COMPANY_FIELD, *(f"recipient{p.position:03}sign" for p in in_turn)]
    if versions[-1].kind == "sealed":
        expected.append(sealing.TIMESTAMP_FIELD)
    ours = [seen for seen in verdict.signatures if seen.kind != "timestamp"]
    if verdict.fields != expected or not verdict.holds or not all(s.trusted for s in ours):
        raise NotWhole(f"{envelope.id}: {verdict}")


def _certificate(found: Evidence, tsa: Authority | None) -> bytes:
    envelope = found.envelope
    company = envelope.sender_company("ja")
    page = render_pdf("certificate", evidence.page_values(found), envelope.sender_language)
    attached = [
        sealing.Attached("audit.jsonl", evidence.audit_file(found), "application/x-ndjson"),
        sealing.Attached("evidence.json", evidence.evidence_file(found), "application/json"),
    ]
    signing = sealing.Signing(
        pair=keyring.seal(company),
        field=CERTIFICATE_FIELD,
        name=company,
        reason=f"{bilingual(REASON_COMPLETED)} ({envelope.id})",
        contact=envelope.sender_email,
    )
    sealed = _sealed(page.pdf, signing, attached, tsa)
    with reading() as session:
        verdict = examine(sealed, keyring.trusted(session))
    if verdict.fields != [CERTIFICATE_FIELD] or not verdict.holds:
        raise NotWhole(f"the certificate of {envelope.id}: {verdict}")
    return sealed


def _sealed(
    page: bytes,
    signing: sealing.Signing,
    attached: list[sealing.Attached],
    tsa: Authority | None,
) -> bytes:
    try:
        return sealing.seal_whole(page, signing, attached, tsa)
    except (Unavailable, TimestampRequestError) as error:
        raise NotYet(AGAIN, f"timestamp pending: {error}") from error


def _complete(session: Session, found: Evidence, certificate: str) -> None:
    envelope = locked(session, found.envelope.id)
    if envelope.status != COMPLETING:
        return
    document = found.final.sha256
    trail.append(session, envelope.id, "document.sealed", sha256=document)
    trail.append(
        session, envelope.id, "envelope.completed", document=document, certificate=certificate
    )
    for person in envelope.recipients:
        if not person.signs:
            person.state = COPIED
    envelope.status, envelope.ended_at = COMPLETED, utcnow()
    envelope.document_sha256, envelope.certificate_sha256 = document, certificate
    envelope.chain_head = found.head
    session.flush()
    notices.hand_out(session, envelope, document, certificate)
    record(
        session,
        EnvelopeCompleted(
            envelope_id=envelope.id,
            subject=envelope.subject,
            deal_id=envelope.deal_id,
            number=envelope.number,
            content_sha256=envelope.content_sha256,
            document=document,
            certificate=certificate,
        ),
    )
    log.info("envelope completed", envelope=envelope.id, sha256=document)
