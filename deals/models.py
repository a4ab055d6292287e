"""Tables of deals."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from deals.stages import Kind, Pin, StageAt
from foundation.append_only import append_only
from foundation.db import (
    Json,
    JsonList,
    Key,
    Micro,
    Minor,
    Model,
    Moment,
    Said,
    new_key,
    utcnow,
)
from foundation.errors import Conflict
from foundation.language import _
from foundation.money import Money


class Board(Model):
    """A way deals go, made from a template."""

    __tablename__ = "board"

    id: Mapped[Key] = mapped_column(default_factory=new_key("brd"))
    key: Mapped[str] = mapped_column(unique=True)
    name_ja: Mapped[str]
    name_en: Mapped[str]
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)

    stages: Mapped[list["Stage"]] = relationship(
        default_factory=list, order_by="Stage.rank", lazy="selectin", repr=False
    )

    @property
    def ladder(self) -> list[StageAt]:
        """Return the stages as the rules see them."""
        return [stage.at for stage in self.stages]

    def stage(self, named: str) -> "Stage":
        """Return a stage by key or id, or say that the board has none such."""
        for stage in self.stages:
            if named in {stage.key, stage.id}:
                return stage
        raise Conflict(_("This board has no stage %(stage)s.", stage=named), field="to")


class Stage(Model):
    """A column of a board. ``probability`` is its default; ``stale_days`` are weekdays, 0 never."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("board_id", "key"),
        CheckConstraint(f"kind IN {tuple(k.value for k in Kind)}", name="known_kind"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("stg"))
    board_id: Mapped[str] = mapped_column(ForeignKey("board.id"), index=True, init=False)
    key: Mapped[str]
    name_ja: Mapped[str]
    name_en: Mapped[str]
    kind: Mapped[str]
    rank: Mapped[int]
    probability: Mapped[Micro]
    stale_days: Mapped[int] = mapped_column(default=0)

    @property
    def at(self) -> StageAt:
        """Return the stage as the rules see it."""
        return StageAt(self.key, Kind(self.kind), self.rank)

    def called(self, language: str) -> str:
        """Return the stage's name in a language."""
        return self.name_en if language == "en" else self.name_ja


