"""Who may be told: addresses, secrets, switching off and deleting."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import inspect, select, text
from standardwebhooks import Webhook, WebhookVerificationError

from foundation import jobs, outbox
from foundation.db import reading, transaction
from foundation.errors import Conflict, Refusal
from foundation.webhooks import actions
from foundation.webhooks.models import Endpoint
from tests.foundation.webhooks.deeds import connect, go_on, happen, parcels


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
