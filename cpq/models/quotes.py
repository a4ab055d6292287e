"""Quotes, their revisions and lines. A submitted revision never changes: a change is a new one."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from foundation.append_only import append_only
from foundation.db import Json, JsonList, Key, Micro, Minor, Model, Moment, new_key, utcnow
from foundation.errors import Conflict, Refusal
from foundation.language import Text, _


class QuoteState(StrEnum):
    """Where a revision stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> Text:
        """Return what people call it."""
        return LABELS[self]


LABELS = {
    QuoteState.DRAFT: _("Draft"),
    QuoteState.SUBMITTED: _("Waiting for approval"),
    QuoteState.APPROVED: _("Approved"),
    QuoteState.SENT_BACK: _("Sent back"),
    QuoteState.ACCEPTED: _("Accepted"),
    QuoteState.SUPERSEDED: _("Replaced"),
}


class Quote(Model):
    """An offer for one deal under one number; its revisions are what people see."""

    __tablename__ = "quote"

    id: Mapped[Key] = mapped_column(default_factory=new_key("qte"))
    number: Mapped[str] = mapped_column(unique=True)
    deal_id: Mapped[str] = mapped_column(index=True)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)


class QuoteRevision(Model):
    """One state of an offer. Amounts are minor units of ``currency``, tax apart."""

    __tablename__ = "quote_revision"
    __table_args__ = (UniqueConstraint("quote_id", "revision"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("qrv"))
    quote_id: Mapped[str] = mapped_column(ForeignKey("quote.id"), index=True)
    number: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    deal_id: Mapped[str] = mapped_column(index=True)
    customer_id: Mapped[str] = mapped_column(index=True)
    contact_id: Mapped[str]
    owner_id: Mapped[str]
    channel: Mapped[str]
    currency: Mapped[str]
    language: Mapped[str]
    state: Mapped[QuoteState] = mapped_column(default=QuoteState.DRAFT)
    subject: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date]
    valid_until: Mapped[date]
    delivery: Mapped[Json] = mapped_column(default_factory=dict)
    payment_terms: Mapped[Json] = mapped_column(default_factory=dict)
    notes: Mapped[str] = mapped_column(default="")
    campaign: Mapped[str] = mapped_column(default="")
    list_versions: Mapped[Json] = mapped_column(default_factory=dict)  # by list id
    priced_at: Mapped[Moment] = mapped_column(default_factory=utcnow)  # validity is judged then
    subtotal: Mapped[Minor] = mapped_column(default=0)
    tax_total: Mapped[Minor] = mapped_column(default=0)
    taxes: Mapped[JsonList] = mapped_column(default_factory=list)
    document_discount: Mapped[Json] = mapped_column(default_factory=dict)  # % | amount, reason
    quote_only: Mapped[bool] = mapped_column(default=False)  # 相見積り: no order is expected
    leg_id: Mapped[str | None] = mapped_column(String(32), default=None, index=True)
    leg_seq: Mapped[int] = mapped_column(default=0)  # 0: no leg of a chain
    seller_id: Mapped[str] = mapped_column(default="")  # who sells on this leg; empty: we
    source_id: Mapped[str | None] = mapped_column(String(32), default=None)  # made of this revision
    source_mark: Mapped[str] = mapped_column(default="")  # and of exactly this content
    registration_id: Mapped[str | None] = mapped_column(String(32), default=None)
    content_sha256: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")  # why it was sent back
    decided_by: Mapped[str] = mapped_column(default="")  # who sent it back, or accepted it
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    row_version: Mapped[int] = mapped_column(init=False)

    lines: Mapped[list["QuoteLine"]] = relationship(
        default_factory=list,
        order_by="QuoteLine.position",
        cascade="all, delete-orphan",
        lazy="selectin",
        repr=False,
        back_populates="revision_row",
    )

    __mapper_args__ = {"version_id_col": row_version}

    @property
    def total(self) -> int:
        """Return what the customer pays, tax included."""
        return self.subtotal + self.tax_total

    def must_be_draft(self) -> None:
        """Refuse to change what somebody may already be looking at."""
        if self.state is not QuoteState.DRAFT:
            raise Conflict(
                _(
                    "Quote %(number)s is “%(state)s” and cannot be changed. Revise it first.",
                    number=self.number,
                    state=self.state.label,
                )
            )

    def must_have_own_lines(self) -> None:
        """Refuse to change the lines of a leg's quote: they are those of the end-user quote."""
        if self.leg_id:
            raise Conflict(
                _(
                    "The lines of quote %(number)s come from the end-user quote. Change them "
                    "there, and make the quotes of the legs again.",
                    number=self.number,
                )
            )

    def submit(self, content_sha256: str) -> None:
        """Freeze the revision under its fingerprint."""
        self.must_be_draft()
        self.state, self.content_sha256 = QuoteState.SUBMITTED, content_sha256

    def approve(self, content_sha256: str) -> None:
        """Let exactly this content go to the customer."""
        self._must_be(QuoteState.SUBMITTED)
        self._must_be_content(content_sha256)
        self.state = QuoteState.APPROVED

    def send_back(self, reason: str, by: str) -> None:
        """Return it to the rep."""
        self._must_be(QuoteState.SUBMITTED)
        self.state, self.reason, self.decided_by = QuoteState.SENT_BACK, reason, by

    def supersede(self) -> None:
        """A newer revision takes its place."""
        if self.state is QuoteState.SUPERSEDED:
            raise Conflict(_("Quote %(number)s was replaced already.", number=self.number))
        self.state = QuoteState.SUPERSEDED

    def accept(self, content_sha256: str, by: str, today: date) -> None:
        """Take note that the customer agrees to exactly this content."""
        if self.state is QuoteState.SUPERSEDED:
            raise Conflict(_("This quote was replaced by a newer one. Please ask for it."))
        if today > self.valid_until:
            raise Conflict(
                _(
                    "This quote was valid until %(day)s. Please ask for a new one.",
                    day=self.valid_until,
                )
            )
        self._must_be(QuoteState.APPROVED)
        self._must_be_content(content_sha256)
        self.state, self.decided_by = QuoteState.ACCEPTED, by

    def _must_be(self, state: QuoteState) -> None:
        if self.state is not state:
            raise Conflict(
                _(
                    "Quote %(number)s is “%(state)s”, so this is not possible now.",
                    number=self.number,
                    state=self.state.label,
                )
            )

    def _must_be_content(self, content_sha256: str) -> None:
        if content_sha256 != self.content_sha256:
            raise Conflict(
                _("The quote has changed since you opened it. Please reload and look again.")
            )


