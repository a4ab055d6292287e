"""A worker killed at any instant, Redis away: nothing that was signed is lost, or sealed twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import select

import signing.jobs  # noqa: F401  (importing it lets the room hear)
from foundation.db import reading
from foundation.errors import Refusal
from foundation.jobs import doorbell
from foundation.mail import Mail
from foundation.outbox import Delivery, Fact
from foundation.settings import settings
from foundation.storage import store
from signing import keyring, trail
from signing.examining import examine
from signing.models import Envelope, TrailEvent
from signing.models.envelope import COMPLETED, SIGNABLE
from tests.signing.builders import copy_to, envelope, prepared, sign, signer
from web.family import tied

sys.path.append(str(Path(__file__).parent.parent))
from tests.servers import redis

pytestmark = pytest.mark.long
ROOT = Path(__file__).parent.parent.parent
KILLS = 100
RECOVERY = 60.0  # seconds
LONG_ENOUGH = 600.0  # for those whom nobody had asked yet
WORKER = """
import sys
import signing.jobs
from foundation import db, jobs
db.connect()
print("at work", flush=True)
jobs.work()
"""


@contextmanager
def worker(**more):
    """The worker's own loop with the signing room's jobs, in a process that can be killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        cwd=ROOT,
        env=os.environ | more,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=tied(signal.SIGKILL),  # noqa: PLW1509 (it takes no lock)
    )
    try:
        assert process.stdout.readline() == b"at work\n"
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()


def one(n):
    """An envelope of its own, with two who sign in turn and one who gets a copy."""
    return prepared([signer(1), signer(2), copy_to()], subject=f"rev_{n}")


def sign_what_can_be_signed(envelopes):
    """Whoever's turn it is signs; returns how many envelopes still wait for somebody."""
    left = 0
    for key in envelopes:
        now = envelope(key)
        if now.status == COMPLETED:
            continue
        left += 1
        if now.status in SIGNABLE:
            for person in now.waiting:
                with suppress(Refusal):  # the worker has not come so far
                    sign(key, person.position)
    return left


def until_all_is_done(envelopes, patience=RECOVERY):
    until = time.monotonic() + patience
    while sign_what_can_be_signed(envelopes) or deliveries(Delivery.state != "done"):
        assert time.monotonic() < until, deliveries(Delivery.state != "done")
        time.sleep(0.2)


def until_taken_over(interrupted):
    """What a killed worker had begun is done by another."""
    until = time.monotonic() + RECOVERY
    while left := deliveries(Delivery.id.in_(interrupted), Delivery.state != "done"):
        assert time.monotonic() < until, left
        time.sleep(0.2)


def deliveries(*which):
    with reading() as session:
        rows = select(Delivery.id, Delivery.subscriber, Delivery.state, Delivery.last_error)
        return [tuple(row) for row in session.execute(rows.where(*which))]


def must_be_whole(envelopes):
    """Each envelope once, and the same everywhere: row, trail, fact, mails and the file itself."""
    with reading() as session:
        facts = Counter(
            fact.payload["envelope_id"]
            for fact in session.scalars(
                select(Fact).where(Fact.name == "signing.envelope_completed")
            )
        )
        mails = Counter(session.scalars(select(Mail.to_address).where(_final())))
        assert facts == Counter(envelopes)
        assert set(mails.values()) == {len(envelopes)}
        for key in envelopes:
            row = session.get_one(Envelope, key)
            kinds = Counter(
                session.scalars(select(TrailEvent.type).where(TrailEvent.envelope_id == key))
            )
            verdict = examine(store().get(row.document_sha256), keyring.trusted(session))
            assert (row.status, verdict.holds) == (COMPLETED, True)
            assert verdict.fields == ["company00seal", "recipient001sign", "recipient002sign"]
            assert kinds["envelope.completed"] == kinds["document.sealed"] == 1
            assert trail.first_broken(session, key) is None


def _final():
    return Mail.template == "signing_completed"


def a_whole_life(envelope_id):
    """How long a worker that has just begun takes here from the document to the last seal."""
    with worker():
        began = time.monotonic()
        until_all_is_done([envelope_id])
        return time.monotonic() - began


def test_a_worker_killed_at_a_hundred_instants_loses_and_doubles_nothing(whole):
    chance = random.Random(20261125)  # noqa: S311 (the same instants each time)
    envelopes = [one(0)]
    life = a_whole_life(envelopes[0])  # so that on any machine some are killed at each step

    for n in range(KILLS):
        if n % 2 == 0:  # there is always one to die for
            envelopes.append(one(n + 1))
        with worker():
            until = time.monotonic() + chance.uniform(0.05, life)
            while time.monotonic() < until:
                sign_what_can_be_signed(envelopes[-5:])
                time.sleep(0.05)

    begun = [row[0] for row in deliveries(Delivery.state == "running")]
    with worker():
        until_taken_over(begun)
        until_all_is_done(envelopes, patience=LONG_ENOUGH)
    must_be_whole(envelopes)


def test_signing_goes_on_while_redis_is_away(whole, monkeypatch):
    with redis() as server:
        monkeypatch.setenv("REDIS_URL", server.url)
        settings.cache_clear()
        doorbell.cache_clear()
        with worker():
            envelopes = [one(1)]
            until_all_is_done(envelopes)

            server.kill()
            envelopes += [one(n) for n in (2, 3, 4)]
            until_all_is_done(envelopes)

            server.start()
            envelopes.append(one(5))
            until_all_is_done(envelopes)
        doorbell.cache_clear()
    must_be_whole(envelopes)
