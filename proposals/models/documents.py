"""Documents made from a revision, and the proposals they belong to."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Json, JsonList, Key, Model, Moment, Said, new_key, utcnow
from foundation.errors import Conflict
from foundation.language import Text, _


class DocumentState(StrEnum):
    """How far a document is."""

    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"

    @property
    def label(self) -> Text:
        """Return what people call it."""
        return LABELS[self]


LABELS = {
    DocumentState.QUEUED: _("Waiting to be made"),
    DocumentState.RENDERING: _("Being made"),
    DocumentState.READY: _("Ready"),
    DocumentState.FAILED: _("Could not be made"),
}


class Document(Model):
    """One file made from exactly one content: the fingerprint tells which.

    ``purpose`` is what it is made for (an envelope's id), ``anchors`` where its fields stand,
    ``views`` the pictures of its pages and ``texts`` their words.
    """

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_revision", "revision_id", "kind", "format"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("doc"))
    kind: Mapped[str]
    format: Mapped[str]
    revision_id: Mapped[str]
    deal_id: Mapped[str]
    number: Mapped[str]
    language: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="")
    proposal_id: Mapped[str] = mapped_column(default="", index=True)
    content_sha256: Mapped[str]
    state: Mapped[DocumentState] = mapped_column(default=DocumentState.QUEUED)
    tries: Mapped[int] = mapped_column(default=0)
    blob: Mapped[str] = mapped_column(default="")
    pages: Mapped[int] = mapped_column(default=0)
    anchors: Mapped[Json] = mapped_column(default_factory=dict)
    views: Mapped[JsonList] = mapped_column(default_factory=list)
    texts: Mapped[JsonList] = mapped_column(default_factory=list)
    signers: Mapped[JsonList] = mapped_column(default_factory=list)
    pinned: Mapped[JsonList] = mapped_column(default_factory=list)
    error: Mapped[Said | None] = mapped_column(default=None)
    requested_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    ready_at: Mapped[Moment | None] = mapped_column(default=None)

    @property
    def at_work(self) -> bool:
        """True while somebody may wait for it."""
        return self.state in (DocumentState.QUEUED, DocumentState.RENDERING)

    def begin(self) -> None:
        """Note one more try."""
        self.state, self.tries = DocumentState.RENDERING, self.tries + 1

    def finish(self, blob: str, pages: int, anchors: Mapping[str, Sequence[float]]) -> None:
        """Take note of the file."""
        self.state, self.blob, self.pages = DocumentState.READY, blob, pages
        self.anchors = {key: list(place) for key, place in anchors.items()}
        self.error, self.ready_at = None, utcnow()

    def fail(self, reason: Text) -> None:
        """Take note of why there is none."""
        self.state, self.error = DocumentState.FAILED, reason

    def start_over(self) -> None:
        """Let it be made again after it failed."""
        if self.state is not DocumentState.FAILED:
            raise Conflict(_("This document is not broken, so it need not be made again."))
        self.state, self.tries, self.error = DocumentState.QUEUED, 0, None


class Proposal(Model):
    """A proposal for exactly one content; it pins the versions of the blocks it was made from."""

    __tablename__ = "proposal"

    id: Mapped[Key] = mapped_column(default_factory=new_key("pro"))
    revision_id: Mapped[str] = mapped_column(index=True)
    deal_id: Mapped[str] = mapped_column(index=True)
    customer_id: Mapped[str]
    contact_id: Mapped[str]
    number: Mapped[str]
    language: Mapped[str]
    content_sha256: Mapped[str]
    pinned: Mapped[JsonList] = mapped_column(default_factory=list)
    made_by: Mapped[str]
    made_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
