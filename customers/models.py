"""Tables of customers."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from customers.names import full_name
from foundation.db import Key, Model, Moment, new_key, utcnow


class Customer(Model):
    """A company. ``sort_key`` orders it in lists; ``search`` is all it is found by, folded.

    ``dealer_id`` and ``distributor_id`` are companies too: the usual route of a sale through them.
    """

    __tablename__ = "customer"

    id: Mapped[Key] = mapped_column(default_factory=new_key("cus"))
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    kana: Mapped[str] = mapped_column(default="")
    industry: Mapped[str] = mapped_column(default="")
    size_band: Mapped[str] = mapped_column(default="")
    corporate_number: Mapped[str] = mapped_column(default="")
    registration_number: Mapped[str] = mapped_column(default="")
    channel: Mapped[str] = mapped_column(default="direct")
    dealer_id: Mapped[str | None] = mapped_column(ForeignKey("customer.id"), default=None)
    distributor_id: Mapped[str | None] = mapped_column(ForeignKey("customer.id"), default=None)
    price_group: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    currency: Mapped[str] = mapped_column(default="JPY")
    language: Mapped[str] = mapped_column(default="ja")
    address: Mapped[str] = mapped_column(default="")
    sort_key: Mapped[str] = mapped_column(default="", index=True)
    search: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    version: Mapped[int] = mapped_column(init=False)

    divisions: Mapped[list["Division"]] = relationship(
        default_factory=list, order_by="Division.position", repr=False
    )
    contacts: Mapped[list["Contact"]] = relationship(
        default_factory=list, order_by="Contact.kana", repr=False
    )

    __mapper_args__ = {"version_id_col": version}


class Division(Model):
    """A part of a company: 製造部, 情報システム部."""

    __tablename__ = "division"
    __table_args__ = (UniqueConstraint("customer_id", "name"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("div"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"), index=True, init=False)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)


class Contact(Model):
    """A person at a customer. ``name_en`` is the whole name in Latin letters, as one says it."""

    __tablename__ = "contact"

    id: Mapped[Key] = mapped_column(default_factory=new_key("con"))
    customer_id: Mapped[str] = mapped_column(ForeignKey("customer.id"), index=True, init=False)
    division_id: Mapped[str | None] = mapped_column(ForeignKey("division.id"), default=None)
    family_name: Mapped[str]
    given_name: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    kana: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    title_en: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="ja")
    active: Mapped[bool] = mapped_column(default=True)

    division: Mapped[Division | None] = relationship(default=None, lazy="joined", repr=False)

    @property
    def name(self) -> str:
        """Return the whole name, in the order of its script."""
        return full_name(self.family_name, self.given_name)
