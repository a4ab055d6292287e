"""Price lists and their entries."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Key, Micro, Model, Moment, new_key, utcnow


class ListOfPrices(Model):
    """A list in one currency. ``scope`` says whom it is for: standard, channel or customer.

    ``scope_id`` is the channel, the customer's id or its price group; empty for a standard list.
    """

    __tablename__ = "price_list"
    __table_args__ = (Index("ix_price_list_scope", "currency", "scope", "scope_id"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("pls"))
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    currency: Mapped[str]
    scope: Mapped[str] = mapped_column(default="standard")
    scope_id: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)


class ListEntry(Model):
    """A unit price on a list. One per product, quantity break and first day of validity."""

    __tablename__ = "price_list_entry"
    __table_args__ = (
        Index("uq_price_list_entry", "list_id", "sku", "min_quantity", "valid_key", unique=True),
        CheckConstraint("unit_price >= 0", name="price_not_negative"),
        CheckConstraint("min_quantity > 0", name="quantity_positive"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("ple"))
    list_id: Mapped[str] = mapped_column(ForeignKey("price_list.id"), index=True)
    sku: Mapped[str] = mapped_column(index=True)
    min_quantity: Mapped[Micro]
    unit_price: Mapped[Micro]
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    valid_key: Mapped[str] = mapped_column(
        default=""
    )  # the first day as text: NULLs are not unique
