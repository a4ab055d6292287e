"""What happened to an envelope, entry by entry, each sealed by the hash of the one before."""

from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from foundation.append_only import append_only
from foundation.db import Json, Model, Moment


class TrailEvent(Model):
    """One entry. The database refuses to change or delete it."""

    __tablename__ = "trail_event"

    envelope_id: Mapped[str] = mapped_column(ForeignKey("envelope.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    type: Mapped[str]
    at: Mapped[Moment]
    actor_kind: Mapped[str]  # user, recipient, system, scanner or unknown
    actor: Mapped[str]
    ip: Mapped[str]
    agent: Mapped[str]
    payload: Mapped[Json]
    hash: Mapped[str]

    def content(self) -> dict[str, Any]:
        """Return what the hash is made of, and what the audit file holds."""
        return {
            "envelope": self.envelope_id,
            "seq": self.seq,
            "type": self.type,
            "at": self.at.isoformat(timespec="microseconds"),
            "actor_kind": self.actor_kind,
            "actor": self.actor,
            "ip": self.ip,
            "agent": self.agent,
            "payload": self.payload,
        }


append_only(TrailEvent.__table__)
