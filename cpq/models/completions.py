"""The table of completions that a worker looks for, because they take longer than a page may."""

from sqlalchemy import update
from sqlalchemy.orm import Mapped, Session, mapped_column

from foundation.db import Json, Key, Model, Moment, Said, new_key, utcnow
from foundation.language import Text


class CompletionRun(Model):
    """The rest of a configuration, looked for toward a goal; the best so far stands in ``found``.

    ``basis`` is the fingerprint of what it was asked for: the choices, and what their prices depend
    on. An answer counts for exactly that. ``state`` is waiting, reading (prices), running, done or
    cancelled; where it could not go on, ``reason`` says why.
    """

    __tablename__ = "configuration_completion"

    id: Mapped[Key] = mapped_column(default_factory=new_key("cmp"))
    revision_id: Mapped[str]
    line_id: Mapped[str] = mapped_column(index=True)
    goal: Mapped[str]
    basis: Mapped[str]
    choices: Mapped[Json]
    seconds: Mapped[int]
    state: Mapped[str] = mapped_column(default="waiting")
    found: Mapped[Json] = mapped_column(default_factory=dict)
    reason: Mapped[Said | None] = mapped_column(default=None)
    by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow, index=True)
    begun_at: Mapped[Moment | None] = mapped_column(default=None)
    ended_at: Mapped[Moment | None] = mapped_column(default=None)

    @property
    def at_work(self) -> bool:
        """True while a worker has it, or should."""
        return self.ended_at is None

    @property
    def passed(self) -> int:
        """Return for how many of its seconds it has been looked for."""
        if self.begun_at is None:
            return 0
        return min(self.seconds, int(((self.ended_at or utcnow()) - self.begun_at).total_seconds()))


def note(session: Session, run_id: str, **values: object) -> bool:
    """Write down how far a completion is, unless it has ended, or was cancelled. False: it was."""
    mine = update(CompletionRun).where(CompletionRun.id == run_id, CompletionRun.ended_at.is_(None))
    return bool(session.execute(mine.values(**values)).rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def end(session: Session, run_id: str, state: str, reason: Text | None = None) -> bool:
    """Let a completion be over; what was found stays. False: it was over already."""
    return note(session, run_id, state=state, reason=reason, ended_at=utcnow())
