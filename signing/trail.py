"""The trail of an envelope: appended in the transaction that holds the envelope's row lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from foundation.canonical import canonical, fingerprint
from foundation.chain import first_break, next_hash
from foundation.db import utcnow
from signing.models import TrailEvent

LONGEST_AGENT = 300
SHORT_WHILE = timedelta(minutes=10)
MOMENT = timedelta(seconds=30)


@dataclass(frozen=True)
class Actor:
    """Who did something, and from where as far as a request told."""

    kind: str = "system"
    id: str = "mitsumori"
    ip: str = ""
    agent: str = ""

    def known_as(self, kind: str, actor_id: str) -> Self:
        """Return the same visitor under the name they turned out to have."""
        return type(self)(kind, actor_id, self.ip, self.agent[:LONGEST_AGENT])


SYSTEM = Actor()


def append(
    session: Session, envelope_id: str, kind: str, actor: Actor = SYSTEM, **payload: Any
) -> TrailEvent:
    """Add an entry. The caller holds the envelope's row lock, so entries queue.

    ``kind`` is a word of the catalogue of events (``recipient.signed``); ``payload`` plain values.
    """
    last = _last(session, envelope_id)
    entry = TrailEvent(
        envelope_id=envelope_id,
        seq=last.seq + 1 if last else 1,
        type=kind,
        at=utcnow(),
        actor_kind=actor.kind,
        actor=actor.id,
        ip=actor.ip,
        agent=actor.agent[:LONGEST_AGENT],
        payload=payload,
        hash="",
    )
    entry.hash = next_hash(last.hash if last else genesis(envelope_id), entry.content())
    session.add(entry)
    session.flush()
    return entry


def just_noted(session: Session, envelope_id: str, kind: str, actor: Actor) -> bool:
    """True when the same visitor did the same a short while ago."""
    same = select(TrailEvent.seq).where(
        TrailEvent.envelope_id == envelope_id,
        TrailEvent.type == kind,
        TrailEvent.actor == actor.id,
        TrailEvent.ip == actor.ip,
        TrailEvent.agent == actor.agent[:LONGEST_AGENT],
        TrailEvent.at > utcnow() - SHORT_WHILE,
    )
    return session.scalar(same.limit(1)) is not None


def just_rotated(session: Session, envelope_id: str, recipient_id: str) -> bool:
    """True when a new link went to a recipient a moment ago: a second click sends no second one."""
    recent = select(TrailEvent.payload).where(
        TrailEvent.envelope_id == envelope_id,
        TrailEvent.type == "recipient.token_rotated",
        TrailEvent.at > utcnow() - MOMENT,
    )
    return any(payload["recipient"] == recipient_id for payload in session.scalars(recent))


def genesis(envelope_id: str) -> str:
    """Return what the first entry follows: each envelope has a chain of its own."""
    return fingerprint({"envelope": envelope_id})


def entries(session: Session, envelope_id: str) -> Sequence[TrailEvent]:
    """Return the trail, oldest first."""
    mine = select(TrailEvent).where(TrailEvent.envelope_id == envelope_id)
    return session.scalars(mine.order_by(TrailEvent.seq)).all()


def first_broken(session: Session, envelope_id: str) -> int | None:
    """Return the number of the first entry that was tampered with or is missing, or None."""
    trail = entries(session, envelope_id)
    for position, entry in enumerate(trail, start=1):
        if entry.seq != position:
            return position
    broken = first_break(((e.content(), e.hash) for e in trail), genesis(envelope_id))
    return None if broken is None else broken + 1


def head(session: Session, envelope_id: str) -> str:
    """Return the hash of the newest entry."""
    last = _last(session, envelope_id)
    return last.hash if last else genesis(envelope_id)


def as_lines(trail: Sequence[TrailEvent]) -> bytes:
    """Return the trail as a file: one canonical JSON object a line, its hash with it."""
    return b"".join(canonical({**entry.content(), "hash": entry.hash}) + b"\n" for entry in trail)


def _last(session: Session, envelope_id: str) -> TrailEvent | None:
    mine = select(TrailEvent).where(TrailEvent.envelope_id == envelope_id)
    return session.scalars(mine.order_by(TrailEvent.seq.desc()).limit(1)).one_or_none()
