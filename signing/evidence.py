"""What the certificate of completion says, and the files embedded in it. Rows in, values out."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from foundation.canonical import canonical
from foundation.formats import money
from foundation.language import LANGUAGES, say
from foundation.money import Money
from foundation.settings import settings
from signing import trail
from signing.certificates import certificate_of
from signing.examining import Verdict
from signing.models import Adoption, DocumentRevision, Envelope, Recipient, TrailEvent
from signing.stamp import Mark, Method, mark_picture, svg
from signing.wording import EVENTS, METHODS, ROLES, bilingual


@dataclass(frozen=True)
class Evidence:
    """Everything that is known when an envelope is complete."""

    envelope: Envelope
    revisions: Sequence[DocumentRevision]
    adoptions: dict[str, Adoption]
    trail: Sequence[TrailEvent]
    verdict: Verdict

    @property
    def final(self) -> DocumentRevision:
        """Return the version that is handed out."""
        return self.revisions[-1]

    @property
    def head(self) -> str:
        """Return the hash of the newest entry of the trail."""
        return self.trail[-1].hash


def audit_file(evidence: Evidence) -> bytes:
    """Return the trail as lines of JSON, each with its hash."""
    return trail.as_lines(evidence.trail)


def evidence_file(evidence: Evidence) -> bytes:
    """Return everything as one JSON object, for machines."""
    envelope = evidence.envelope
    return canonical(
        {
            "envelope": envelope.id,
            "number": envelope.number,
            "title": envelope.title,
            "sender": {"name": envelope.sender_name, "email": envelope.sender_email},
            "company": envelope.company,
            "content_sha256": envelope.content_sha256,
            "amount": {"minor": envelope.amount, "currency": envelope.currency},
            "documents": [
                {"title": d.title, "kind": d.kind, "sha256": d.sha256} for d in envelope.documents
            ],
            "revisions": [_revision(revision) for revision in evidence.revisions],
            "recipients": [_recipient(evidence, person) for person in envelope.recipients],
            "signatures": [
                {"field": s.field, "name": s.name, "kind": s.kind, "serial": s.serial}
                for s in evidence.verdict.signatures
            ],
            "timestamp": envelope.timestamp,
            "chain_head": evidence.head,
        }
    )


def page_values(evidence: Evidence) -> dict[str, Any]:
    """Return the plain values of the certificate's template."""
    envelope = evidence.envelope
    return {
        "envelope_id": envelope.id,
        "number": envelope.number,
        "title_ja": envelope.named("ja"),
        "title_en": envelope.named("en"),
        "company": " / ".join(dict.fromkeys(map(envelope.sender_company, LANGUAGES))),
        "sender": f"{envelope.sender_name} <{envelope.sender_email}>",
        "amount": _amount(envelope),
        "content_sha256": envelope.content_sha256,
        "created": both(envelope.created_at),
        "sent": both(envelope.sent_at),
        "zone": settings().timezone,
        "document_sha256": evidence.final.sha256,
        "chain_head": evidence.head,
        "verify_url": f"{settings().address}/verify",
        "has_timestamp": envelope.timestamp == "obtained",
        "timestamp_at": _timestamp_moment(evidence),
        "documents": [
            {"title": d.named("ja"), "title_en": d.named("en"), "kind": d.kind, "sha256": d.sha256}
            for d in envelope.documents
        ],
        "revisions": [_revision_row(evidence, revision) for revision in evidence.revisions],
        "recipients": [_recipient_row(evidence, person) for person in envelope.recipients],
        "trail": [_trail_row(envelope, entry) for entry in evidence.trail],
    }


def both(at: datetime | None) -> str:
    """Return a moment in UTC and in the installation's time zone."""
    if at is None:
        return "–"
    local = at.astimezone(ZoneInfo(settings().timezone))
    return f"{at:%Y-%m-%d %H:%M:%S} UTC ({local:%Y-%m-%d %H:%M:%S} {local.tzname()})"


