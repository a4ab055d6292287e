import json
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import inspect, select, text
from standardwebhooks import Webhook, WebhookVerificationError

from foundation import jobs, outbox
from foundation.db import reading, transaction, utcnow
from foundation.errors import Conflict, Refusal
from foundation.language import Text
from foundation.outbox import Fact
from foundation.webhooks import actions, offer, queries, schedule
from foundation.webhooks.jobs import tell_of_failing
from foundation.webhooks.models import Endpoint, Message, Parcel
from tests.conftest import forget
from tests.foundation.listeners import listener

offer("thing.done", Text("A thing was done"))
offer("thing.undone", Text("A thing was undone"))


@pytest.fixture(autouse=True)
def network(database, monkeypatch):
    monkeypatch.setenv("EGRESS_ALLOW", "127.0.0.1")
    forget()
    with time_machine.travel(utcnow(), tick=True) as clock:
        yield clock


@pytest.fixture
def there():
    with listener() as one:
        yield one


def connect(there, *kinds):
    with transaction() as session:
        endpoint, secret = actions.add_endpoint(
            session, url=there.url, name="ERP", kinds=kinds or ["thing.done"]
        )
    return endpoint.id, secret


def happen(kind="thing.done", **body):
    with transaction() as session:
        actions.announce(session, kind, body or {"id": "thing_1"})


def parcels():
    with reading() as session:
        return list(session.scalars(select(Parcel).order_by(Parcel.created_at)))


def endpoint_row(endpoint_id):
    with reading() as session:
        return queries.endpoint(session, endpoint_id)


def facts(name):
    with reading() as session:
        return [fact.payload for fact in session.scalars(select(Fact).where(Fact.name == name))]


def go_on(clock, seconds):
    clock.shift(timedelta(seconds=seconds))
    jobs.look_and_deliver()


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


def test_while_a_secret_is_replaced_both_sign_for_a_day(there, network):
    endpoint_id, former = connect(there)
    with transaction() as session:
        fresh = actions.rotate_secret(session, endpoint_id)
    happen()
    jobs.look_and_deliver()
    for secret in (former, fresh):
        Webhook(secret).verify(there.heard[0][1], there.heard[0][0])

    network.shift(timedelta(hours=25))
    happen()
    jobs.look_and_deliver()
    headers, body = there.heard[1]
    Webhook(fresh).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(former).verify(body, headers)


def test_a_secret_cannot_be_read_in_the_database(there, database):
    _endpoint, secret = connect(there)
    happen()
    jobs.look_and_deliver()
    with database.connect() as connection:
        for table in inspect(database).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):  # noqa: S608  (our own tables)
                for value in row:
                    seen = value if isinstance(value, bytes) else str(value).encode()
                    assert secret.removeprefix("whsec_").encode() not in seen


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


def test_a_test_message_says_that_it_is_one(there):
    endpoint_id, _secret = connect(there)
    with transaction() as session:
        actions.send_test(session, endpoint_id)
    jobs.look_and_deliver()
    assert json.loads(there.heard[0][1])["type"] == "webhook.test"


def test_what_waits_is_not_sent_to_an_endpoint_that_was_switched_off(there, network):
    endpoint_id, _secret = connect(there)
    there.answers = [(500, {}, b"")]
    happen()
    jobs.look_and_deliver()
    with transaction() as session:
        actions.switch_endpoint(session, endpoint_id, on=False)
    with pytest.raises(Conflict), transaction() as session:
        actions.replay(session, parcels()[0].id)
    go_on(network, 60)
    assert len(there.heard) == 1
    with transaction() as session:
        actions.switch_endpoint(session, endpoint_id, on=True)
        actions.replay(session, parcels()[0].id)
    jobs.look_and_deliver()
    assert parcels()[0].state == "taken"


def test_an_endpoint_can_be_deleted_while_messages_wait(there, network):
    endpoint_id, _secret = connect(there)
    there.answers = [(500, {}, b"")]
    happen()
    jobs.look_and_deliver()
    with transaction() as session:
        actions.delete_endpoint(session, endpoint_id)
    go_on(network, 60)
    assert len(there.heard) == 1
    with reading() as session:
        assert session.scalars(select(Endpoint)).all() == []
        waiting = select(outbox.Delivery).where(outbox.Delivery.state != "done")
        assert session.scalars(waiting).all() == []


@pytest.mark.parametrize(
    "url", ["", "http://hooks.example/", "https://10.0.0.1/", "https://[::1]/", "nonsense"]
)
def test_an_address_inside_is_refused_when_it_is_typed(session, url):
    with pytest.raises(Refusal) as refused:
        actions.add_endpoint(session, url=url, name="", kinds=["thing.done"])
    assert refused.value.field == "url"


def test_a_name_that_leads_inside_is_not_reached_and_the_list_says_why(network):
    with transaction() as session:
        actions.add_endpoint(session, url="https://localhost/", name="", kinds=["thing.done"])
    happen()
    jobs.look_and_deliver()
    (parcel,) = parcels()
    assert (parcel.state, parcel.status) == ("waiting", None)
    assert "not on the open internet" in str(parcel.detail)


def test_an_endpoint_listens_to_something(session):
    with pytest.raises(Refusal) as refused:
        actions.add_endpoint(session, url="https://hooks.example/", name="", kinds=["rubbish"])
    assert refused.value.field == "kinds"
