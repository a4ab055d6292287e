"""Every version of the document to sign, and the pictures people are shown of it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.db import reading, transaction
from foundation.rendering import page_views
from foundation.storage import store
from signing.models import DocumentRevision, DocumentView
from signing.sealing import page_sizes

PICTURE_WIDTH = 1240  # pixels: sharp on a phone at twice its width, and on a desktop


def latest(session: Session, document_id: str) -> DocumentRevision | None:
    """Return the newest version of a document, if there is one."""
    mine = select(DocumentRevision).where(DocumentRevision.document_id == document_id)
    return session.scalars(mine.order_by(DocumentRevision.seq.desc()).limit(1)).one_or_none()


def all_of(session: Session, document_id: str) -> list[DocumentRevision]:
    """Return every version, oldest first."""
    mine = select(DocumentRevision).where(DocumentRevision.document_id == document_id)
    return list(session.scalars(mine.order_by(DocumentRevision.seq)))


def view_of(session: Session, sha256: str) -> DocumentView | None:
    """Return the pictures of a stored document, if they are made."""
    return session.get(DocumentView, sha256)


def make_view(sha256: str) -> None:
    """Make the pictures of a stored PDF, unless they are there."""
    with reading() as session:
        if view_of(session, sha256):
            return
    pdf = store().get(sha256)
    views = page_views(pdf, width=PICTURE_WIDTH)
    pages = [
        {"picture": store().put(view.png), "words": view.text, "width": width, "height": height}
        for view, (width, height) in zip(views, page_sizes(pdf), strict=True)
    ]
    with transaction() as session:
        if view_of(session, sha256) is None:
            session.add(DocumentView(sha256=sha256, pages=pages))


def shown_of(session: Session, document_id: str) -> DocumentView | None:
    """Return the pictures of the newest version that has any."""
    for revision in reversed(all_of(session, document_id)):
        view = view_of(session, revision.sha256)
        if view is not None:
            return view
    return None
