"""The table of papers. A paper is never changed: a newer one takes its place."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cpq.catalog.papers.kinds import PaperKind
from foundation.db import JsonList, Key, Model, Moment, new_key, utcnow
from foundation.errors import Conflict
from foundation.language import _


class ProductDocument(Model):
    """A PDF that belongs to a product, or to an option of its model (``slot/option``).

    ``sha256`` is also its key in the store; ``views`` are pictures of its pages, ``texts`` their
    words. A ``condition`` asks the configuration; without one it always goes along.
    """

    __tablename__ = "product_document"
    __table_args__ = (
        CheckConstraint("language IN ('ja', 'en', 'any')", name="language_known"),
        Index("ix_product_document_sha256", "sha256"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("pap"))
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    option: Mapped[str] = mapped_column(default="")
    kind: Mapped[PaperKind]
    language: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str] = mapped_column(default="")
    condition: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str]
    file_name: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    views: Mapped[JsonList] = mapped_column(default_factory=list)
    texts: Mapped[JsonList] = mapped_column(default_factory=list)
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    added_by: Mapped[str] = mapped_column(default="")
    added_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    retired_at: Mapped[Moment | None] = mapped_column(default=None)
    retired_by: Mapped[str] = mapped_column(default="")

    @property
    def names(self) -> dict[str, str]:
        """Return the title in both languages."""
        return {"ja": self.title, "en": self.title_en or self.title}

    def retire(self, by: str) -> None:
        """Let it go along no more; quotes that have it keep it."""
        if self.retired_at is not None:
            raise Conflict(_("This paper is retired already."))
        self.retired_at, self.retired_by = utcnow(), by
