"""Tables of customers."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.db import Key, Model, Moment, new_key, utcnow


class Customer(Model):
    """A company. ``kana`` orders it in lists; ``search`` is everything it is found by, folded."""

    __tablename__ = "customer"

    id: Mapped[Key] = mapped_column(default_factory=new_key("cus"))
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    kana: Mapped[str] = mapped_column(default="", index=True)
    industry: Mapped[str] = mapped_column(default="")
    size_band: Mapped[str] = mapped_column(default="")
    corporate_number: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(default="direct")
    price_group: Mapped[str] = mapped_column(default="")
    currency: Mapped[str] = mapped_column(default="JPY")
    language: Mapped[str] = mapped_column(default="ja")
    address: Mapped[str] = mapped_column(default="")
    search: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    row_version: Mapped[int] = mapped_column(init=False)

    contacts: Mapped[list["Contact"]] = relationship(
        default_factory=list, order_by="Contact.kana", lazy="selectin", repr=False
    )

    __mapper_args__ = {"version_id_col": row_version}


class Contact(Model):
    """A person at a customer, with the division they work in."""

    __tablename__ = "contact"

    id: Mapped[Key] = mapped_column(default_factory=new_key("con"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"), index=True, init=False)
    division: Mapped[str] = mapped_column(default="")
    division_en: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    kana: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="ja")
    active: Mapped[bool] = mapped_column(default=True)
