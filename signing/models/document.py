"""Documents of an envelope, and every version of the one that is signed."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.append_only import append_only
from foundation.db import Json, Key, Model, Moment, new_key, utcnow


class EnvelopeDocument(Model):
    """One document: ``to_sign`` (at most one) or ``to_read``. ``sha256`` is also its key in store.

    ``sent_sha256`` is what every signer is shown and says yes to: the document as the company
    sealed it.
    """

    __tablename__ = "envelope_document"
    __table_args__ = (UniqueConstraint("envelope_id", "position"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("doc"))
    envelope_id: Mapped[str] = mapped_column(ForeignKey("envelope.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str]
    title: Mapped[Json]
    sha256: Mapped[str]
    sent_sha256: Mapped[str] = mapped_column(default="")

    def named(self, language: str) -> str:
        """Return the title in a language."""
        return str(self.title.get(language) or self.title.get("ja") or "")


class DocumentRevision(Model):
    """A version of the document to sign. Each is the beginning of the next, byte for byte.

    ``kind``: prepared, certified, signed, sealed (with a document timestamp).
    """

    __tablename__ = "document_revision"
    __table_args__ = (
        UniqueConstraint("document_id", "seq"),
        UniqueConstraint("document_id", "recipient_id"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("rev"))
    document_id: Mapped[str] = mapped_column(ForeignKey("envelope_document.id"), index=True)
    seq: Mapped[int]
    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    bytes: Mapped[int]
    recipient_id: Mapped[str | None] = mapped_column(default=None)
    certificate: Mapped[str] = mapped_column(default="")  # PEM of whoever signed this version
    made_at: Mapped[Moment] = mapped_column(default_factory=utcnow)


class DocumentView(Model):
    """A document as pictures: for each page the stored picture, its words, its size in points."""

    __tablename__ = "document_view"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    pages: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


append_only(EnvelopeDocument.__table__, once="OLD.sent_sha256 <> ''")
append_only(DocumentRevision.__table__)
