"""Price lists: their versions, what stands on each, whom they are for, and what currencies cost."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from cpq.pricing.values import Breaks, Kind, Method
from foundation.db import JsonList, Key, Micro, Model, Moment, Said, new_key, utcnow
from foundation.language import Text

ONE = Decimal(1)
NOTHING = Decimal(0)


class ListOfPrices(Model):
    """A list in one currency; ``kind`` says what it is: a list, end-user prices, a contract."""

    __tablename__ = "price_list"

    id: Mapped[Key] = mapped_column(default_factory=new_key("pls"))
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    currency: Mapped[str]
    kind: Mapped[str] = mapped_column(default=Kind.LIST.value)
    active: Mapped[bool] = mapped_column(default=True)
    pauses: Mapped[JsonList] = mapped_column(default_factory=list)  # [since, until or null], UTC
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)

    def use(self, *, wanted: bool) -> bool:
        """Put it in or out of use from now on; False: it is so already."""
        if wanted == self.active:
            return False
        now = utcnow().isoformat()
        if wanted:
            self.pauses = [*self.pauses[:-1], [self.pauses[-1][0], now]]
        else:
            self.pauses = [*self.pauses, [now, None]]
        self.active = wanted
        return True

    def in_use_at(self, at: datetime) -> bool:
        """True when a quote priced at this moment asks it, whatever became of it later."""
        moments = [[one and datetime.fromisoformat(one) for one in pause] for pause in self.pauses]
        return not any(since <= at and (until is None or at < until) for since, until in moments)


class VersionState(StrEnum):
    """Where a version of a list stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class ListVersionRow(Model):
    """A version of a list. A draft is the next number; publishing only marks it.

    Validity is half open, from the first moment on, before the last. ``content_sha256`` covers the
    version before and everything that differs from it.
    """

    __tablename__ = "price_list_version"
    __table_args__ = (UniqueConstraint("list_id", "number"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("plv"))
    list_id: Mapped[str] = mapped_column(ForeignKey("price_list.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default=VersionState.DRAFT.value)
    valid_from: Mapped[Moment | None] = mapped_column(default=None)
    valid_to: Mapped[Moment | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    created_by: Mapped[str] = mapped_column(default="")
    published_at: Mapped[Moment | None] = mapped_column(default=None)
    published_by: Mapped[str] = mapped_column(default="")
    retired_at: Mapped[Moment | None] = mapped_column(default=None)
    retired_by: Mapped[str] = mapped_column(default="")
    content_sha256: Mapped[str] = mapped_column(default="")

    def holds_at(self, at: datetime) -> bool:
        """True when a quote opened at this moment is priced with it, unless a newer one is there.

        Taken back later, it still was the one at the moments before.
        """
        begun = self.published_at is not None and self.published_at <= at
        taken_back = self.retired_at is not None and self.retired_at <= at
        return begun and not taken_back and within(self.valid_from, self.valid_to, at)


class ListParent(Model):
    """A list asked for what another has no price of its own for, from a version to before another.

    Parents are asked in the order of ``position``.
    """

    __tablename__ = "price_list_parent"
    __table_args__ = (Index("ix_price_list_parent_of", "list_id", "parent_id"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("plp"))
    list_id: Mapped[str] = mapped_column(ForeignKey("price_list.id"))
    parent_id: Mapped[str] = mapped_column(ForeignKey("price_list.id"))
    position: Mapped[int] = mapped_column(default=1)
    from_version: Mapped[int] = mapped_column(default=1)
    to_version: Mapped[int | None] = mapped_column(default=None)


class ListEntry(Model):
    """A rule of a list, of the versions from ``from_version`` to before ``to_version``.

    ``sku`` is the product it is for, or the model its option belongs to; empty for a category or
    everything. What the other columns mean says ``cpq.pricing.values.Rule``.
    """

    __tablename__ = "price_list_entry"
    __table_args__ = (
        Index("ix_price_list_entry_of", "list_id", "sku", "target"),
        Index("ix_price_list_entry_added", "list_id", "from_version"),
        Index("ix_price_list_entry_ended", "list_id", "to_version"),
        CheckConstraint("amount >= 0", name="price_not_negative"),
        CheckConstraint("min_quantity > 0", name="quantity_positive"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("ple"))
    list_id: Mapped[str] = mapped_column(ForeignKey("price_list.id"))
    target: Mapped[str]
    sku: Mapped[str] = mapped_column(default="", index=True)
    method: Mapped[str] = mapped_column(default=Method.FIXED.value)
    amount: Mapped[Micro] = mapped_column(default=NOTHING)
    percent: Mapped[Micro] = mapped_column(default=NOTHING)
    base: Mapped[str] = mapped_column(default="list")
    formula: Mapped[str] = mapped_column(default="")
    round_to: Mapped[Micro | None] = mapped_column(default=None)
    surcharge: Mapped[Micro] = mapped_column(default=NOTHING)
    least_margin: Mapped[Micro | None] = mapped_column(default=None)
    most_margin: Mapped[Micro | None] = mapped_column(default=None)
    breaks: Mapped[str] = mapped_column(default=Breaks.RANGE.value)
    min_quantity: Mapped[Micro] = mapped_column(default=ONE)
    max_quantity: Mapped[Micro | None] = mapped_column(default=None)
    uom: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[Moment | None] = mapped_column(default=None)
    valid_to: Mapped[Moment | None] = mapped_column(default=None)
    priority: Mapped[int] = mapped_column(default=0)
    from_version: Mapped[int] = mapped_column(default=1)
    to_version: Mapped[int | None] = mapped_column(default=None)

    def in_version(self, number: int) -> bool:
        """True when it stands on this version of its list."""
        ended = self.to_version is not None and self.to_version <= number
        return self.from_version <= number and not ended


class Assignment(Model):
    """Says whom a list is for: a rank and who has it. Ended, it stays for the quotes of before.

    ``target`` is a customer's id, a price group, a region, a channel, a campaign or a deal
    registration, as the rank wants it; empty for the standard.
    """

    __tablename__ = "price_assignment"
    __table_args__ = (Index("ix_price_assignment_whom", "rank", "target"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("pas"))
    list_id: Mapped[str] = mapped_column(ForeignKey("price_list.id"), index=True)
    rank: Mapped[str]
    target: Mapped[str] = mapped_column(default="")
    priority: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[Moment | None] = mapped_column(default=None)
    valid_to: Mapped[Moment | None] = mapped_column(default=None)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    created_by: Mapped[str] = mapped_column(default="")

    def holds_at(self, at: datetime) -> bool:
        """True when it was made by this moment and is valid at it."""
        return self.created_at <= at and within(self.valid_from, self.valid_to, at)


class RankPlace(Model):
    """The place of a rank in the order in which lists are asked, from a moment on."""

    __tablename__ = "price_rank"
    __table_args__ = (UniqueConstraint("since", "rank"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("prk"))
    since: Mapped[Moment]
    rank: Mapped[str]
    position: Mapped[int]
    exclusive: Mapped[bool] = mapped_column(default=False)
    changed_by: Mapped[str] = mapped_column(default="")


class CurrencyRate(Model):
    """What one unit of a currency is worth in another, from a moment on."""

    __tablename__ = "currency_rate"
    __table_args__ = (
        UniqueConstraint("from_currency", "to_currency", "valid_from"),
        CheckConstraint("rate > 0", name="rate_positive"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("rat"))
    from_currency: Mapped[str]
    to_currency: Mapped[str]
    rate: Mapped[Micro]
    valid_from: Mapped[Moment] = mapped_column(default_factory=utcnow)
    created_by: Mapped[str] = mapped_column(default="")


class ImpactRun(Model):
    """What publishing a draft would do to the open quotes, counted by a worker.

    ``rows`` are those that would change; the result is for one content of the draft alone.
    """

    __tablename__ = "price_list_impact"

    id: Mapped[Key] = mapped_column(default_factory=new_key("pli"))
    list_id: Mapped[str] = mapped_column(ForeignKey("price_list.id"), index=True)
    number: Mapped[int]
    content_sha256: Mapped[str]
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    last: Mapped[str] = mapped_column(default="")  # the revision after which it goes on
    rows: Mapped[JsonList] = mapped_column(default_factory=list)
    reason: Mapped[Said | None] = mapped_column(default=None)
    by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    ended_at: Mapped[Moment | None] = mapped_column(default=None)

    @property
    def at_work(self) -> bool:
        """True while a worker has it, or should."""
        return self.ended_at is None

    def end(self, reason: Text | None = None) -> None:
        """Every quote is accounted for, or it cannot go on."""
        self.ended_at, self.reason = utcnow(), reason


def within(begins: datetime | None, ends: datetime | None, at: datetime) -> bool:
    """True from the first moment on, before the last."""
    return (begins is None or begins <= at) and (ends is None or at < ends)
