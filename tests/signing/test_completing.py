"""The end of an envelope: two at once, a timestamp authority that is away, a worker that dies."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, update

from foundation import db, storage
from foundation.db import transaction, utcnow
from foundation.jobs import look_and_deliver
from foundation.outbox import Delivery
from foundation.storage import store
from signing import putting
from signing.examining import examine
from tests.conftest import forget
from tests.signing.builders import (
    completed,
    deliver,
    envelope,
    facts,
    mails,
    our_roots,
    our_roots_pem,
    recipients_of,
    sent,
    sign,
    signer,
    stuck,
    trail_of,
    versions_of,
    whole,
)
from tests.signing.verifiers import openssl_accepts
from tests.time_authority import time_authority

PAIRS = 4
LEAST_STEPS = 20  # so many commits and files a seal takes at the least


def two_at_once(number):
    people = [signer(1, stage=1), signer(2, stage=1)]
    return sent(people, subject=f"rev_{number}", read=False)


def at_the_same_instant(deeds):
    """Do everything in threads that start together; raises what any of them raised."""
    start = threading.Barrier(len(deeds))

    def wait_and(deed):
        start.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [done.result() for done in [pool.submit(wait_and, deed) for deed in deeds]]


@pytest.mark.parametrize(("language", "day"), [("ja", r"\d+年\d+月\d+日"), ("en", r"\w+ \d+, \d+")])
def test_the_day_is_written_in_the_language_of_the_document(language, day):
    envelope_id = sent([signer(1, language="ja")], language=language)
    sign(envelope_id, 1)

    [signing_one] = [person.id for person in recipients_of(envelope_id)]
    with db.reading() as session:
        pending = putting._next(session, envelope_id, signing_one)
        assert re.fullmatch(day, putting.written(pending)["date"])


def test_last_signers_at_the_same_instant_give_exactly_one_seal_each():
    envelopes = [two_at_once(number) for number in range(PAIRS)]

    for envelope_id in envelopes:
        at_the_same_instant([lambda e=envelope_id, p=p: sign(e, p) for p in (1, 2)])
    at_the_same_instant([deliver, deliver])
    deliver()

    assert stuck() == []
    assert len(facts("signing.envelope_completed")) == PAIRS
    assert len(mails("signing_completed")) == PAIRS * 3
    for envelope_id in envelopes:
        done = envelope(envelope_id)
        kinds = [version.kind for version in versions_of(envelope_id)]
        assert (done.status, kinds) == ("completed", ["prepared", "certified", "signed", "signed"])
        assert examine(store().get(done.document_sha256), our_roots()).holds
        assert whole(envelope_id)
        assert trail_of(envelope_id).count("envelope.completed") == 1


@pytest.fixture
def clock(monkeypatch, database):
    with time_authority() as authority:
        monkeypatch.setenv("TSA_URL", authority.url)
        forget()
        yield authority


def test_with_an_authority_the_document_is_closed_by_its_timestamp(clock, tmp_path):
    done = envelope(completed([signer(1)], read=False))

    pdf = store().get(done.document_sha256)

    verdict = examine(pdf, our_roots())
    assert (done.status, done.timestamp) == ("completed", "obtained")
    assert verdict.fields == ["company00seal", "recipient001sign", "document0time"]
    assert verdict.holds
    assert [seen.kind for seen in verdict.signatures][-1] == "timestamp"
    assert openssl_accepts(pdf, tmp_path, our_roots_pem(), clock.root) == 3
    assert "seal.timestamp_obtained" in trail_of(done.id)


def test_while_the_authority_is_away_the_envelope_waits_and_completes_later(clock):
    clock.mood = "broken"
    envelope_id = completed([signer(1)], read=False)

    waiting = envelope(envelope_id)
    assert (waiting.status, waiting.timestamp) == ("completing", "pending")
    assert waiting.document_sha256 is None
    assert mails("signing_completed") == []

    clock.mood = "well"
    time_passes()
    deliver()

    done = envelope(envelope_id)
    assert (done.status, done.timestamp) == ("completed", "obtained")
    assert trail_of(envelope_id).count("seal.timestamp_pending") == 1
    assert len(facts("signing.envelope_completed")) == 1


def test_when_the_authority_is_given_up_nothing_pretends_there_was_one(clock, monkeypatch):
    clock.mood = "broken"
    envelope_id = completed([signer(1)], read=False)

    monkeypatch.delenv("TSA_URL")
    forget()
    time_passes()
    deliver()

    done = envelope(envelope_id)
    assert (done.status, done.timestamp) == ("completed", "none")


def time_passes():
    """Waiting deliveries are due, and leases of workers that died are over."""
    with transaction() as session:
        session.execute(update(Delivery).values(due_at=utcnow()))
        dead = update(Delivery).where(Delivery.state == "running")
        session.execute(dead.values(lease_until=utcnow()))


class Killed(BaseException):
    """Nobody catches this: as a kill -9, it leaves everything as it is."""


class Death:
    """Comes at the n-th step, before or after it: a step is a commit, or a file put away."""

    def __init__(self, at):
        self.at = at
        self.steps = 0

    def step(self, *_ignored):
        self.steps += 1
        if self.steps == self.at:
            raise Killed


@pytest.fixture
def dying(monkeypatch):
    """Let the worker die at a step; afterwards it is a new worker that lives."""

    def at(step):
        death = Death(step)
        kinds = ("before_commit", "after_commit")
        for kind in kinds:
            event.listen(db.Sessions, kind, death.step)
        keep = storage.Folder.put

        def put(self, content):
            key = keep(self, content)
            death.step()
            return key

        monkeypatch.setattr(storage.Folder, "put", put)
        try:
            while look_and_deliver():
                pass
        except Killed:
            pass
        finally:
            monkeypatch.setattr(storage.Folder, "put", keep)
            for kind in kinds:
                event.remove(db.Sessions, kind, death.step)
        return death.steps

    return at


def test_a_worker_killed_at_any_of_some_steps_leaves_exactly_one_seal(dying):
    assert _killed_at_every(dying, 5) > LEAST_STEPS


@pytest.mark.long
def test_a_worker_killed_between_any_two_steps_leaves_exactly_one_seal(dying):
    assert _killed_at_every(dying, 1) > LEAST_STEPS


def _killed_at_every(dying, stride):
    """Begin an envelope for each step, die there, and go on; returns where nobody died any more."""
    at, tried, survived = 0, 0, False
    while not survived:
        at, tried = at + stride, tried + 1
        envelope_id = sent([signer(1)], subject=f"rev_{at}", read=False)
        sign(envelope_id, 1)

        survived = dying(at) < at
        time_passes()
        deliver()

        done = envelope(envelope_id)
        kinds = [version.kind for version in versions_of(envelope_id)]
        assert (done.status, kinds) == ("completed", ["prepared", "certified", "signed"]), at
        assert trail_of(envelope_id).count("envelope.completed") == 1
        assert whole(envelope_id)
    assert len(facts("signing.envelope_completed")) == tried
    assert len(mails("signing_completed")) == 2 * tried
    assert stuck() == []
    return at