def _amount(envelope: Envelope) -> str:
    """Return the amount as people of both languages read it, and which dollars it is in."""
    shown = money(Money(envelope.amount, envelope.currency), LANGUAGES[0])
    return f"{shown} ({envelope.currency})"


def _timestamp_moment(evidence: Evidence) -> str:
    stamps = [seen.at for seen in evidence.verdict.signatures if seen.kind == "timestamp"]
    return both(stamps[-1]) if stamps else ""


def _revision(revision: DocumentRevision) -> dict[str, Any]:
    return {
        "seq": revision.seq,
        "kind": revision.kind,
        "sha256": revision.sha256,
        "bytes": revision.bytes,
        "recipient": revision.recipient_id,
        "made_at": revision.made_at.isoformat(),
        "certificate": revision.certificate,
    }


def _recipient(evidence: Evidence, person: Recipient) -> dict[str, Any]:
    adoption = evidence.adoptions.get(person.id)
    moments = ("notified_at", "opened_at", "consented_at", "signed_at")
    known = {name: getattr(person, name) for name in moments}
    return {
        "id": person.id,
        "role": person.role,
        "stage": person.stage,
        "name": person.name,
        "email": person.email,
        "company": person.company,
        "consent_version": person.consent_version,
        **{name: at.isoformat() if at else None for name, at in known.items()},
        "method": adoption.method if adoption else None,
        "mark_sha256": adoption.sha256 if adoption else None,
        "ip": adoption.ip if adoption else None,
        "agent": adoption.agent if adoption else None,
    }


def _recipient_row(evidence: Evidence, person: Recipient) -> dict[str, Any]:
    adoption = evidence.adoptions.get(person.id)
    serial = next(
        (
            f"{certificate_of(r.certificate).serial_number:x}"
            for r in evidence.revisions
            if r.recipient_id == person.id and r.certificate
        ),
        "",
    )
    return {
        "id": person.id,
        "name": person.name,
        "company": " ".join(part for part in (person.company, person.title) if part),
        "email": person.email,
        "role": bilingual(ROLES[person.role]),
        "stage": str(person.stage) if person.signs else "–",
        "signs": person.signs,
        "notified": both(person.notified_at),
        "opened": both(person.opened_at),
        "consented": both(person.consented_at),
        "consent_version": person.consent_version[:16],
        "signed": both(person.signed_at),
        "method": bilingual(METHODS[adoption.method]) if adoption else "–",
        "written": adoption.name if adoption else "",
        "mark": _mark(adoption) if adoption else "",
        "ip": adoption.ip if adoption else "",
        "agent": adoption.agent if adoption else "",
        "serial": serial,
    }


def _mark(adoption: Adoption) -> str:
    """Return the mark as an address of its own picture, the only kind a document fetches."""
    mark = Mark(Method(adoption.method), adoption.text, adoption.strokes)
    return "data:image/svg+xml;base64," + b64encode(svg(mark_picture(mark)).encode()).decode()


def _revision_row(evidence: Evidence, revision: DocumentRevision) -> dict[str, str]:
    names = {person.id: person.name for person in evidence.envelope.recipients}
    return {
        "seq": str(revision.seq),
        "kind": revision.kind,
        "by": names.get(revision.recipient_id or "", ""),
        "at": f"{revision.made_at:%Y-%m-%d %H:%M:%S}",
        "sha256": revision.sha256,
    }


def _trail_row(envelope: Envelope, entry: TrailEvent) -> dict[str, str]:
    names = {person.id: person.name for person in envelope.recipients}
    who = entry.payload.get("recipient") or entry.actor
    words = EVENTS.get(entry.type)
    return {
        "seq": str(entry.seq),
        "at": f"{entry.at:%Y-%m-%d %H:%M:%S}",
        "ja": say(words, "ja") if words else entry.type,
        "en": say(words, "en") if words else "",
        "who": names.get(str(who), envelope.sender_name if entry.actor_kind == "user" else ""),
        "ip": entry.ip,
        "hash": entry.hash[:16],
    }
