"""The durable list of what is still to be done: one row per fact, subscriber and destination.

It is written with the change itself, so nothing is promised that did not happen and nothing that
happened is forgotten. Redis is a doorbell, never the memory: whatever it forgets, ``due`` finds.

A worker claims a delivery under a lease of 30 s, which a thread renews every 10 s while the handler
runs; every later write is fenced by owner and attempt, so a worker that lost its lease cannot
overwrite the one that took over (``reliability.md`` D1).
"""

import os
import socket
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from random import uniform
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy import ForeignKey, Index, Update, case, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from foundation.db import Json, Key, Model, Moment, new_key, reading, transaction, utcnow

log = structlog.get_logger()

LEASE = timedelta(seconds=30)
RENEW_EVERY = 10.0
TRIES = 10
UNLUCKY = 2  # so many workers may be gone in the midst of one delivery by chance
CLAIMS = 100  # of one delivery: what takes every worker down with it stops doing so
LONGEST_DELAY = timedelta(hours=6)
WORKER = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:6]}"

LOST = "Each worker that began this was gone before it ended."

Handler = Callable[[dict[str, Any], str], None]
Destinations = Callable[[Session, dict[str, Any]], Sequence[str]]
_subscribers: dict[str, dict[str, tuple[Handler, Destinations]]] = defaultdict(dict)


class NotYet(Exception):  # noqa: N818  (it is an answer: come back later)
    """A handler cannot go on now and asks to be called again, without counting as a failure.

    ``counts`` is for handlers with a schedule of their own: the attempt is counted.
    """

    def __init__(self, seconds: float, reason: str = "", *, counts: bool = False) -> None:
        super().__init__(reason or f"again in {seconds:g} s")
        self.delay = timedelta(seconds=seconds)
        self.counts = counts


class GiveUp(Exception):  # noqa: N818  (an answer too)
    """A handler knows that trying again is useless; the delivery needs attention at once."""


class Fact(Model):
    """An event as it happened."""

    __tablename__ = "fact"

    number: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(index=True)
    payload: Mapped[Json]
    happened_at: Mapped[Moment] = mapped_column(default_factory=utcnow)


class Delivery(Model):
    """One subscriber's copy of a fact for one destination, and how far it got.

    ``state`` is waiting, running, done or attention (tried often enough; a person decides).
    """

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_due", "state", "due_at"),)

    id: Mapped[Key] = mapped_column(default_factory=new_key("dlv"))
    fact_number: Mapped[int] = mapped_column(ForeignKey("fact.number"), init=False, index=True)
    subscriber: Mapped[str]
    destination: Mapped[str] = mapped_column(default="")
    dedup_key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="waiting")
    due_at: Mapped[Moment] = mapped_column(default_factory=utcnow)
    lease_until: Mapped[Moment | None] = mapped_column(default=None)
    owner: Mapped[str | None] = mapped_column(default=None)
    attempt: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(default=None)

    fact: Mapped[Fact] = relationship(lazy="raise")


def subscribe(
    event: str,
    subscriber: str,
    handler: Handler,
    destinations: Destinations = lambda _session, _body: ("",),
) -> None:
    """Register a handler under a stable name."""
    _subscribers[event][subscriber] = (handler, destinations)


def subscribers() -> dict[str, list[str]]:
    """Return the names of the subscribers of each event."""
    return {event: sorted(heard) for event, heard in sorted(_subscribers.items())}


def write(session: Session, event: str, payload: dict[str, Any]) -> None:
    """Add the fact and one delivery per subscriber and destination to the caller's transaction."""
    fact = Fact(name=event, payload=payload)
    session.add(fact)
    for subscriber, (_handler, destinations) in _subscribers[event].items():
        for destination in destinations(session, payload):
            key = new_key("dlv")()
            delivery = Delivery(
                id=key, fact=fact, subscriber=subscriber, destination=destination, dedup_key=key
            )
            session.add(delivery)
            session.info.setdefault("deliveries", []).append(key)


def due(limit: int = 50) -> list[str]:
    """Return the ids of deliveries that wait for a worker or whose worker vanished.

    What has taken several workers down with it comes after what has waited since: it may be to
    blame, and must hold up nothing.
    """
    now = utcnow()
    waiting = (Delivery.state == "waiting") & (Delivery.due_at <= now)
    orphaned = (Delivery.state == "running") & (Delivery.lease_until < now)
    suspect = case((Delivery.attempt > UNLUCKY, Delivery.lease_until))
    since = func.coalesce(suspect, Delivery.due_at)
    oldest = select(Delivery.id).where(waiting | orphaned).order_by(since).limit(limit)
    with reading() as session:
        return list(session.scalars(oldest))


