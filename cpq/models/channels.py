"""The legs of a sale, registered deals, stated resale prices, and what is usual in our channels."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.append_only import append_only
from foundation.db import Json, JsonList, Key, Micro, Minor, Model, Moment, new_key, utcnow

USUAL = "usual"


class ChannelLeg(Model):
    """One sale on a deal's way to the end customer. The seller is the buyer of the leg before.

    Legs belong to the deal, not to a quote: the way is agreed once, and every quote of the deal
    goes it. What a leg's quote said is frozen in that quote.
    """

    __tablename__ = "channel_leg"
    __table_args__ = (
        CheckConstraint("seq > 0", name="seq_positive"),
        CheckConstraint("percent >= 0", name="percent_not_negative"),
        CheckConstraint("rate > 0", name="rate_positive"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("leg"))
    deal_id: Mapped[str] = mapped_column(index=True)
    seq: Mapped[int]
    buyer_id: Mapped[str] = mapped_column(index=True)
    contact_id: Mapped[str] = mapped_column(default="")
    basis: Mapped[str]
    percent: Mapped[Micro] = mapped_column(default=Decimal(0))
    list_code: Mapped[str] = mapped_column(default="")  # empty: the buyer's own lists
    fixed: Mapped[Minor | None] = mapped_column(default=None)
    currency: Mapped[str]
    rate: Mapped[Micro] = mapped_column(default=Decimal(1))
    language: Mapped[str] = mapped_column(default="ja")
    payment_terms: Mapped[Json] = mapped_column(default_factory=dict)
    documents: Mapped[JsonList] = mapped_column(default_factory=list)
    show_reference: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)


class DealRegistration(Model):
    """A reseller registered an end customer, for a product family or for everything.

    While it is protected the holder has ``percent`` more, or the list ``list_code``; another
    reseller who asks for the same customer has ``second_percent`` less.
    """

    __tablename__ = "deal_registration"
    __table_args__ = (
        CheckConstraint("state IN ('requested', 'granted', 'refused')", name="known_state"),
        CheckConstraint("percent >= 0 AND second_percent >= 0", name="percents_not_negative"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("reg"))
    number: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[str] = mapped_column(index=True)
    holder_id: Mapped[str] = mapped_column(index=True)
    category: Mapped[str] = mapped_column(default="")  # empty: every product
    state: Mapped[str] = mapped_column(default="requested")
    registered_on: Mapped[date]
    protected_until: Mapped[date | None] = mapped_column(default=None)
    percent: Mapped[Micro] = mapped_column(default=Decimal(0))
    list_code: Mapped[str] = mapped_column(default="")
    second_percent: Mapped[Micro] = mapped_column(default=Decimal(0))
    note: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    requested_by: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[Moment | None] = mapped_column(default=None)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)


class ResaleNote(Model):
    """What a reseller said it will sell for, beside our reference. A log: nothing follows of it."""

    __tablename__ = "resale_note"

    id: Mapped[Key] = mapped_column(default_factory=new_key("rsn"))
    deal_id: Mapped[str] = mapped_column(index=True)
    leg_id: Mapped[str]
    company_id: Mapped[str]
    reference: Mapped[Minor]
    stated: Mapped[Minor]
    currency: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(default="")
    at: Mapped[Moment] = mapped_column(default_factory=utcnow)


class ChannelPolicy(Model):
    """What is usual in our channels, one row: margins, tolerance and protection. In percent."""

    __tablename__ = "channel_policy"

    id: Mapped[str] = mapped_column(primary_key=True, default=USUAL)
    tolerance: Mapped[Micro] = mapped_column(default=Decimal(3))
    dealer_markup: Mapped[Micro] = mapped_column(default=Decimal(10))
    distributor_markup: Mapped[Micro] = mapped_column(default=Decimal(5))
    protection_days: Mapped[int] = mapped_column(default=90)
    holder_percent: Mapped[Micro] = mapped_column(default=Decimal(5))
    second_percent: Mapped[Micro] = mapped_column(default=Decimal(5))


append_only(ResaleNote.__table__)
