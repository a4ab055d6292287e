"""Signatures into the document, one on top of the other, in the order in which people signed."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.db import reading, transaction, utcnow
from foundation.events import record
from foundation.formats import day
from foundation.language import say
from foundation.outbox import NotYet
from foundation.settings import settings
from foundation.storage import store
from signing import keyring, revisions, sealing, stamp, trail
from signing.certificates import Pair, Signatory, make_one_time
from signing.events import SignaturesApplied
from signing.locking import locked
from signing.models import Adoption, DocumentRevision, Envelope, Field, Recipient
from signing.models.envelope import COMPLETING
from signing.picturing import make_view
from signing.wording import REASON_SIGNED, bilingual, signed_by

SOON = 0.5
MOST_TRIES = 200


@dataclass(frozen=True)
class Pending:
    """The next signature to put in, and the version it goes on top of."""

    envelope: Envelope
    recipient: Recipient
    adoption: Adoption
    fields: dict[str, Field]
    base: DocumentRevision


def put_signatures(envelope_id: str, recipient_id: str) -> None:
    """Put in every signature up to this recipient's. What another worker put in is left alone.

    Raises:
        NotYet: other workers were quicker again and again; the rest can wait a moment.
    """
    for _try in range(MOST_TRIES):
        with reading() as session:
            pending = _next(session, envelope_id, recipient_id)
        if pending is None:
            _show_latest(envelope_id)
            return
        _put(pending)
    raise NotYet(SOON, "waiting for earlier signatures")


def _put(pending: Pending) -> None:
    company = pending.envelope.sender_company("ja")
    who = pending.recipient
    signatory = Signatory(who.id, who.name, who.email, who.company)
    pair = make_one_time(keyring.authority(company), signatory, utcnow())
    signed = sealing.add_signature(store().get(pending.base.sha256), _signing(pending, pair))
    sha256 = store().put(signed)
    with transaction() as session:
        _write_down(session, pending, sha256, len(signed), pair.pem)


def _signing(pending: Pending, pair: Pair) -> sealing.Signing:
    who, adoption = pending.recipient, pending.adoption
    return sealing.Signing(
        pair=pair,
        field=pending.fields["signature"].pdf_name,
        name=adoption.name,
        reason=f"{bilingual(REASON_SIGNED)} ({pending.envelope.id} {who.id})",
        contact=who.email,
        stamp=_look(pending),
        texts={
            pending.fields[kind].pdf_name: _text(pending.fields[kind], words)
            for kind, words in written(pending).items()
            if kind in pending.fields
        },
    )


def _look(pending: Pending) -> stamp.Picture:
    who, adoption = pending.recipient, pending.adoption
    x1, y1, x2, y2 = pending.fields["signature"].box
    mark = stamp.Mark(stamp.Method(adoption.method), adoption.text, adoption.strokes)
    at = stamp.clock((who.signed_at or utcnow()).astimezone(ZoneInfo(settings().timezone)))
    words = say(signed_by(adoption.name, at), pending.envelope.language)
    lines = [adoption.name, at, f"ID {who.short_id}"]
    return stamp.stamp_picture(mark, width=x2 - x1, height=y2 - y1, lines=lines, words=words)


def _text(field: Field, words: str) -> stamp.Picture:
    x1, y1, x2, y2 = field.box
    return stamp.text_picture(words, width=x2 - x1, height=y2 - y1)


def written(pending: Pending) -> dict[str, str]:
    """Return what stands beside the signature: the name, and the day in the document's language."""
    signed_at = pending.recipient.signed_at or utcnow()
    local = signed_at.astimezone(ZoneInfo(settings().timezone))
    return {
        "name": pending.adoption.name,
        "date": day(local.date(), pending.envelope.language),
    }


def _next(session: Session, envelope_id: str, recipient_id: str) -> Pending | None:
    """Return the earliest signature that is missing, up to that of one recipient."""
    envelope = session.get_one(Envelope, envelope_id)
    document = envelope.to_sign
    base = revisions.latest(session, document.id) if document else None
    if document is None or base is None:
        return None
    present = {r.recipient_id for r in revisions.all_of(session, document.id)}
    last = session.get_one(Recipient, recipient_id).turn or 0
    missing = [p for p in _in_turn(envelope) if p.id not in present and (p.turn or 0) <= last]
    if not missing:
        return None
    who = missing[0]
    mine = select(Field).where(Field.document_id == document.id, Field.recipient_id == who.id)
    fields = {field.kind: field for field in session.scalars(mine)}
    return Pending(envelope, who, session.get_one(Adoption, who.id), fields, base)


def _in_turn(envelope: Envelope) -> list[Recipient]:
    signed = [person for person in envelope.signers if person.turn is not None]
    return sorted(signed, key=lambda person: person.turn or 0)


def _write_down(
    session: Session, pending: Pending, sha256: str, size: int, certificate: str
) -> None:
    """Add the version, unless another worker added one meanwhile: then this one is forgotten."""
    envelope = locked(session, pending.envelope.id)
    newest = revisions.latest(session, pending.base.document_id)
    if newest is None or newest.seq != pending.base.seq:
        return
    session.add(
        DocumentRevision(
            document_id=pending.base.document_id,
            seq=newest.seq + 1,
            kind="signed",
            sha256=sha256,
            bytes=size,
            recipient_id=pending.recipient.id,
            certificate=certificate,
        )
    )
    session.flush()
    trail.append(
        session,
        envelope.id,
        "document.revision_signed",
        recipient=pending.recipient.id,
        sha256=sha256,
    )
    everybody = len(envelope.signers)
    if envelope.status == COMPLETING and newest.seq + 1 == everybody + 2:  # prepared, certified
        record(session, SignaturesApplied(envelope_id=envelope.id))


def _show_latest(envelope_id: str) -> None:
    """Make the pictures of the newest version, for those who sign next and for the sender."""
    with reading() as session:
        document = session.get_one(Envelope, envelope_id).to_sign
        newest = revisions.latest(session, document.id) if document else None
    if newest is not None:
        make_view(newest.sha256)
