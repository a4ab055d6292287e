"""Recipients, the fields they fill, and how they made their mark."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.append_only import append_only
from foundation.db import Key, Model, Moment, new_key, utcnow
from foundation.errors import Conflict
from foundation.language import _
from foundation.mail import Address

SIGNING_ROLES = ("signer", "countersigner")
ROLES = (*SIGNING_ROLES, "cc")

QUEUED = "queued"  # their turn has not come
NOTIFIED = "notified"
OPENED = "opened"  # after a human act, not when a link was fetched
CONSENTED = "consented"
SIGNED = "signed"
DECLINED = "declined"
COPIED = "copied"  # a cc who got their copy
CANCELLED = "cancelled"  # the envelope ended without them


class Recipient(Model):
    """Somebody who signs in their stage, or gets a copy (stage 0)."""

    __tablename__ = "recipient"
    __table_args__ = (
        UniqueConstraint("envelope_id", "position"),
        UniqueConstraint("envelope_id", "turn"),
        CheckConstraint(f"role IN {ROLES}", name="known_role"),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("rcp"))
    envelope_id: Mapped[str] = mapped_column(ForeignKey("envelope.id"), index=True, default="")
    position: Mapped[int]
    role: Mapped[str]
    stage: Mapped[int]
    name: Mapped[str]
    company: Mapped[str]
    title: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    state: Mapped[str] = mapped_column(default=QUEUED)
    token_id: Mapped[str] = mapped_column(default="")
    notified_at: Mapped[Moment | None] = mapped_column(default=None)
    opened_at: Mapped[Moment | None] = mapped_column(default=None)
    consented_at: Mapped[Moment | None] = mapped_column(default=None)
    consent_version: Mapped[str] = mapped_column(default="")
    signed_at: Mapped[Moment | None] = mapped_column(default=None)
    turn: Mapped[int | None] = mapped_column(default=None)  # who signed first, second, …
    declined_at: Mapped[Moment | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")

    @property
    def signs(self) -> bool:
        """True for whoever has to sign."""
        return self.role in SIGNING_ROLES

    @property
    def address(self) -> Address:
        """Return where their mail goes."""
        return Address(self.name, self.email, self.language)

    @property
    def short_id(self) -> str:
        """Return the id that is printed beside the signature."""
        return self.id.removeprefix("rcp_")[:8].upper()

    def notify(self, now: datetime) -> None:
        """Their turn has come."""
        self.state, self.notified_at = NOTIFIED, self.notified_at or now

    def open(self, now: datetime) -> bool:
        """Note a first look by a human. True only the first time."""
        if self.opened_at is not None:
            return False
        self.opened_at = now
        if self.state == NOTIFIED:
            self.state = OPENED
        return True

    def consent(self, version: str, now: datetime) -> None:
        """Note that they agree to sign electronically."""
        self.state, self.consented_at, self.consent_version = CONSENTED, now, version

    def sign(self, turn: int, now: datetime) -> None:
        """Note the signature.

        Raises:
            Conflict: they have signed already, or have not agreed to sign electronically.
        """
        if self.signed_at is not None:
            raise Conflict(_("You have already signed. Nothing more is needed."))
        if self.consented_at is None:
            raise Conflict(_("Please agree to signing electronically first."))
        self.state, self.signed_at, self.turn = SIGNED, now, turn

    def decline(self, reason: str, now: datetime) -> None:
        """Note that they will not sign.

        Raises:
            Conflict: they have signed already.
        """
        if self.signed_at is not None:
            raise Conflict(_("You have already signed. Nothing more is needed."))
        self.state, self.declined_at, self.reason = DECLINED, now, reason


class Field(Model):
    """A place in the document that belongs to one recipient. Hundredths of a PDF point."""

    __tablename__ = "signing_field"
    __table_args__ = (UniqueConstraint("document_id", "pdf_name"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("fld"))
    document_id: Mapped[str] = mapped_column(ForeignKey("envelope_document.id"), index=True)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"))
    kind: Mapped[str]  # signature, name or date
    page: Mapped[int]
    x1: Mapped[int]
    y1: Mapped[int]
    x2: Mapped[int]
    y2: Mapped[int]
    pdf_name: Mapped[str]

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return the rectangle in PDF points."""
        return self.x1 / 100, self.y1 / 100, self.x2 / 100, self.y2 / 100


class Adoption(Model):
    """How a recipient made their mark: drawn, typed or sealed, and the name they wrote."""

    __tablename__ = "signature_adoption"

    recipient_id: Mapped[str] = mapped_column(ForeignKey("recipient.id"), primary_key=True)
    method: Mapped[str]
    text: Mapped[str]
    name: Mapped[str]
    strokes: Mapped[list[list[list[int]]]] = mapped_column(JSON)
    sha256: Mapped[str]
    ip: Mapped[str]
    agent: Mapped[str]
    adopted_at: Mapped[Moment] = mapped_column(default_factory=utcnow)


append_only(Recipient.__table__, once="OLD.signed_at IS NOT NULL OR OLD.declined_at IS NOT NULL")
append_only(Adoption.__table__)
