import threading
import time
from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from foundation import db, jobs, outbox
from foundation.db import reading, transaction, utcnow
from foundation.events import Event, later, later_each, record


@dataclass(frozen=True, kw_only=True)
class Rang(Event, name="test.rang"):
    bell: str


heard: list[str] = []


@later(Rang, "test.listen")
def listen(event: Rang) -> None:
    match event.bell:
        case "cracked":
            raise RuntimeError("no sound")
        case "slow":
            raise outbox.NotYet(60, "the rope is being mended")
        case "gone":
            raise outbox.GiveUp("there is no bell")
    heard.append(event.bell)


@later_each(Rang, "test.neighbours", lambda _session, event: [f"{event.bell}-1", f"{event.bell}-2"])
def neighbours(_event: Rang, destination: str) -> None:
    if destination == "half-1":
        raise RuntimeError("not at home")
    heard.append(destination)


@pytest.fixture(autouse=True)
def silence(database):
    heard.clear()


def ring(bell):
    with transaction() as session:
        record(session, Rang(bell=bell))


def deliveries(subscriber="test.listen"):
    with reading() as session:
        return list(
            session.scalars(select(outbox.Delivery).where(outbox.Delivery.subscriber == subscriber))
        )


def test_a_fact_is_heard_once_however_often_the_doorbell_rings():
    ring("front")
    waiting = outbox.due()

    assert [outbox.deliver(waiting[0]) for _ in range(3)] == [True, False, False]
    assert heard == ["front"]


def test_each_destination_succeeds_or_fails_by_itself():
    ring("half")

    jobs.look_and_deliver()

    assert heard == ["half", "half-2"]
    assert {d.destination: d.state for d in deliveries("test.neighbours")} == {
        "half-1": "waiting",
        "half-2": "done",
    }


def test_a_rolled_back_change_tells_nobody():
    with db.Sessions() as session:
        record(session, Rang(bell="back"))
        session.rollback()

    assert outbox.due() == []


def test_a_savepoint_neither_rings_too_early_nor_forgets_to():
    with transaction() as session:
        record(session, Rang(bell="outer"))
        with session.begin_nested():
            record(session, Rang(bell="inner"))
        with session.begin_nested() as given_up:
            given_up.rollback()

        assert len(session.info["deliveries"]) == len({"listen", "1", "2"}) * 2
    assert "deliveries" not in session.info


def test_a_failing_handler_is_tried_again_with_its_reason_on_the_row():
    ring("cracked")

    jobs.look_and_deliver()

    [kept] = deliveries()
    assert (kept.state, kept.attempt, kept.last_error) == (
        "waiting",
        1,
        "RuntimeError: no sound",
    )
    assert kept.due_at > utcnow() + timedelta(seconds=3)


def test_after_the_last_try_a_person_decides_and_can_start_it_again():
    ring("cracked")
    with time_machine.travel(utcnow(), tick=False) as clock:
        for _ in range(outbox.TRIES):
            jobs.look_and_deliver()
            clock.shift(timedelta(hours=8))
        [kept] = deliveries()
        assert (kept.state, kept.attempt) == ("attention", outbox.TRIES)

        with transaction() as session:
            outbox.retry(session, kept.id)

        assert kept.id in outbox.due()


def test_a_handler_that_must_wait_does_not_use_up_its_tries():
    ring("slow")

    jobs.look_and_deliver()

    [kept] = deliveries()
    assert (kept.state, kept.attempt, kept.last_error) == (
        "waiting",
        0,
        "the rope is being mended",
    )


def test_a_handler_that_knows_better_gives_up_at_once():
    ring("gone")

    jobs.look_and_deliver()

    assert deliveries()[0].state == "attention"


def test_a_worker_at_rest_hears_at_once_that_somebody_wrote(database):
    if database.dialect.name != "sqlite":
        pytest.skip("only SQLite tells; elsewhere Redis is the doorbell")
    stop = threading.Event()
    worker = threading.Thread(target=jobs._look_until, args=(stop, 300))
    worker.start()
    stop.wait(1)  # it has found nothing, and rests
    ring("front")
    began = time.monotonic()
    while "front" not in heard and time.monotonic() - began < 30:
        stop.wait(0.05)
    stop.set()
    worker.join()

    assert "front" in heard


def test_work_of_a_worker_that_vanished_is_taken_over_when_its_lease_is_over():
    delivery = begun("tower", by="gone")
    assert delivery.id not in outbox.due()

    with time_machine.travel(utcnow() + timedelta(seconds=31), tick=False):
        assert outbox.deliver(delivery.id)

    assert "tower" in heard


def test_work_that_takes_every_worker_down_with_it_is_left_to_a_person():
    delivery = begun("tower", by="gone", attempt=outbox.CLAIMS)

    with time_machine.travel(utcnow() + timedelta(seconds=31), tick=False):
        assert outbox.deliver(delivery.id) is False

    [kept] = deliveries()
    assert (kept.state, kept.last_error) == ("attention", outbox.LOST)
    assert "tower" not in heard
    with transaction() as session:
        outbox.retry(session, kept.id)
    assert outbox.deliver(kept.id)


@pytest.mark.parametrize(("deaths", "place"), [(outbox.UNLUCKY, 0), (outbox.UNLUCKY + 1, -1)])
def test_work_that_took_several_workers_down_holds_up_nothing_that_waits(deaths, place):
    delivery = begun("tower", by="gone", attempt=deaths)
    ring("front")

    with time_machine.travel(utcnow() + timedelta(seconds=31), tick=False):
        waiting = outbox.due()

    assert len(waiting) == 2 * len({"listen", "1", "2"})
    assert waiting[place] == delivery.id


def begun(bell, by, **more):
    """A delivery that a worker has just begun."""
    ring(bell)
    [delivery] = deliveries()
    row = update(outbox.Delivery).where(outbox.Delivery.id == delivery.id)
    until = utcnow() + timedelta(seconds=30)
    with transaction() as session:
        session.execute(row.values(state="running", owner=by, lease_until=until, **more))
    return delivery


def test_what_is_done_by_hand_is_taken_over_when_whoever_did_it_is_gone():
    with transaction() as session:
        record(session, Rang(bell="by hand"))
        mine = outbox.take(session)
    assert outbox.due() == []

    done, *left = mine
    with outbox.holding(done):
        pass
    with time_machine.travel(utcnow() + timedelta(seconds=31), tick=False):
        assert set(outbox.due()) == set(left)
        assert all(outbox.deliver(each) for each in left)

    assert not outbox.deliver(done)


def test_a_worker_that_lost_its_claim_can_write_nothing():
    ring("tower")
    [delivery] = deliveries()
    attempt, *_rest = outbox._claim(delivery.id)
    with transaction() as session:
        session.execute(update(outbox.Delivery).values(owner="another"))

    assert outbox._settle(delivery.id, attempt, state="done") is False
    assert deliveries()[0].state == "running"


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 5), (2, 15), (3, 45), (10, 21600)])
def test_the_delay_triples_up_to_six_hours(attempt, seconds):
    delay = outbox.delay_after(attempt).total_seconds()

    assert seconds * 0.8 <= delay <= seconds * 1.2
