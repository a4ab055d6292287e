"""Endpoints, the messages for them, and how far each parcel (one message to one endpoint) got."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from foundation import keys
from foundation.db import Json, JsonList, Key, Model, Moment, Said, new_key, utcnow
from foundation.language import Text, text_from_json
from foundation.webhooks import signing

ROTATION = timedelta(days=1)  # how long a former secret signs beside the new one
PURPOSE = "webhooks"
BREAKS_AFTER = 5  # failures in a row after which an endpoint rests between two tries
REST = timedelta(minutes=5)
LONGEST_LOG = 50


class Endpoint(Model):
    """An address that listens. ``state``: on, or off (by a person, or because it failed)."""

    __tablename__ = "webhook_endpoint"

    id: Mapped[Key] = mapped_column(default_factory=new_key("whe"))
    url: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    kinds: Mapped[JsonList]
    locked_secret: Mapped[bytes] = mapped_column(LargeBinary, repr=False)
    former_secret: Mapped[bytes | None] = mapped_column(LargeBinary, default=None, repr=False)
    former_until: Mapped[Moment | None] = mapped_column(default=None)
    state: Mapped[str] = mapped_column(default="on")
    off_because: Mapped[Said | None] = mapped_column(default=None)
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    failing_since: Mapped[Moment | None] = mapped_column(default=None)
    told_at: Mapped[Moment | None] = mapped_column(default=None)
    rests_until: Mapped[Moment | None] = mapped_column(default=None)
    succeeded_at: Mapped[Moment | None] = mapped_column(default=None)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow)

    def listens_to(self, kind: str) -> bool:
        """True when messages of this kind go here."""
        return self.state == "on" and kind in self.kinds

    def secrets(self) -> list[bytes]:
        """Return the keys that sign now: the present one first."""
        locked = [self.locked_secret]
        if self.former_secret and self.former_until and self.former_until > utcnow():
            locked.append(self.former_secret)
        return [keys.decrypt(one, PURPOSE) for one in locked]

    def rotate(self) -> str:
        """Take a new secret and return it; the former one signs beside it for a day."""
        words, locked = new_secret()
        self.former_secret, self.former_until = self.locked_secret, utcnow() + ROTATION
        self.locked_secret = locked
        return words

    def switch_on(self) -> None:
        """Listen again, with a clean record."""
        self.state, self.off_because = "on", None
        self.recover()

    def switch_off(self, because: Text | None = None) -> None:
        """Listen no more."""
        self.state, self.off_because = "off", because

    def recover(self) -> None:
        """Forget earlier failures."""
        self.failures, self.failing_since, self.told_at, self.rests_until = 0, None, None, None

    def stumble(self, pause: timedelta | None) -> None:
        """Count a failure; after several in a row, or when asked to, rest between two tries."""
        now = utcnow()
        self.failures += 1
        self.failing_since = self.failing_since or now
        if pause is not None or self.failures >= BREAKS_AFTER:
            self.rests_until = now + (pause or REST)


class Message(Model):
    """What happened, as it is told. Its id is the ``webhook-id``: the same at every try."""

    __tablename__ = "webhook_message"

    id: Mapped[Key] = mapped_column(default_factory=new_key("msg"))
    kind: Mapped[str] = mapped_column(index=True)
    body: Mapped[Json]
    happened_at: Mapped[Moment] = mapped_column(default_factory=utcnow, index=True)


class Parcel(Model):
    """One message for one endpoint. ``state``: waiting, taken or failed."""

    __tablename__ = "webhook_parcel"

    id: Mapped[Key] = mapped_column(default_factory=new_key("whp"))
    message_id: Mapped[str] = mapped_column(ForeignKey("webhook_message.id"), index=True)
    endpoint_id: Mapped[str] = mapped_column(
        ForeignKey("webhook_endpoint.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(default="waiting")
    tries: Mapped[int] = mapped_column(default=0)  # since it was last queued
    status: Mapped[int | None] = mapped_column(default=None)
    detail: Mapped[Said | None] = mapped_column(default=None)
    tried_at: Mapped[Moment | None] = mapped_column(default=None)
    next_at: Mapped[Moment | None] = mapped_column(default=None)
    log: Mapped[JsonList] = mapped_column(default_factory=list, repr=False)
    created_at: Mapped[Moment] = mapped_column(default_factory=utcnow, index=True)

    message: Mapped[Message] = relationship(init=False, repr=False)
    endpoint: Mapped[Endpoint] = relationship(init=False, repr=False)

    def note_try(self, status: int | None, detail: Text, milliseconds: int) -> None:
        """Write down one try."""
        now = utcnow()
        self.tries += 1
        self.status, self.detail, self.tried_at, self.next_at = status, detail, now, None
        entry = {
            "at": now.isoformat(),
            "status": status,
            "detail": detail.to_json(),
            "ms": milliseconds,
        }
        self.log = [*self.log, entry][-LONGEST_LOG:]

    def queue_again(self) -> None:
        """Begin the schedule anew."""
        self.state, self.tries, self.next_at = "waiting", 0, None

    def wait(self, seconds: float) -> None:
        """Wait for the next try."""
        self.next_at = utcnow() + timedelta(seconds=seconds)

    def tries_so_far(self) -> list[tuple[datetime, Text, int]]:
        """Return the tries, newest first: when, how it ended, milliseconds."""
        return [
            (datetime.fromisoformat(t["at"]), text_from_json(t["detail"]), t["ms"])
            for t in reversed(self.log)
        ]


def new_secret() -> tuple[str, bytes]:
    """Return a fresh secret in words, to be shown once, and locked for the database."""
    secret = signing.fresh()
    return signing.in_words(secret), keys.encrypt(secret, PURPOSE)
