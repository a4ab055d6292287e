"""Tables of products, of the models of configurable ones, and of guides that lead to them."""

from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.append_only import append_only
from foundation.db import Json, Key, Micro, Model, Moment, Said, new_key, utcnow
from foundation.errors import Conflict
from foundation.language import Text, _


class Product(Model):
    """Something with a SKU. ``attributes`` are plain strings: "AM5", "650"; empty means unknown.

    ``natural_key`` is the fingerprint of what identified it in its source, so that an import may
    run twice; ``search`` is everything it is found by, folded.
    """

    __tablename__ = "product"
    __table_args__ = (  # what a search reads stands in the index it walks, for lists of 60,000
        Index("ix_product_by_sku", "lifecycle", "sku", "search"),
        Index("ix_product_by_name", "lifecycle", "name", "search"),
        Index("ix_product_by_category", "lifecycle", "category", "sku"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("prd"))
    sku: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    description: Mapped[str] = mapped_column(default="")
    description_en: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="item")  # item | configurable | service
    category: Mapped[str] = mapped_column(default="", index=True)
    uom: Mapped[str] = mapped_column(default="piece")
    tax_class: Mapped[str] = mapped_column(default="standard")
    cost: Mapped[Micro | None] = mapped_column(default=None)
    cost_currency: Mapped[str] = mapped_column(default="")
    attributes: Mapped[Json] = mapped_column(default_factory=dict)
    lifecycle: Mapped[str] = mapped_column(default="active")  # active | retired
    natural_key: Mapped[str] = mapped_column(default="", index=True)
    search: Mapped[str] = mapped_column(default="")
    updated_at: Mapped[Moment] = mapped_column(default_factory=utcnow, onupdate=utcnow)


class ModelState(StrEnum):
    """Where a version of a product's model stands."""

    DRAFT = "draft"
    TESTED = "tested"
    PUBLISHED = "published"
    RETIRED = "retired"

    @property
    def label(self) -> Text:
        """Return what people call it."""
        return LABELS[self]


LABELS = {
    ModelState.DRAFT: _("Draft"),
    ModelState.TESTED: _("Tested"),
    ModelState.PUBLISHED: _("Published"),
    ModelState.RETIRED: _("Retired"),
}
PUBLISHED = text("state = 'published'")
OPEN = text("state IN ('draft', 'tested')")


class ProductModel(Model):
    """A version of how a product is put together, as data of ``configuring.Definition``.

    One is published, one may be worked on. ``head`` is the edit at which a draft stands.
    """

    __tablename__ = "product_model"
    __table_args__ = (
        UniqueConstraint("product_id", "version"),
        Index(
            *("uq_product_model_published", "product_id"),
            unique=True,
            sqlite_where=PUBLISHED,
            postgresql_where=PUBLISHED,
        ),
        Index(
            *("uq_product_model_open", "product_id"),
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("pmd"))
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default=ModelState.DRAFT.value)  # of ModelState
    definition: Mapped[Json]
    head: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    created_by: Mapped[str] = mapped_column(default="")
    published_at: Mapped[Moment | None] = mapped_column(default=None)
    published_by: Mapped[str] = mapped_column(default="")

    @property
    def label(self) -> Text:
        """Return what people call its state; a draft that was never published is thrown away."""
        if self.state == ModelState.RETIRED and self.published_at is None:
            return _("Thrown away")
        return ModelState(self.state).label

    @property
    def editable(self) -> bool:
        """True while it may be worked on."""
        return self.state in {ModelState.DRAFT, ModelState.TESTED}

    def change(self, definition: dict[str, Any], head: int) -> None:
        """Bring a draft to another edit; what was tested has to be tested again."""
        self.must_be_open()
        self.definition, self.head, self.state = definition, head, ModelState.DRAFT.value

    def pass_tests(self) -> None:
        """Take note that every test of the draft passes."""
        self.must_be_open()
        self.state = ModelState.TESTED.value

    def publish(self, by: str) -> None:
        """Let reps configure with it from now on."""
        if self.state != ModelState.TESTED:
            words = _("Version %(n)s is “%(state)s”. Run its tests first, then publish it.",
                      n=self.version, state=self.label)  # fmt: skip
            raise Conflict(words)
        self.state = ModelState.PUBLISHED.value
        self.published_at, self.published_by = utcnow(), by

    def retire(self) -> None:
        """End it: nothing new is configured with it; quotes that were, keep it."""
        if self.state == ModelState.RETIRED:
            raise Conflict(_("Version %(n)s is retired already.", n=self.version))
        self.state = ModelState.RETIRED.value

    def must_be_open(self) -> None:
        """Refuse to change what reps configure with, or did."""
        if not self.editable:
            words = _("Version %(n)s is “%(state)s” and cannot be changed. Begin a new draft.",
                      n=self.version, state=self.label)  # fmt: skip
            raise Conflict(words)


class ProductModelEdit(Model):
    """One edit: the definition after it, and what was done, in words.

    ``after`` is the edit it was made upon; going back and editing anew leaves the others aside.
    """

    __tablename__ = "product_model_edit"
    __table_args__ = (UniqueConstraint("model_id", "seq"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("pme"))
    model_id: Mapped[str] = mapped_column(ForeignKey("product_model.id"))
    seq: Mapped[int]
    after: Mapped[int]
    what: Mapped[Said]
    definition: Mapped[Json]
    by: Mapped[str]
    at: Mapped[Moment] = mapped_column(default_factory=utcnow)


append_only(ProductModelEdit.__table__)


class ProductGuide(Model):
    """Questions that lead to products, as data of ``modelling.guides.Guide``.

    ``head`` is the edit at which it stands.
    """

    __tablename__ = "product_guide"

    id: Mapped[Key] = mapped_column(default_factory=new_key("gde"))
    guide: Mapped[Json]
    head: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[Moment] = mapped_column(default_factory=utcnow, onupdate=utcnow)


class ProductGuideEdit(Model):
    """One edit of the guide: as it was afterwards, and what was done; ``after``: made upon."""

    __tablename__ = "product_guide_edit"
    __table_args__ = (UniqueConstraint("guide_id", "seq"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("gee"))
    guide_id: Mapped[str] = mapped_column(ForeignKey("product_guide.id"))
    seq: Mapped[int]
    after: Mapped[int]
    what: Mapped[Said]
    guide: Mapped[Json]
    by: Mapped[str]
    at: Mapped[Moment] = mapped_column(default_factory=utcnow)


class AttributeName(Model):
    """What people call an attribute of products, and its unit; in one category, or (empty) all."""

    __tablename__ = "attribute_name"
    __table_args__ = (UniqueConstraint("category", "attribute"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("atn"))
    category: Mapped[str] = mapped_column(default="")
    attribute: Mapped[str] = mapped_column(default="")
    ja: Mapped[str] = mapped_column(default="")
    en: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
