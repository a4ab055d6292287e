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
LONGEST_LIFE = 8.0  # of a worker that is to be killed, on a busy machine
LONG_ENOUGH = 600.0  # for those whom nobody had asked yet
NURSERY = """
import os, signal, sys
import signing.jobs, signing.work
from foundation import db, jobs, outbox
from web.family import tied
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while sys.stdin.readline():
    if os.fork():
        continue
    os.setsid()
    tied(signal.SIGKILL)()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    outbox.WORKER += f":{os.getpid()}"
    db.connect()
    print(os.getpid(), flush=True)
    os.dup2(2, 1)  # its log goes elsewhere
    jobs.work()
"""


@contextmanager
def nursery():
    """Where workers come from: what they need is loaded once, and each is a process of its own.

    Gives a way to have one; it is killed in the midst of whatever it does.
    """
    mother = subprocess.Popen(
        [sys.executable, "-c", NURSERY],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        preexec_fn=tied(signal.SIGKILL),  # noqa: PLW1509 (it takes no lock)
    )

    @contextmanager
    def worker():
        mother.stdin.write("one more\n")
        mother.stdin.flush()
        child = int(mother.stdout.readline())
        try:
            yield
        finally:
            os.killpg(child, signal.SIGKILL)

    try:
        yield worker
    finally:
        mother.kill()
        mother.communicate()


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


def until_taken_over(interrupted, patience):
    """What a killed worker had begun is done by another."""
    until = time.monotonic() + patience
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


def a_whole_life(worker, envelope_id):
    """How long a worker that has just begun takes here from the document to the last seal."""
    with worker():
        began = time.monotonic()
        until_all_is_done([envelope_id], patience=LONG_ENOUGH)
        return time.monotonic() - began


def test_a_worker_killed_at_a_hundred_instants_loses_and_doubles_nothing(whole):
    chance = random.Random(20261125)  # noqa: S311 (the same instants each time)
    envelopes = [one(0)]
    with nursery() as worker:
        life = a_whole_life(worker, envelopes[0])

        for n in range(KILLS):
            if n % 3 == 0:  # there is always one to die for
                envelopes.append(one(n + 1))
            with worker():
                until = time.monotonic() + chance.uniform(0.05, min(life, LONGEST_LIFE))
                while sign_what_can_be_signed(envelopes[-5:]) and time.monotonic() < until:
                    time.sleep(0.05)

        begun = [row[0] for row in deliveries(Delivery.state == "running")]
        with worker():
            until_taken_over(begun, RECOVERY + len(begun) * life)  # one after the other
            until_all_is_done(envelopes, patience=LONG_ENOUGH)
    must_be_whole(envelopes)


def test_signing_goes_on_while_redis_is_away(whole, monkeypatch):
    with redis() as server:
        monkeypatch.setenv("REDIS_URL", server.url)
        settings.cache_clear()
        doorbell.cache_clear()
        with nursery() as worker:
            envelopes = [one(1)]
            patience = RECOVERY + 3 * a_whole_life(worker, envelopes[0])
            with worker():
                server.kill()
                envelopes += [one(n) for n in (2, 3, 4)]
                until_all_is_done(envelopes, patience)

                server.start()
                envelopes.append(one(5))
                until_all_is_done(envelopes, patience)
        doorbell.cache_clear()
    must_be_whole(envelopes)
