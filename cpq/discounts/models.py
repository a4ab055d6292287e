"""Discount patterns, terms of net prices, what was ordered, and what was promised for a price."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import JsonList, Key, Micro, Minor, Model, Moment, new_key, utcnow


class DiscountPattern(Model):
    """A usual reason for a lower price (大口, 入札 …), with its conditions and its limits.

    ``cap_percent`` is the most it allows, ``floor_percent`` the least margin; ``evidence`` is
    ``none``, ``words`` or ``file``; ``role`` is who must agree besides the general policy.
    """

    __tablename__ = "discount_pattern"
    __table_args__ = (
        CheckConstraint("cap_percent >= 0 AND cap_percent <= 100000000", name="cap_percent"),
        CheckConstraint("evidence IN ('none', 'words', 'file')", name="known_evidence"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("dpt"))
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    conditions: Mapped[JsonList] = mapped_column(default_factory=list)
    cap_percent: Mapped[Micro | None] = mapped_column(default=None)
    floor_percent: Mapped[Micro | None] = mapped_column(default=None)
    reason_required: Mapped[bool] = mapped_column(default=True)
    evidence: Mapped[str] = mapped_column(default="none")
    promise_required: Mapped[bool] = mapped_column(default=False)
    role: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None] = mapped_column(default=None)
    valid_to: Mapped[date | None] = mapped_column(default=None)
    active: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    row_version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": row_version}

    @property
    def names(self) -> dict[str, str]:
        """Return what it is called, in both languages."""
        return {"ja": self.name, "en": self.name_en or self.name}

    def holds_on(self, day: date) -> bool:
        """True when it is in use on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return self.active and begun and (self.valid_to is None or day <= self.valid_to)


class NetTerms(Model):
    """What was agreed with a reseller for net prices: 年間取引高 and 定量在庫.

    ``annual_amount`` is the turnover of a year in minor units, ``stock_quantity`` what is always
    held in stock, of one product or (empty) of all together.
    """

    __tablename__ = "net_price_terms"

    id: Mapped[Key] = mapped_column(default_factory=new_key("npt"))
    customer_id: Mapped[str] = mapped_column(index=True)
    currency: Mapped[str] = mapped_column(default="JPY")
    annual_amount: Mapped[Minor | None] = mapped_column(default=None)
    stock_quantity: Mapped[Micro | None] = mapped_column(default=None)
    stock_sku: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)


class OrderedLine(Model):
    """A line that a customer accepted or signed: a quote counts once, as it stands newest."""

    __tablename__ = "ordered_line"
    __table_args__ = (
        UniqueConstraint("quote_id", "position"),
        Index("ix_ordered_line_customer", "customer_id", "sku", "day"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("orl"))
    quote_id: Mapped[str]
    revision_id: Mapped[str]
    deal_id: Mapped[str]
    customer_id: Mapped[str]
    position: Mapped[int]
    sku: Mapped[str]
    quantity: Mapped[Micro]
    net_amount: Mapped[Minor]
    currency: Mapped[str]
    day: Mapped[date]
    signed: Mapped[bool] = mapped_column(default=False)


class Promise(Model):
    """What a customer promised to take by a day, in return for a price they accepted."""

    __tablename__ = "discount_promise"
    __table_args__ = (UniqueConstraint("quote_id", "position"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("prm"))
    quote_id: Mapped[str]
    revision_id: Mapped[str]
    number: Mapped[str]
    deal_id: Mapped[str]
    customer_id: Mapped[str] = mapped_column(index=True)
    owner_id: Mapped[str]
    position: Mapped[int]
    sku: Mapped[str]
    pattern: Mapped[str] = mapped_column(default="")
    discount: Mapped[Micro] = mapped_column(default=Decimal(0))
    quantity: Mapped[Micro]
    since: Mapped[date]
    until: Mapped[date] = mapped_column(index=True)
    told_at: Mapped[Moment | None] = mapped_column(default=None)