class Deal(Model):
    """One chance to sell something to one customer.

    ``last_seq`` counts facts and transitions together: the deal's story. ``pin_*`` is where a
    person put it last; ``overruled`` is the key of the stage the documents alone would mean.
    ``waits_for``, ``signed`` and ``to_sign`` are concluded from the facts, for the board.
    """

    __tablename__ = "deal"
    __table_args__ = (
        Index("ix_deal_board", "stage_id", "expected_month", "id"),
        CheckConstraint("amount_source IN ('manual', 'quote')", name="known_source"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("dea"))
    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    board_id: Mapped[str] = mapped_column(ForeignKey("board.id"), index=True)
    stage_id: Mapped[str] = mapped_column(ForeignKey("stage.id"))
    customer_id: Mapped[str] = mapped_column(index=True)
    division_id: Mapped[str | None] = mapped_column(default=None)
    contact_id: Mapped[str | None] = mapped_column(default=None)
    channel: Mapped[str]
    dealer_id: Mapped[str | None] = mapped_column(default=None)
    distributor_id: Mapped[str | None] = mapped_column(default=None)
    owner_id: Mapped[str] = mapped_column(index=True)
    expected_month: Mapped[date]
    amount: Mapped[Minor | None] = mapped_column(default=None)
    currency: Mapped[str] = mapped_column(default="JPY")
    amount_source: Mapped[str] = mapped_column(default="manual")
    quote_only: Mapped[bool] = mapped_column(default=False)  # 相見積り: no order is expected
    last_seq: Mapped[int] = mapped_column(default=0)
    pin_stage: Mapped[str | None] = mapped_column(default=None)
    pin_seq: Mapped[int] = mapped_column(default=0)
    overruled: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    resume_on: Mapped[date | None] = mapped_column(default=None)
    waits_for: Mapped[Said | None] = mapped_column(default=None)
    waits_since: Mapped[Moment | None] = mapped_column(default=None)
    signed: Mapped[int] = mapped_column(default=0)
    to_sign: Mapped[int] = mapped_column(default=0)
    search: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    stage_since: Mapped[Moment] = mapped_column(default_factory=utcnow)
    touched_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    closed_at: Mapped[Moment | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)  # of what people change, for their forms
    row_version: Mapped[int] = mapped_column(init=False)

    board: Mapped[Board] = relationship(init=False, repr=False)
    stage: Mapped[Stage] = relationship(init=False, repr=False)

    __mapper_args__ = {"version_id_col": row_version}

    @property
    def worth(self) -> Money | None:
        """Return the amount as money, if there is one."""
        return None if self.amount is None else Money(self.amount, self.currency)

    @property
    def pin(self) -> Pin | None:
        """Return where a person put the deal last."""
        return Pin(self.pin_stage, self.pin_seq) if self.pin_stage else None

    def next_seq(self) -> int:
        """Count the story on by one entry."""
        self.last_seq += 1
        return self.last_seq


class DealFact(Model):
    """Something that happened to the deal or to a document of it. Rows are never changed."""

    __tablename__ = "deal_fact"
    __table_args__ = (UniqueConstraint("deal_id", "key"), UniqueConstraint("deal_id", "seq"))

    id: Mapped[Key] = mapped_column(default_factory=new_key("fac"))
    deal_id: Mapped[str] = mapped_column(ForeignKey("deal.id"))
    seq: Mapped[int]
    kind: Mapped[str]
    key: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
    actor: Mapped[str] = mapped_column(default="")
    detail: Mapped[Said | None] = mapped_column(default=None)
    figures: Mapped[Json] = mapped_column(default_factory=dict)
    at: Mapped[Moment] = mapped_column(default_factory=utcnow)


class StageTransition(Model):
    """A deal went from one stage to another, and why. Rows are never changed."""

    __tablename__ = "stage_transition"
    __table_args__ = (
        UniqueConstraint("deal_id", "seq"),
        CheckConstraint("cause IN ('rule', 'manual', 'reopen', 'import')", name="known_cause"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("mov"))
    deal_id: Mapped[str] = mapped_column(ForeignKey("deal.id"))
    seq: Mapped[int]
    before_id: Mapped[str] = mapped_column(ForeignKey("stage.id"))
    after_id: Mapped[str] = mapped_column(ForeignKey("stage.id"))
    cause: Mapped[str]
    rule: Mapped[str] = mapped_column(default="")
    rules_version: Mapped[int] = mapped_column(default=0)
    fact_id: Mapped[str | None] = mapped_column(ForeignKey("deal_fact.id"), default=None)
    actor: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    resume_on: Mapped[date | None] = mapped_column(default=None)
    at: Mapped[Moment] = mapped_column(default_factory=utcnow)


class Order(Model):
    """A signed order as finance has it: the sealed document, its certificate, and the data."""

    __tablename__ = "sales_order"  # ORDER is a word of SQL

    id: Mapped[Key] = mapped_column(default_factory=new_key("ord"))
    number: Mapped[str] = mapped_column(unique=True)
    deal_id: Mapped[str] = mapped_column(ForeignKey("deal.id"), index=True)
    envelope_id: Mapped[str] = mapped_column(unique=True)  # one envelope, one order
    quote_number: Mapped[str]
    customer_id: Mapped[str] = mapped_column(index=True)
    customer: Mapped[Json]  # the name as it was signed, {ja, en}
    amount: Mapped[Minor]
    currency: Mapped[str]
    document: Mapped[str]
    certificate: Mapped[str]
    snapshot: Mapped[Json]
    signers: Mapped[JsonList] = mapped_column(default_factory=list)
    search: Mapped[str] = mapped_column(default="")
    booked_at: Mapped[Moment] = mapped_column(default_factory=utcnow, index=True)
    done_at: Mapped[Moment | None] = mapped_column(default=None)
    done_by: Mapped[str] = mapped_column(default="")

    @property
    def total(self) -> Money:
        """Return what the customer pays, tax included."""
        return Money(self.amount, self.currency)

    def mark_done(self, by: str) -> None:
        """Finance has dealt with it. Raises Conflict when somebody has already."""
        if self.done_at:
            raise Conflict(_("Order %(number)s is marked as done already.", number=self.number))
        self.done_at, self.done_by = utcnow(), by

    def mark_open(self) -> None:
        """Undo the mark. Raises Conflict when there is none."""
        if self.done_at is None:
            raise Conflict(_("Order %(number)s is not marked as done.", number=self.number))
        self.done_at, self.done_by = None, ""


append_only(DealFact.__table__)
append_only(StageTransition.__table__)
