"""Every version of the document to sign, and the pictures people are shown of it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from signing.models import DocumentRevision, DocumentView, EnvelopeDocument


def latest(session: Session, document_id: str) -> DocumentRevision | None:
    """Return the newest version of a document, if there is one."""
    mine = select(DocumentRevision).where(DocumentRevision.document_id == document_id)
    return session.scalars(mine.order_by(DocumentRevision.seq.desc()).limit(1)).one_or_none()


def all_of(session: Session, document_id: str) -> list[DocumentRevision]:
    """Return every version, oldest first."""
    mine = select(DocumentRevision).where(DocumentRevision.document_id == document_id)
    return list(session.scalars(mine.order_by(DocumentRevision.seq)))


def of_envelope(session: Session, envelope_id: str) -> list[DocumentRevision]:
    """Return every version of an envelope's document to sign, oldest first."""
    document = EnvelopeDocument.id == DocumentRevision.document_id
    mine = select(DocumentRevision).join(EnvelopeDocument, document)
    of = mine.where(EnvelopeDocument.envelope_id == envelope_id)
    return list(session.scalars(of.order_by(DocumentRevision.seq)))


def pictures_of(session: Session, keys: Sequence[str]) -> frozenset[str]:
    """Return the stored pictures that documents are shown by."""
    views = session.scalars(select(DocumentView).where(DocumentView.sha256.in_(keys)))
    return frozenset(page["picture"] for view in views for page in view.pages)


def view_of(session: Session, sha256: str) -> DocumentView | None:
    """Return the pictures of a stored document, if they are made."""
    return session.get(DocumentView, sha256)


def shown_of(session: Session, document_id: str) -> DocumentView | None:
    """Return the pictures of the newest version that has any."""
    for revision in reversed(all_of(session, document_id)):
        view = view_of(session, revision.sha256)
        if view is not None:
            return view
    return None
