"""Tables of bills of materials: versions of a product's, and their lines."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import JsonList, Key, Micro, Model, Moment, new_key, utcnow
from foundation.errors import Conflict
from foundation.language import _

DRAFT, PUBLISHED, REPLACED = "draft", "published", "replaced"


class BomVersion(Model):
    """What one of a product is made of. A draft is edited; publishing it replaces what was there.

    ``printed``: its lines may be shown to customers.
    """

    __tablename__ = "bom_version"
    __table_args__ = (
        UniqueConstraint("product_id", "version"),
        Index("ix_bom_version_state", "state", "product_id"),
        CheckConstraint("state IN ('draft', 'published', 'replaced')", name="state_known"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("bom"))
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    version: Mapped[int]
    state: Mapped[str] = mapped_column(default=DRAFT)
    printed: Mapped[bool] = mapped_column(default=False)
    begun_by: Mapped[str] = mapped_column(default="")
    begun_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    published_by: Mapped[str] = mapped_column(default="")
    published_at: Mapped[Moment | None] = mapped_column(default=None)

    lines: Mapped[list["BomLine"]] = relationship(
        default_factory=list,
        order_by="BomLine.position",
        cascade="all, delete-orphan",
        lazy="selectin",
        repr=False,
    )

    def must_be_draft(self) -> None:
        """Refuse to change what others already build by."""
        if self.state != DRAFT:
            words = _("This version is published and stays as it is. Begin a draft to change it.")
            raise Conflict(words)

    def publish(self, by: str) -> None:
        """Let others build by it."""
        self.must_be_draft()
        self.state, self.published_by, self.published_at = PUBLISHED, by, utcnow()


class BomLine(Model):
    """So much of a component. ``quantity`` and ``condition`` are expressions; ``scrap`` a ratio.

    An empty ``uom`` is the component's own unit.
    """

    __tablename__ = "bom_line"
    __table_args__ = (
        CheckConstraint("scrap >= 0 AND scrap <= 1000000", name="scrap_ratio"),
        Index("ix_bom_line_component", "component"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("bli"))
    version_id: Mapped[str] = mapped_column(ForeignKey("bom_version.id"), index=True, init=False)
    position: Mapped[int]
    component: Mapped[str]
    quantity: Mapped[str]
    uom: Mapped[str] = mapped_column(default="")
    scrap: Mapped[Micro] = mapped_column(default=Decimal(0))
    condition: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")


class BomImport(Model):
    """Files with bills of materials that somebody brought, and what became of them.

    ``files`` are names and keys of the store; ``counts`` say of each kind and state how many there
    were, and of which products.
    """

    __tablename__ = "bom_import"

    id: Mapped[Key] = mapped_column(default_factory=new_key("bim"))
    files: Mapped[JsonList]
    currency: Mapped[str]
    by: Mapped[str] = mapped_column(default="")
    counts: Mapped[JsonList] = mapped_column(default_factory=list)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow, index=True)
    taken_at: Mapped[Moment | None] = mapped_column(default=None)

    def must_be_open(self) -> None:
        """Refuse to take the same files twice by mistake."""
        if self.taken_at is not None:
            raise Conflict(_("These files were imported already. Upload them again to repeat it."))