def deliver(delivery_id: str) -> bool:
    """Claim the delivery, run its handler, write down the outcome. False: not ours, or failed."""
    taken = _claim(delivery_id)
    if taken is None:
        return False
    attempt, subscriber, destination, name, payload = taken
    if attempt > CLAIMS:
        _settle(delivery_id, attempt, state="attention", last_error=LOST)
        return False
    words = structlog.contextvars.bound_contextvars(delivery=delivery_id, fact=name)
    with words, _Lease(delivery_id, attempt):
        try:
            handler, _destinations = _subscribers[name][subscriber]
            handler(payload, destination)
        except NotYet as wait:
            _postpone(delivery_id, attempt, wait)
            return False
        except Exception as error:
            log.exception("delivery failed", subscriber=subscriber, attempt=attempt)
            _fail(delivery_id, attempt, error)
            return False
        log.info("delivered", subscriber=subscriber, attempt=attempt)
    return _settle(delivery_id, attempt, state="done", last_error=None)


def take(session: Session) -> list[str]:
    """Claim for this process what the caller's transaction has recorded; do it in ``holding``."""
    mine = session.info.pop("deliveries", [])
    session.flush()
    claim = update(Delivery).where(Delivery.id.in_(mine))
    session.execute(
        claim.values(state="running", owner=WORKER, lease_until=utcnow() + LEASE, attempt=1)
    )
    return list(mine)


@contextmanager
def holding(delivery_id: str) -> Iterator[None]:
    """Do by hand what a worker would do, under the same lease: if we die, a worker takes over."""
    with _Lease(delivery_id, 1):
        yield
    _settle(delivery_id, 1, state="done", last_error=None)


def retry(session: Session, delivery_id: str) -> None:
    """Let a delivery that needs attention be tried again from the beginning of its schedule."""
    again = update(Delivery).where(Delivery.id == delivery_id, Delivery.state == "attention")
    session.execute(again.values(state="waiting", attempt=0, due_at=utcnow()))
    session.info.setdefault("deliveries", []).append(delivery_id)


def _claim(delivery_id: str) -> tuple[int, str, str, str, dict[str, Any]] | None:
    now = utcnow()
    free = (Delivery.state == "waiting") & (Delivery.due_at <= now)
    orphaned = (Delivery.state == "running") & (Delivery.lease_until < now)
    claim = (
        update(Delivery)
        .where(Delivery.id == delivery_id, or_(free, orphaned))
        .values(
            state="running", owner=WORKER, lease_until=now + LEASE, attempt=Delivery.attempt + 1
        )
        .returning(
            Delivery.fact_number, Delivery.attempt, Delivery.subscriber, Delivery.destination
        )
    )
    with transaction() as session:
        taken = session.execute(claim).one_or_none()
        if taken is None:
            return None
        fact = session.get_one(Fact, taken.fact_number)
        return taken.attempt, taken.subscriber, taken.destination, fact.name, fact.payload


def _fenced(delivery_id: str, attempt: int) -> Update:
    """Only the worker that still holds the claim may write."""
    return update(Delivery).where(
        Delivery.id == delivery_id,
        Delivery.owner == WORKER,
        Delivery.attempt == attempt,
        Delivery.state == "running",
    )


def _settle(delivery_id: str, claimed: int, **values: Any) -> bool:
    with transaction() as session:
        outcome = session.execute(_fenced(delivery_id, claimed).values(lease_until=None, **values))
        return bool(outcome.rowcount)  # type: ignore[attr-defined]  # an UPDATE's result has it


def _postpone(delivery_id: str, attempt: int, wait: NotYet) -> None:
    tries = attempt if wait.counts else attempt - 1
    due_at = utcnow() + wait.delay
    _settle(
        delivery_id, attempt, state="waiting", attempt=tries, due_at=due_at, last_error=str(wait)
    )


def _fail(delivery_id: str, attempt: int, error: Exception) -> None:
    reason = f"{type(error).__name__}: {error}"[:2000]
    if attempt >= TRIES or isinstance(error, GiveUp):
        _settle(delivery_id, attempt, state="attention", last_error=reason)
        return
    _settle(
        delivery_id,
        attempt,
        state="waiting",
        due_at=utcnow() + delay_after(attempt),
        last_error=reason,
    )


def delay_after(attempt: int) -> timedelta:
    """Return how long to wait after a failure: 5 s·3ⁿ with jitter, at most 6 hours."""
    delay = min(timedelta(seconds=5 * 3 ** (attempt - 1)), LONGEST_DELAY)
    return delay * uniform(0.8, 1.2)  # noqa: S311  (jitter needs no secrecy)


class _Lease:
    """Renews the claim while the handler runs, from a thread of its own."""

    def __init__(self, delivery_id: str, attempt: int) -> None:
        self.claim = (delivery_id, attempt)
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_exception: object) -> None:
        self.over.set()
        self.thread.join()

    def _renew(self) -> None:
        while not self.over.wait(RENEW_EVERY):
            try:
                with transaction() as session:
                    session.execute(_fenced(*self.claim).values(lease_until=utcnow() + LEASE))
            except Exception:  # noqa: BLE001  (the next renewal, or the fence, will tell)
                log.warning("lease not renewed", delivery=self.claim[0])
