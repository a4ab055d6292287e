"""A quote's PDF package: its PDF, and behind it the papers that go along, in one language."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.papers.choosing import for_reader
from cpq.snapshot import snapshot_of
from foundation.db import found
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.rendering import Rendered, bind_pdf
from foundation.storage import store
from proposals.models import Document, DocumentState
from proposals.naming import title_of
from proposals.wording import Writer

PACKAGE = "package"
MOST_PAGES = 500
MOST_BYTES = 60 * 1024 * 1024


@dataclass(frozen=True)
class Package:
    """What is bound: title, fingerprint and pages of each document, in their order."""

    title: str
    language: str
    parts: Sequence[tuple[str, str, int]]


def waits(session: Session, document_id: str) -> bool:
    """True for a package whose quote is still being made."""
    document = found(session, Document, document_id)
    quote = _quote(session, document) if document.kind == PACKAGE else None
    return quote is not None and quote.at_work


def package_of(session: Session, document: Document) -> Package:
    """Return what a package is bound of.

    Raises:
        Refusal: the quote's own PDF is not there, its content has changed, or it is too much.
    """
    snapshot = snapshot_of(session, document.revision_id)
    if snapshot.fingerprint != document.content_sha256:
        raise Refusal(_("The quote changed while its document was being made."))
    quote = _quote(session, document)
    if quote is None or quote.state is not DocumentState.READY:
        raise Refusal(_("The PDF of the quote itself could not be made. Make it first, then this."))
    writer = Writer(snapshot.currency, document.language)
    papers = for_reader(snapshot.attachments, document.language)
    first = f"{title_of('quote', document.language)} {document.number}"
    parts = [(first, quote.blob, quote.pages)]
    parts += [(writer.said(paper.title), paper.sha256, paper.pages) for paper in papers]
    if sum(pages for _title, _blob, pages in parts) > MOST_PAGES:
        raise Refusal(_too_much())
    title = f"{title_of(PACKAGE, document.language)} {document.number}"
    return Package(title, document.language, parts)


def bound(package: Package) -> Rendered:
    """Bind a package. No transaction is open. Raises Refusal and NotRendered."""
    parts, size = [], 0
    for title, blob, _pages in package.parts:
        content = store().get(blob)
        size += len(content)
        if size > MOST_BYTES:
            raise Refusal(_too_much())
        parts.append((title, content))
    return bind_pdf(parts, package.title, package.language)


def _too_much() -> Text:
    return _(
        "Together the attached documents have more than %(pages)s pages or %(size)s MB. They stay "
        "files of their own.",
        pages=MOST_PAGES,
        size=MOST_BYTES >> 20,
    )


def _quote(session: Session, document: Document) -> Document | None:
    """Return the newest PDF of the quote with the same content in the same language."""
    same = {
        "revision_id": document.revision_id,
        "language": document.language,
        "content_sha256": document.content_sha256,
    }
    query = select(Document).filter_by(**same, kind="quote", format="pdf", purpose="")
    newest = query.order_by(Document.requested_at.desc(), Document.id.desc())
    return session.scalars(newest.limit(1)).first()
