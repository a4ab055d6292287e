"""Tables of products and of the models of configurable ones."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Json, Key, Micro, Model, Moment, new_key, utcnow


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


class ProductModel(Model):
    """How a configurable product is put together, as data of ``configuring.Definition``."""

    __tablename__ = "product_model"
    __table_args__ = (UniqueConstraint("product_id", "version"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("pmd"))
    product_id: Mapped[str] = mapped_column(ForeignKey("product.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(default="published")
    definition: Mapped[Json]
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
