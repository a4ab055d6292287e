"""Requests for approval, the steps they must pass, and the decisions, which are never changed."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation.append_only import append_only
from foundation.db import Json, JsonList, Key, Model, Moment, new_key, utcnow
from foundation.errors import Conflict, Refusal
from foundation.language import Text, _, say, text_from_json
from people.roles import Role

OPEN_FOR = timedelta(days=14)
PENDING, GRANTED, REJECTED, SUPERSEDED = "pending", "granted", "rejected", "superseded"


def _in_two_weeks() -> datetime:
    return utcnow() + OPEN_FOR


class Request(Model):
    """Something that waits for people to agree. ``subject`` is anybody's id."""

    __tablename__ = "approval_request"

    id: Mapped[Key] = mapped_column(default_factory=new_key("apr"))
    subject: Mapped[str] = mapped_column(index=True)
    group: Mapped[str] = mapped_column(index=True)
    deal_id: Mapped[str]
    title: Mapped[str]
    content_sha256: Mapped[str]
    case: Mapped[Json]
    policy: Mapped[JsonList]
    requester_id: Mapped[str]
    requester_name: Mapped[str]
    state: Mapped[str] = mapped_column(default=PENDING)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    expires_at: Mapped[Moment] = mapped_column(default_factory=_in_two_weeks)
    row_version: Mapped[int] = mapped_column(init=False)

    steps: Mapped[list["Step"]] = relationship(
        default_factory=list,
        order_by="Step.position",
        lazy="selectin",
        repr=False,
        back_populates="request",
    )

    __mapper_args__ = {"version_id_col": row_version}

    @property
    def open_step(self) -> "Step | None":
        """Return the step that waits for somebody."""
        return next((step for step in self.steps if step.state == "open"), None)

    @property
    def expired(self) -> bool:
        """True when its time ran out before everybody had decided."""
        return self.state == PENDING and self.expires_at <= utcnow()

    def open_next(self) -> "Step | None":
        """Open the next step, or grant the request when none is left."""
        for step in self.steps:
            if step.state == "waiting":
                step.state, step.opened_at = "open", utcnow()
                return step
        self.state = GRANTED
        return None

    def must_be_open(self) -> None:
        """Say what has become of a request that cannot be decided any more."""
        if self.state == SUPERSEDED:
            raise Conflict(
                _(
                    "%(title)s was replaced by a newer one. Nothing to decide here.",
                    title=self.title,
                )
            )
        if self.state != PENDING:
            raise Conflict(_("%(title)s is decided already.", title=self.title))
        if self.expired:
            raise Conflict(
                _(
                    "This request was open until %(when)s. It has to be submitted again.",
                    when=self.expires_at,
                )
            )


class Step(Model):
    """One role's yes or no, why it is needed, and who may give it."""

    __tablename__ = "approval_step"

    id: Mapped[Key] = mapped_column(default_factory=new_key("aps"))
    request_id: Mapped[str] = mapped_column(ForeignKey("approval_request.id"), init=False)
    position: Mapped[int]
    role: Mapped[str]
    people: Mapped[JsonList]
    reasons: Mapped[JsonList]
    state: Mapped[str] = mapped_column(default="waiting")  # waiting open approved rejected void
    opened_at: Mapped[Moment | None] = mapped_column(default=None)
    decided_at: Mapped[Moment | None] = mapped_column(default=None)
    decided_by: Mapped[str] = mapped_column(default="")
    comment: Mapped[str] = mapped_column(default="")

    request: Mapped[Request] = relationship(
        init=False, lazy="joined", repr=False, back_populates="steps"
    )

    def decide(self, verdict: str, *, by: str, comment: str) -> None:
        """Take the verdict of somebody who may give it."""
        if self.state == "waiting":
            raise Conflict(_("Another decision comes first. You get a mail when it is your turn."))
        if self.state != "open":
            raise Conflict(
                _(
                    "This was decided by %(who)s on %(when)s.",
                    who=self.decided_by or "—",
                    when=self.decided_at or utcnow(),
                )
            )
        if verdict not in {"approved", "rejected"}:
            raise Refusal(_("Please choose to approve or to reject."), field="verdict")
        if verdict == "rejected" and not comment:
            raise Refusal(_("Please tell the reason, so that it can be mended."), field="comment")
        self.state, self.decided_by, self.comment = verdict, by, comment
        self.decided_at = utcnow()

    @property
    def label(self) -> Text:
        """Return what people call the role."""
        return Role(self.role).label

    def why(self, language: str | None = None) -> list[str]:
        """Return the reasons in words."""
        return [say(text_from_json(reason), language) for reason in self.reasons]


class Decision(Model):
    """What somebody decided about which content, in a chain that cannot be changed unseen."""

    __tablename__ = "approval_decision"
    __table_args__ = (UniqueConstraint("request_id", "sequence"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("apd"))
    request_id: Mapped[str] = mapped_column(index=True)
    sequence: Mapped[int]
    entry: Mapped[Json]
    hash: Mapped[str]


append_only(Decision.__table__)
