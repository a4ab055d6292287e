"""Looking documents, proposals and what was shared up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cpq.snapshot import snapshot_of
from foundation.db import found
from foundation.language import Text
from foundation.numbers import folded
from proposals.company import CompanyCard
from proposals.gathering import company_card
from proposals.models import (
    Company,
    ContentBlock,
    ContentVersion,
    Document,
    DocumentState,
    Proposal,
    Share,
)

OF_QUOTE = ("quote", "package")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as the other rooms know it; ``blob`` is empty until it is ready."""

    id: str
    kind: str
    format: str
    revision_id: str
    number: str
    language: str
    purpose: str
    state: DocumentState
    blob: str
    pages: int
    content_sha256: str
    anchors: dict[str, list[float]]
    views: Sequence[str]
    texts: Sequence[str]
    error: Text | None
    ready_at: datetime | None

    @property
    def ready(self) -> bool:
        """True when the file is there."""
        return self.state is DocumentState.READY

    @property
    def at_work(self) -> bool:
        """True while a worker has still to make it."""
        return self.state in (DocumentState.QUEUED, DocumentState.RENDERING)


def documents_of(session: Session, revision_id: str) -> list[DocumentRow]:
    """Return the documents of a revision, oldest first."""
    query = select(Document).where(Document.revision_id == revision_id)
    return [_row(one) for one in session.scalars(query.order_by(Document.requested_at))]


def quote_documents(session: Session, revision_id: str) -> dict[tuple[str, str, str], DocumentRow]:
    """Return the documents of a quote as it stands, newest of each.

    By language, kind (``quote``, ``package`` with what goes along, or the ``order_form`` of a leg
    between two others) and format.
    """
    current = snapshot_of(session, revision_id).fingerprint
    query = select(Document).filter_by(revision_id=revision_id, purpose="", content_sha256=current)
    query = query.where(Document.kind.in_((*OF_QUOTE, "order_form")))
    found_ones = session.scalars(query.order_by(Document.requested_at, Document.id))
    return {(one.language, one.kind, one.format): _row(one) for one in found_ones}


def document_row(session: Session, document_id: str) -> DocumentRow:
    """Return one document. Raises Missing."""
    return _row(found(session, Document, document_id))


def documents_of_proposal(session: Session, proposal: Proposal) -> list[DocumentRow]:
    """Return the proposal's own documents and those of the quote it stands on, newest of each."""
    same = Document.content_sha256 == proposal.content_sha256
    quote = Document.kind.in_(OF_QUOTE) & (Document.purpose == "") & same
    quote &= Document.language == proposal.language
    query = select(Document).where(
        Document.revision_id == proposal.revision_id, (Document.proposal_id == proposal.id) | quote
    )
    newest = {
        (one.kind, one.format): _row(one)
        for one in session.scalars(query.order_by(Document.requested_at, Document.id))
    }
    kinds = ("proposal", *OF_QUOTE)
    order = [(kind, form) for kind in kinds for form in ("pdf", "docx")]
    return [newest[key] for key in order if key in newest]


def company(session: Session) -> CompanyCard:
    """Return our own company as documents and mails name it."""
    return company_card(session)


def company_mark(session: Session) -> str:
    """Return what differs after every change of our company's data."""
    row = session.get(Company, "company")
    return row.mark if row else ""


def proposal_of(session: Session, proposal_id: str) -> Proposal:
    """Return one proposal. Raises Missing."""
    return found(session, Proposal, proposal_id)


def proposals_of(session: Session, revision_id: str) -> Sequence[Proposal]:
    """Return the proposals made of a revision, newest first."""
    query = select(Proposal).where(Proposal.revision_id == revision_id)
    return session.scalars(query.order_by(Proposal.made_at.desc())).all()


def shares_of(session: Session, proposal_id: str) -> Sequence[Share]:
    """Return whom a proposal was shared with, newest first."""
    query = select(Share).where(Share.proposal_id == proposal_id)
    return session.scalars(query.order_by(Share.shared_at.desc())).all()


def accepted_share(session: Session, revision_id: str) -> Share | None:
    """Return through which share a revision was accepted, if it was."""
    query = select(Share).where(Share.revision_id == revision_id, Share.accepted_at.is_not(None))
    return session.scalars(query.order_by(Share.accepted_at).limit(1)).first()


def share_of(session: Session, share_id: str) -> Share:
    """Return one share. Raises Missing."""
    return found(session, Share, share_id)


def blocks_matching(
    words: str = "", kind: str = "", language: str = "", *, archived: bool = False
) -> Select[ContentBlock]:
    """Return the query of blocks found by words; width, case and kana kind do not matter."""
    query = select(ContentBlock).where(ContentBlock.archived.is_(archived))
    if kind:
        query = query.where(ContentBlock.kind == kind)
    if language:
        query = query.where(ContentBlock.language == language)
    for word in folded(words).split():
        query = query.where(ContentBlock.search.contains(word, autoescape=True))
    return query.order_by(ContentBlock.kind, ContentBlock.key, ContentBlock.language)


def block_and_version(
    session: Session, block_id: str, n: int | None = None
) -> tuple[ContentBlock, ContentVersion]:
    """Return a block and one of its versions, by default the newest. Raises Missing."""
    block = found(session, ContentBlock, block_id)
    query = select(ContentVersion).filter_by(block_id=block.id, n=n or block.newest)
    return block, session.scalars(query).one()


def versions_of(session: Session, block_id: str) -> Sequence[ContentVersion]:
    """Return the versions of a block, newest first."""
    query = select(ContentVersion).where(ContentVersion.block_id == block_id)
    return session.scalars(query.order_by(ContentVersion.n.desc())).all()


def _row(document: Document) -> DocumentRow:
    return DocumentRow(
        id=document.id,
        kind=document.kind,
        format=document.format,
        revision_id=document.revision_id,
        number=document.number,
        language=document.language,
        purpose=document.purpose,
        state=document.state,
        blob=document.blob,
        pages=document.pages,
        content_sha256=document.content_sha256,
        anchors=document.anchors,
        views=document.views,
        texts=document.texts,
        error=document.error,
        ready_at=document.ready_at,
    )
