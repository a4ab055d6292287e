"""The content library, and what documents say about our own company."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.append_only import append_only
from foundation.db import Json, Key, Model, Moment, new_key, utcnow
from proposals.blocks import Kind


class Company(Model):
    """Our own company: one row. ``card`` holds the fields of ``CompanyCard``."""

    __tablename__ = "company"

    id: Mapped[Key] = mapped_column(default="company")
    card: Mapped[Json] = mapped_column(default_factory=dict)
    changed_by: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[Moment] = mapped_column(default_factory=utcnow)

    @property
    def mark(self) -> str:
        """Return what differs after every change."""
        return self.changed_at.isoformat()


class ContentBlock(Model):
    """A piece of content under a kind, key and language; what it says stands in its versions.

    ``key`` is a product's number, an industry, or empty for the one that always fits.
    """

    __tablename__ = "content_block"
    __table_args__ = (UniqueConstraint("kind", "key", "language"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("blk"))
    kind: Mapped[Kind]
    key: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    title: Mapped[str]
    search: Mapped[str] = mapped_column(default="")
    newest: Mapped[int] = mapped_column(default=1)
    archived: Mapped[bool] = mapped_column(default=False)
    changed_by: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[Moment] = mapped_column(default_factory=utcnow, index=True)

    versions: Mapped[list["ContentVersion"]] = relationship(
        default_factory=list, order_by="ContentVersion.n.desc()", lazy="raise", repr=False
    )


class ContentVersion(Model):
    """What a block said from one change to the next. It never changes; documents pin it."""

    __tablename__ = "content_version"
    __table_args__ = (UniqueConstraint("block_id", "n"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("bkv"))
    block_id: Mapped[str] = mapped_column(ForeignKey("content_block.id"), index=True)
    n: Mapped[int]
    title: Mapped[str]
    body_html: Mapped[str]
    picture: Mapped[str] = mapped_column(default="")  # a blob
    picture_type: Mapped[str] = mapped_column(default="")
    created_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)


append_only(ContentVersion.__table__)