INPUTS = (  # what a line gives its own price
    *("sku", "quantity", "uom", "choices", "bom", "discount", "pattern"),
    *("manual_unit", "manual_net", "ignore_rules"),
)


class QuoteLine(Model):
    """A product on a revision. ``discount`` is a ratio; ``price`` holds the explained result."""

    __tablename__ = "quote_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("discount >= 0 AND discount <= 1000000", name="discount_ratio"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("qln"))
    revision_id: Mapped[str] = mapped_column(
        ForeignKey("quote_revision.id"), index=True, init=False
    )
    position: Mapped[int]
    sku: Mapped[str]
    quantity: Mapped[Micro]
    uom: Mapped[str] = mapped_column(default="")  # the unit it is sold in; empty: the product's own
    choices: Mapped[Json] = mapped_column(default_factory=dict)
    bom: Mapped[JsonList] = mapped_column(default_factory=list)
    complete: Mapped[bool] = mapped_column(default=True)
    model_version: Mapped[int] = mapped_column(default=0)  # 0: not configured
    discount: Mapped[Micro] = mapped_column(default=Decimal(0))
    reason: Mapped[str] = mapped_column(default="")
    pattern: Mapped[str] = mapped_column(default="")  # the code of a discount pattern
    manual_unit: Mapped[Micro | None] = mapped_column(default=None)  # a net price agreed per unit
    manual_net: Mapped[Minor | None] = mapped_column(default=None)  # … or for the whole line
    ignore_rules: Mapped[bool] = mapped_column(default=False)
    grounds: Mapped[Json] = mapped_column(default_factory=dict)  # evidence, promise, competitor
    # figures of ``price`` beside it
    list_amount: Mapped[Minor | None] = mapped_column(init=False, default=None)
    net_amount: Mapped[Minor | None] = mapped_column(init=False, default=None)
    share: Mapped[Minor] = mapped_column(init=False, default=0)
    of_total: Mapped[bool] = mapped_column(
        init=False, default=False
    )  # in percent of the other lines
    advised: Mapped[bool] = mapped_column(init=False, default=False)  # it warns of something
    priced_from: Mapped[str] = mapped_column(
        init=False, default=""
    )  # the fingerprint of its inputs
    price: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    refusal: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)

    revision_row: Mapped[QuoteRevision] = relationship(
        init=False, lazy="select", repr=False, back_populates="lines"
    )

    @validates(*INPUTS)
    def _forget_what_it_was_priced_from(self, _name: str, value: Any) -> Any:
        """Have the price reckoned anew once one of its inputs is set."""
        self.priced_from = ""
        return value

    @validates("price")
    def _keep_figures(self, _name: str, price: dict[str, Any] | None) -> dict[str, Any] | None:
        """Keep a price's figures in columns: whoever adds up lines reads no steps."""
        known = price or {}
        self.list_amount, self.net_amount = known.get("list_amount"), known.get("net_amount")
        self.share, self.of_total = known.get("share", 0), bool(known.get("of_total"))
        self.advised, self.priced_from = bool(known.get("warnings")), known.get("inputs", "")
        return price

    def grow(self, quantity: Decimal) -> None:
        """Change the quantity; the bill of materials grows and shrinks with it."""
        for_one, self.quantity = self.quantity, quantity
        self.bom = [
            row | {"quantity": str(Decimal(row["quantity"]) * quantity / for_one)}
            for row in self.bom
        ]

    def give_discount(self, ratio: Decimal, reason: str) -> None:
        """Set the discount; one without a reason is no decision anybody can approve."""
        if ratio and not reason:
            raise Refusal(_("Please give the reason for the discount."), field="reason")
        self.discount, self.reason = ratio, reason if ratio else ""
        self.manual_unit = self.manual_net = None
        if not ratio:
            self.pattern, self.grounds = "", {}


class QuoteContent(Model):
    """What a submitted revision says, for ever: the canonical snapshot under its fingerprint.

    ``price_proof`` lets anybody recompute its prices; what was submitted before has none.
    """

    __tablename__ = "quote_content"

    revision_id: Mapped[str] = mapped_column(ForeignKey("quote_revision.id"), primary_key=True)
    content_sha256: Mapped[str]
    snapshot: Mapped[Json]
    price_proof: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    frozen_at: Mapped[Moment] = mapped_column(default_factory=utcnow)


append_only(QuoteContent.__table__)
