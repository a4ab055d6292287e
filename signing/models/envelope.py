"""An envelope: what one sender wants signed, by whom in which order, until when."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.append_only import append_only
from foundation.db import Json, Key, Minor, Model, Moment, Said, new_key, utcnow
from foundation.errors import Conflict
from foundation.language import Text, _
from signing.models.document import EnvelopeDocument
from signing.models.recipient import SIGNING_ROLES, Recipient

PREPARING = "preparing"  # the document to be signed is still being made
SENDING = "sending"  # it is there; fields and the company's seal are being put on
SENT = "sent"
IN_PROGRESS = "in_progress"  # somebody has signed
COMPLETING = "completing"  # everybody has signed; the last seals are being put on
COMPLETED = "completed"
DECLINED = "declined"
VOIDED = "voided"
EXPIRED = "expired"

STATES = (
    PREPARING,
    SENDING,
    SENT,
    IN_PROGRESS,
    COMPLETING,
    COMPLETED,
    DECLINED,
    VOIDED,
    EXPIRED,
)
SIGNABLE = (SENT, IN_PROGRESS)
OPEN = (PREPARING, SENDING, SENT, IN_PROGRESS)
ENDED = (COMPLETED, DECLINED, VOIDED, EXPIRED)
STOPPED = (DECLINED, VOIDED, EXPIRED)
ALIVE = text(f"status NOT IN {STOPPED}")  # under way or complete: one for each subject


class Envelope(Model):
    """Nothing leaves ``ENDED``, and the database refuses to change a completed envelope.

    ``subject`` is what the sender asks for in their own words' id (a quote's revision);
    ``content_sha256`` its fingerprint. ``stage`` is whose turn it is.
    """

    __tablename__ = "envelope"
    __table_args__ = (
        CheckConstraint(f"status IN {STATES}", name="known_status"),
        CheckConstraint("stage >= 0", name="stage_counts"),
        Index(
            "uq_envelope_alive", "subject", unique=True, sqlite_where=ALIVE, postgresql_where=ALIVE
        ),
    )

    id: Mapped[Key] = mapped_column(default_factory=new_key("env"))
    deal_id: Mapped[str] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(index=True)
    number: Mapped[str]
    title: Mapped[Json]
    company: Mapped[Json]  # who sends, {ja, en}
    content_sha256: Mapped[str]
    amount: Mapped[Minor]
    currency: Mapped[str]
    language: Mapped[str]  # of the document to sign, and of what is written on it
    expires_at: Mapped[Moment] = mapped_column(index=True)
    sender_id: Mapped[str]
    sender_name: Mapped[str]
    sender_email: Mapped[str]
    sender_language: Mapped[str]
    status: Mapped[str] = mapped_column(default=PREPARING, index=True)
    stage: Mapped[int] = mapped_column(default=0)
    waits_since: Mapped[Moment] = mapped_column(default_factory=utcnow)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    sent_at: Mapped[Moment | None] = mapped_column(default=None)
    ended_at: Mapped[Moment | None] = mapped_column(default=None)
    ended_by: Mapped[str] = mapped_column(default="")
    end_reason: Mapped[Said | None] = mapped_column(default=None)
    timestamp: Mapped[str] = mapped_column(default="none")  # none, pending, obtained
    document_sha256: Mapped[str | None] = mapped_column(default=None, index=True)
    certificate_sha256: Mapped[str | None] = mapped_column(default=None, index=True)
    chain_head: Mapped[str] = mapped_column(default="")  # at completion, as printed

    recipients: Mapped[list[Recipient]] = relationship(
        order_by=Recipient.position, default_factory=list
    )
    documents: Mapped[list[EnvelopeDocument]] = relationship(
        order_by=EnvelopeDocument.position, default_factory=list
    )

    @property
    def signers(self) -> list[Recipient]:
        """Return those who sign, ours among them, in the order of their places."""
        return [person for person in self.recipients if person.role in SIGNING_ROLES]

    @property
    def signed(self) -> int:
        """Return how many have signed."""
        return sum(person.signed_at is not None for person in self.signers)

    @property
    def to_sign(self) -> EnvelopeDocument | None:
        """Return the document that is signed, once it is there."""
        return next((d for d in self.documents if d.kind == "to_sign"), None)

    @property
    def waiting(self) -> list[Recipient]:
        """Return whose turn it is and who has not signed."""
        if self.status not in SIGNABLE:
            return []
        return [p for p in self.signers if p.stage == self.stage and p.signed_at is None]

    def named(self, language: str) -> str:
        """Return the title in a language."""
        return str(self.title.get(language) or self.title.get("ja") or self.number)

    def sender_company(self, language: str) -> str:
        """Return who sends, in a language."""
        return str(self.company.get(language) or self.company.get("ja") or "")

    def must_be_open(self, now: datetime) -> None:
        """Refuse, in words, whatever is too late or too early for signing."""
        if self.status in SIGNABLE and now < self.expires_at:
            return
        raise Conflict(self.standing(now))

    def standing(self, now: datetime) -> Text:
        """Say where the envelope stands, for somebody who wants to sign."""
        if self.status in SIGNABLE and now >= self.expires_at:
            return STANDINGS[EXPIRED]
        return STANDINGS[self.status]

    def end(self, status: str, *, by: str, reason: Text, now: datetime) -> None:
        """Take the envelope out of the race for good.

        Raises:
            Conflict: it has ended, or everybody has signed already.
        """
        if self.status not in OPEN:
            raise Conflict(self.standing(now))
        self.status, self.ended_by, self.end_reason, self.ended_at = status, by, reason, now


STANDINGS = {
    PREPARING: _("The document is still being prepared. Please try again in a minute."),
    SENDING: _("The document is still being prepared. Please try again in a minute."),
    SENT: _("This is waiting for signatures."),
    IN_PROGRESS: _("This is waiting for signatures."),
    COMPLETING: _("Everybody has signed. The signed document is being sealed."),
    COMPLETED: _("Everybody has signed, and the document is sealed."),
    DECLINED: _("A signature was declined, so nothing can be signed here any more."),
    VOIDED: _("The sender has withdrawn this, so nothing can be signed here any more."),
    EXPIRED: _("The time to sign is over. Please ask the sender for a new envelope."),
}

append_only(Envelope.__table__, once="OLD.status = 'completed'")
