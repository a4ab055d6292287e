"""How waiting deliveries find a worker: a doorbell when Redis is there, a regular look always.

A lost ring costs seconds: every worker also looks at the table itself, every 2 s without Redis and
every 5 s beside it; on SQLite it notices at once that somebody wrote. Each worker serves one queue,
because only then is RQ's hand-over atomic.
"""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from types import FrameType

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, SimpleWorker
from rq.timeouts import TimerDeathPenalty
from sqlalchemy import event
from sqlalchemy.orm import Session

from foundation import db, outbox
from foundation.settings import settings
from foundation.storage import store

log = structlog.get_logger()

QUEUE = "deliveries"
LOOK_EVERY = 2.0
LOOK_BESIDE_REDIS = 5.0
GLANCE_EVERY = 0.1
SWEEP_EVERY = 30.0
JOB_SECONDS = 300
IDLE_SECONDS = 2

_sweeps: list[Callable[[Session], object]] = []


def sweep(task: Callable[[Session], object]) -> Callable[[Session], object]:
    """Register something to look after now and then, each time in a transaction of its own."""
    _sweeps.append(task)
    return task


@sweep
def tidy_files(_session: Session) -> None:
    """Clear away what a process that was killed had half written."""
    store().tidy()


class Doorbell:
    """Hands delivery ids to RQ. It fails at once and silently: the next look finds the row."""

    def __init__(self, url: str) -> None:
        hurried = Redis.from_url(
            url, socket_connect_timeout=0.2, socket_timeout=1, retry=Retry(NoBackoff(), 0)
        )
        self.queue = Queue(QUEUE, connection=hurried, serializer="json")

    def ring(self, delivery_ids: Sequence[str]) -> None:
        """Announce work without waiting for it, and without failing the caller."""
        try:
            for delivery_id in delivery_ids:
                self.queue.enqueue(
                    "foundation.outbox.deliver",
                    delivery_id,
                    result_ttl=60,
                    failure_ttl=3600,
                    job_timeout=JOB_SECONDS,
                )
        except RedisError as error:
            log.warning("the doorbell is out of order", reason=str(error))


@cache
def doorbell() -> Doorbell | None:
    """Return the doorbell of this process, if Redis is set."""
    return Doorbell(settings().redis_url) if settings().redis_url else None


@event.listens_for(db.Sessions, "after_commit")
def _ring_after_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint: nobody else sees the rows before the whole is committed
    waiting = session.info.pop("deliveries", None)
    if waiting and (bell := doorbell()):
        bell.ring(waiting)


@event.listens_for(db.Sessions, "after_rollback")
def _forget_after_rollback(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop("deliveries", None)


def look_and_deliver() -> int:
    """Deliver everything that is due, in this process. Returns how many succeeded."""
    return sum(outbox.deliver(delivery_id) for delivery_id in outbox.due())


def work() -> None:
    """Work until told to stop: the one loop of both profiles."""
    stop = _until_signalled()
    threading.Thread(target=_sweep_now_and_then, args=(stop,), daemon=True).start()
    if not settings().redis_url:
        _look_until(stop, LOOK_EVERY)
        return
    look = threading.Thread(target=_look_until, args=(stop, LOOK_BESIDE_REDIS), daemon=True)
    look.start()
    _answer_the_bell(stop)
    look.join()


def _look_until(stop: threading.Event, pause: float) -> None:
    while not stop.is_set():
        with _surviving("look"), db.watching() as written:
            while not stop.is_set():
                before = written()
                if not look_and_deliver():
                    _rest(stop, pause, lambda: written() != before)  # noqa: B023 (used at once)


def _rest(stop: threading.Event, pause: float, disturbed: Callable[[], bool]) -> None:
    until = time.monotonic() + pause
    while time.monotonic() < until and not disturbed() and not stop.wait(GLANCE_EVERY):
        pass


def _answer_the_bell(stop: threading.Event) -> None:
    """Serve the queue with RQ; while Redis is away the look alone goes on."""
    while not stop.is_set():
        with _surviving("doorbell"):
            redis = Redis.from_url(settings().redis_url)
            queue = Queue(QUEUE, connection=redis, serializer="json")
            worker = _Worker([queue], connection=redis, serializer="json")
            while not stop.is_set():
                worker.work(logging_level="WARNING", max_idle_time=IDLE_SECONDS)
        stop.wait(LOOK_BESIDE_REDIS)


class _Worker(SimpleWorker):
    """RQ's worker in our process: rows are fenced by our leases, so no fork is needed.

    Signals belong to ``work``, which asks between two idle spells whether to stop.
    """

    death_penalty_class = TimerDeathPenalty

    def _install_signal_handlers(self) -> None:
        """Leave the signals to ``work``."""


def _sweep_now_and_then(stop: threading.Event) -> None:
    while not stop.wait(SWEEP_EVERY):
        for task in _sweeps:
            with _surviving("sweep"), db.transaction() as session:
                task(session)


def sweep_now() -> None:
    """Run every sweep once, for tests and for the start of a worker."""
    for task in _sweeps:
        with db.transaction() as session:
            task(session)


@contextmanager
def _surviving(what: str) -> Iterator[None]:
    """A database or Redis that is away for a while must not end the worker."""
    try:
        yield
    except Exception:
        log.exception("worker stumbled", what=what)
        time.sleep(1)


def _until_signalled() -> threading.Event:
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, end)
    return stop
