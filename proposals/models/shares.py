"""What was shared with whom at the customer, and what came of it."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Key, Model, Moment, new_key, utcnow
from foundation.errors import Conflict
from foundation.language import _


class Share(Model):
    """One person's access to one proposal and its quote."""

    __tablename__ = "share"

    id: Mapped[Key] = mapped_column(default_factory=new_key("shr"))
    proposal_id: Mapped[str] = mapped_column(ForeignKey("proposal.id"), index=True)
    revision_id: Mapped[str] = mapped_column(index=True)
    deal_id: Mapped[str]
    content_sha256: Mapped[str]
    contact_id: Mapped[str]
    name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    valid_until: Mapped[date]
    token_id: Mapped[str] = mapped_column(default="")
    shared_by: Mapped[str] = mapped_column(default="")
    shared_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    opened_at: Mapped[Moment | None] = mapped_column(default=None)
    accepted_at: Mapped[Moment | None] = mapped_column(default=None)
    accepted_by: Mapped[str] = mapped_column(default="")
    withdrawn_at: Mapped[Moment | None] = mapped_column(default=None)
    withdrawn_by: Mapped[str] = mapped_column(default="")  # empty: a newer revision came

    def must_be_open(self) -> None:
        """Refuse once it is withdrawn, or a newer revision has taken the quote's place."""
        if self.withdrawn_at is not None and self.withdrawn_by:
            raise Conflict(_("The sender has withdrawn this offer. Please ask them."))
        if self.withdrawn_at is not None:
            raise Conflict(
                _(
                    "This quote was replaced by a newer one. Please use the newest mail, "
                    "or ask the sender."
                )
            )

    def open(self) -> bool:
        """Note that a human opened it; True the first time."""
        self.must_be_open()
        first, self.opened_at = self.opened_at is None, self.opened_at or utcnow()
        return first

    def accept(self, name: str, content_sha256: str, today: date) -> None:
        """Take note of the acceptance of exactly the content that was shown."""
        self.must_be_open()
        if self.accepted_at is not None:
            raise Conflict(_("This quote was accepted already. Thank you."))
        if today > self.valid_until:
            raise Conflict(
                _(
                    "This quote was valid until %(day)s. Please ask for a new one.",
                    day=self.valid_until,
                )
            )
        if content_sha256 != self.content_sha256:
            raise Conflict(
                _("What you were shown is not what was offered. Please reload and look again.")
            )
        self.accepted_at, self.accepted_by = utcnow(), name

    def withdraw(self, by: str = "") -> None:
        """Close the door; what was accepted stays accepted."""
        if self.withdrawn_at is None:
            self.withdrawn_at, self.withdrawn_by = utcnow(), by

    def must_not_be_accepted(self) -> None:
        """Refuse to take back what the customer has agreed to."""
        if self.accepted_at is not None:
            raise Conflict(
                _("%(name)s has accepted, so this cannot be withdrawn.", name=self.accepted_by)
            )

    def state(self, today: date) -> str:
        """Return how it stands: accepted, withdrawn, replaced, expired, opened or sent."""
        if self.accepted_at is not None:
            return "accepted"
        if self.withdrawn_at is not None:
            return "withdrawn" if self.withdrawn_by else "replaced"
        if today > self.valid_until:
            return "expired"
        return "opened" if self.opened_at else "sent"
