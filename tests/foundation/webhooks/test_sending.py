"""How messages go out: signed, tried again on the standard's schedule, each under its own id."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from standardwebhooks import Webhook, WebhookVerificationError

from foundation import jobs, outbox
from foundation.db import reading, transaction, utcnow
from foundation.errors import Conflict
from foundation.webhooks import actions, schedule
from foundation.webhooks.jobs import tell_of_failing
from foundation.webhooks.models import Message, Parcel
from tests.foundation.listeners import listener
from tests.foundation.webhooks.deeds import connect, endpoint_row, facts, go_on, happen, parcels


def test_a_message_arrives_signed_so_that_the_standard_library_takes_it(there):
    _endpoint, secret = connect(there)
    happen(name="青木")
    jobs.look_and_deliver()

    (headers, body) = there.heard[0]
    told = Webhook(secret).verify(body, headers)
    assert told["type"] == "thing.done"
    assert told["data"] == {"name": "青木"}
    assert headers["webhook-id"].startswith("msg_")
    assert secret.startswith("whsec_")
    assert [parcel.state for parcel in parcels()] == ["taken"]


def test_a_message_that_was_changed_is_not_taken_by_the_library(there):
    _endpoint, secret = connect(there)
    happen()
    jobs.look_and_deliver()
    (headers, body) = there.heard[0]
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body.replace(b"thing_1", b"thing_2"), headers)


def test_only_what_an_endpoint_listens_to_goes_there(there):
    connect(there, "thing.undone")
    happen("thing.done")
    happen("thing.undone")
    jobs.look_and_deliver()
    assert [json.loads(body)["type"] for _headers, body in there.heard] == ["thing.undone"]


def test_nothing_is_sent_when_what_happened_is_taken_back(there):
    connect(there)
    with transaction() as session:
        actions.announce(session, "thing.done", {})
        session.rollback()
    jobs.look_and_deliver()
    assert there.heard == []


def test_each_endpoint_fails_by_itself(there):
    with listener() as other:
        connect(there)
        connect(other)
        there.answers = [(500, {}, b"")]
        happen()
        jobs.look_and_deliver()
        assert sorted(parcel.state for parcel in parcels()) == ["taken", "waiting"]
        first, second = there.heard[0][0], other.heard[0][0]
        assert first["webhook-id"] == second["webhook-id"]
        assert first["webhook-signature"] != second["webhook-signature"]


def test_the_id_stays_over_tries_and_the_time_and_signature_are_new(there, network):
    _endpoint, secret = connect(there)
    there.answers = [(500, {}, b"")]
    happen()
    jobs.look_and_deliver()
    go_on(network, 7)

    first, second = (headers for headers, _body in there.heard)
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) >= int(first["webhook-timestamp"]) + 7
    assert first["webhook-signature"] != second["webhook-signature"]
    Webhook(secret).verify(there.heard[1][1], second)
    assert there.heard[0][1] == there.heard[1][1]
    assert [(p.state, p.tries) for p in parcels()] == [("taken", 2)]


@pytest.mark.parametrize("status", [301, 302, 400, 404, 500, 503])
def test_only_two_hundreds_succeed(there, status):
    connect(there)
    there.answers = [(status, {"Location": there.url}, b"")]
    happen()
    jobs.look_and_deliver()
    assert len(there.heard) == 1
    assert [(p.state, p.status) for p in parcels()] == [("waiting", status)]


def test_the_schedule_is_the_one_of_the_standard(there, network):
    endpoint_id, _secret = connect(there)
    there.answers = [(500, {}, b"")] * 30
    happen()
    jobs.look_and_deliver()
    for tried, pause in enumerate(schedule.AFTER, start=1):
        assert len(there.heard) == tried
        go_on(network, pause * 0.99)
        assert len(there.heard) == tried, "it came before its time"
        go_on(network, pause * 0.22)
    assert len(there.heard) == schedule.TRIES == 10

    assert parcels()[0].state == "failed"
    assert endpoint_row(endpoint_id).state == "off"
    assert str(endpoint_row(endpoint_id).off_because) == "500 Internal Server Error"
    assert [fact["endpoint_id"] for fact in facts("foundation.webhook_disabled")] == [endpoint_id]
    go_on(network, 10**6)
    assert len(there.heard) == 10


def test_an_endpoint_that_is_gone_is_switched_off_at_once(there, network):
    endpoint_id, _secret = connect(there)
    there.answers = [(410, {}, b"")]
    happen()
    happen()
    jobs.look_and_deliver()
    go_on(network, 10**6)
    assert len(there.heard) == 1
    assert {p.state for p in parcels()} == {"failed"}
    assert endpoint_row(endpoint_id).state == "off"
    happen()
    assert len(parcels()) == 2


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_is_honoured_for_everything_that_goes_there(there, network, status):
    connect(there)
    there.answers = [(status, {"Retry-After": "120"}, b"")]
    happen()
    jobs.look_and_deliver()
    happen()
    go_on(network, 110)
    assert len(there.heard) == 1
    go_on(network, 15)
    assert len(there.heard) == 3
    assert {p.state for p in parcels()} == {"taken"}


def test_retry_after_may_be_a_date_and_waits_a_day_at_most():
    now = utcnow().replace(year=2026, month=11, day=25, hour=12, minute=0, second=0)
    later = schedule.asked_pause("Wed, 25 Nov 2026 12:01:00 GMT", now)
    assert timedelta(seconds=59) <= later <= timedelta(seconds=61)
    assert schedule.asked_pause("9" * 40, now) == timedelta(hours=24)
    assert schedule.asked_pause("Wed, 25 Nov 2020 12:01:00 GMT", now) == timedelta()
    assert schedule.asked_pause("soon", now) is None
    assert schedule.asked_pause("", now) is None


def test_an_endpoint_that_keeps_failing_rests_between_tries(there, network):
    connect(there)
    there.answers = [(500, {}, b"")] * 30
    for _n in range(8):
        happen()
    jobs.look_and_deliver()
    assert len(there.heard) == 5
    go_on(network, 60)
    assert len(there.heard) == 5


def test_administrators_can_hear_of_an_endpoint_that_fails_for_a_day_once(there, network):
    endpoint_id, _secret = connect(there)
    there.answers = [(500, {}, b"")] * 30
    happen()
    jobs.look_and_deliver()
    network.shift(timedelta(hours=23))
    jobs.sweep_now()
    assert facts("foundation.webhook_failing") == []
    network.shift(timedelta(hours=2))
    jobs.sweep_now()
    jobs.sweep_now()
    (told,) = facts("foundation.webhook_failing")
    assert (told["endpoint_id"], told["url"]) == (endpoint_id, there.url)


def test_messages_are_forgotten_after_ninety_days_unless_they_still_wait(there, network):
    connect(there)
    happen()
    jobs.look_and_deliver()
    network.shift(timedelta(days=89))
    jobs.sweep_now()
    assert len(parcels()) == 1
    happen()
    network.shift(timedelta(days=2))
    jobs.sweep_now()
    (left,) = parcels()
    assert left.state == "waiting"
    network.shift(timedelta(days=90))
    jobs.sweep_now()
    assert [one.id for one in parcels()] == [left.id]
    with reading() as session:
        assert list(session.scalars(select(Message.id))) == [left.message_id]


def test_a_success_ends_the_bad_days(there, network):
    endpoint_id, _secret = connect(there)
    there.answers = [(500, {}, b"")]
    happen()
    jobs.look_and_deliver()
    go_on(network, 10)
    network.shift(timedelta(days=2))
    with transaction() as session:
        tell_of_failing(session)
    row = endpoint_row(endpoint_id)
    assert (row.failures, row.failing_since) == (0, None)
    assert facts("foundation.webhook_failing") == []


def test_a_worker_that_died_after_sending_sends_the_same_id_again(there, network):
    connect(there)
    happen()
    jobs.look_and_deliver()
    with transaction() as session:  # as if nothing had been written down
        session.scalars(select(Parcel)).one().state = "waiting"
        delivery = session.scalars(
            select(outbox.Delivery).where(outbox.Delivery.subscriber == "foundation.send_webhook")
        ).one()
        delivery.state, delivery.lease_until = "running", utcnow()
    go_on(network, 60)
    first, second = (headers["webhook-id"] for headers, _body in there.heard)
    assert first == second


def test_a_message_is_sent_once_more_under_the_same_id(there):
    connect(there)
    happen()
    jobs.look_and_deliver()
    with transaction() as session:
        actions.replay(session, parcels()[0].id)
    with pytest.raises(Conflict), transaction() as session:
        actions.replay(session, parcels()[0].id)
    jobs.look_and_deliver()
    first, second = (headers["webhook-id"] for headers, _body in there.heard)
    assert first == second
    assert len(parcels()[0].tries_so_far()) == 2
