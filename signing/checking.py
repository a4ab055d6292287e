"""Is this file what was signed? Digest first, then the difference in words.

A file from anywhere is read in a child process with limits on memory and time; it is never kept,
and no stored document is ever given out here.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.contained import told_by
from foundation.db import reading
from foundation.errors import Refusal
from foundation.language import Text, _
from signing import keyring
from signing.models import DocumentRevision, Envelope, EnvelopeDocument
from signing.revisions import latest

LARGEST = 20 * 1024 * 1024
END = re.compile(rb"%%EOF\r?\n?")
MOST_VERSIONS = 500


@dataclass(frozen=True)
class SeenSignature:
    """One signature as the page shows it."""

    name: str
    kind: str
    holds: bool
    trusted: bool
    at: str


@dataclass(frozen=True)
class Answer:
    """What is said of a file, and whether it is one of ours as it was made."""

    sha256: str
    sentence: Text
    tone: str
    known: bool
    signatures: Sequence[SeenSignature]


def check_file(content: bytes) -> Answer:
    """Say what a file is. No transaction is open while it is read.

    Raises:
        Refusal: it is no PDF, or too large.
        Conflict: too many files are being checked at once.
    """
    if not content.startswith(b"%PDF-"):
        raise Refusal(_("Please choose a PDF file."), field="file")
    if len(content) > LARGEST:
        raise Refusal(_("The file is too large. At most 20 MB can be checked."), field="file")
    digest = sha256(content).hexdigest()
    with reading() as session:
        roots = keyring.trusted(session)
    seen = _examined(content, roots)
    with reading() as session:
        known = _known(session, digest)
        sentence, tone = known or _unknown(session, content, seen)
    return Answer(digest, sentence, tone, known=known is not None, signatures=seen or ())


def _known(session: Session, digest: str) -> tuple[Text, str] | None:
    final = session.scalars(select(Envelope).where(Envelope.document_sha256 == digest)).first()
    if final is not None:
        words = _(
            "This is the complete document %(number)s, signed by all %(of)s and sealed on %(when)s."
            " Nothing was changed since.",
            number=final.number,
            of=len(final.signers),
            when=final.ended_at or final.created_at,
        )
        return words, "success"
    made = select(Envelope).where(Envelope.certificate_sha256 == digest)
    certificate = session.scalars(made).first()
    if certificate is not None:
        words = _("This is the certificate of completion of %(number)s.", number=certificate.number)
        return words, "success"
    return _known_version(session, digest)


def _known_version(session: Session, digest: str) -> tuple[Text, str] | None:
    mine = select(DocumentRevision).where(DocumentRevision.sha256 == digest)
    revision = session.scalars(mine).first()
    if revision is None:
        return None
    newest = latest(session, revision.document_id)
    document = session.get_one(EnvelopeDocument, revision.document_id)
    envelope = session.get_one(Envelope, document.envelope_id)
    signed = sum(
        other.kind == "signed" and other.seq <= revision.seq
        for other in session.scalars(
            select(DocumentRevision).where(DocumentRevision.document_id == document.id)
        )
    )
    words = _(
        "This is an earlier version of %(number)s: %(signed)s of %(of)s had signed it."
        " It is not the complete document.",
        number=envelope.number,
        signed=signed,
        of=len(envelope.signers),
    )
    if newest is not None and newest.seq == revision.seq:
        words = _(
            "This is %(number)s as it stands now: %(signed)s of %(of)s have signed it."
            " It is not complete.",
            number=envelope.number,
            signed=signed,
            of=len(envelope.signers),
        )
    return words, "warning"


def _unknown(
    session: Session, content: bytes, seen: Sequence[SeenSignature] | None
) -> tuple[Text, str]:
    """Say how a file that is not ours, or not any more, differs."""
    grown = _grown_from(session, content)
    if grown is not None:
        words = _(
            "This began as a document of ours, but %(bytes)s bytes were added after the last"
            " signature. Do not rely on it.",
            bytes=grown,
        )
    elif seen is None:
        words = _("We do not know this file, and it cannot be read as a PDF.")
    elif not any(signature.trusted for signature in seen):
        words = _("We do not know this file. It carries no signature of ours.")
    else:
        words = _(
            "This file carries signatures of ours, but its content was changed after they were"
            " made. Do not rely on it."
        )
    return words, "danger"


def _grown_from(session: Session, content: bytes) -> int | None:
    """Return how many bytes follow what is a version of ours, if it begins with one."""
    ends = _beginnings(content)
    ours = select(DocumentRevision.sha256).where(DocumentRevision.sha256.in_(list(ends)))
    sizes = [ends[key] for key in session.scalars(ours)]
    return len(content) - max(sizes) if sizes else None


def _beginnings(content: bytes) -> dict[str, int]:
    """Return the fingerprint of everything up to each mark that ends a version of a PDF."""
    running, start, ends = sha256(), 0, {}
    for mark in islice(END.finditer(content), MOST_VERSIONS):
        running.update(content[start : mark.end()])
        start = mark.end()
        if start < len(content):
            ends[running.hexdigest()] = start
    return ends


def _examined(
    content: bytes, trusted: Sequence[x509.Certificate]
) -> Sequence[SeenSignature] | None:
    """Return the signatures of a file, or None where it cannot be read."""
    roots = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in trusted)
    given = len(roots).to_bytes(8, "big") + roots + content
    told = told_by("signing.examining", given)
    return None if told is None else [SeenSignature(**row) for row in json.loads(told)]
