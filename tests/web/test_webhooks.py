"""The pages on which administrators connect other systems."""

import re

import pytest
from standardwebhooks import Webhook

from deals.events import OrderBooked
from flow.announcing import TOLD
from foundation import jobs
from foundation.db import reading, transaction
from foundation.events import record
from foundation.webhooks import queries
from people import actions as people
from people.roles import Role
from tests.application import application
from tests.conftest import forget
from tests.foundation.listeners import listener

PASSWORD = "correct horse battery"


@pytest.fixture
def client(database, monkeypatch):
    monkeypatch.setenv("EGRESS_ALLOW", "127.0.0.1")
    forget()
    with application() as app:
        with transaction() as session:
            people.add_person(
                session, email="admin@m.example", name="管理", roles=[Role.ADMIN], password=PASSWORD
            )
        client = app.test_client()
        client.post("/login", data={"email": "admin@m.example", "password": PASSWORD})
        yield client


@pytest.fixture
def there():
    with listener() as one:
        yield one


def add(client, url, *kinds):
    chosen = list(kinds or ["order.booked"])
    typed = {"form": "new", "url": url, "name": "基幹", "kinds": chosen}
    return client.post("/admin/webhooks", data=typed)


def only_endpoint():
    with reading() as session:
        (one,) = queries.endpoints(session)
    return one


def place(client, tail=""):
    return f"/admin/webhooks/{only_endpoint().id}{tail}"


def test_nobody_listens_yet(client):
    page = client.get("/admin/webhooks")
    assert "連携しているシステムはまだありません" in page.text
    for kind, _words in TOLD.values():
        assert f'value="{kind}"' in page.text


def test_the_secret_is_shown_once(client, there):
    answer = add(client, there.url)
    assert re.search(r'value="whsec_[\w+/=]{40,}"', answer.text)
    assert "whsec_" not in client.get(place(client)).text
    assert "whsec_" not in client.get("/admin/webhooks").text


def test_an_address_inside_is_refused_in_place_and_nothing_typed_is_lost(client):
    page = add(client, "https://192.168.1.10/hook", "order.booked", "deal.won")
    assert page.status_code == 422
    assert "インターネット上の公開アドレスではありません" in page.text
    assert 'value="https://192.168.1.10/hook"' in page.text
    assert page.text.count(" checked") == 2


def test_a_fact_of_the_house_reaches_whoever_listens_and_stands_in_the_list(client, there):
    secret = re.search(r"whsec_[\w+/=]+", add(client, there.url).text)[0]
    with transaction() as session:
        record(session, OrderBooked(order_id="ord_1", deal_id="dea_1", number="O-2026-0001"))
    jobs.look_and_deliver()

    headers, body = there.heard[0]
    told = Webhook(secret).verify(body, headers)
    assert told["type"] == "order.booked"
    assert told["data"]["number"] == "O-2026-0001"
    page = client.get(place(client))
    assert headers["webhook-id"] in page.text
    assert "受信済み" in page.text


def test_a_test_is_sent_and_sent_again(client, there):
    add(client, there.url)
    client.post(place(client, "/test"))
    jobs.look_and_deliver()
    parcel = re.search(r"/admin/webhooks/deliveries/(\w+)/replay", client.get(place(client)).text)
    client.post(parcel[0])
    jobs.look_and_deliver()
    assert len({headers["webhook-id"] for headers, _body in there.heard}) == 1
    assert len(there.heard) == 2


def test_a_new_secret_is_shown_once_too(client, there):
    first = re.search(r"whsec_[\w+/=]+", add(client, there.url).text)[0]
    answer = client.post(place(client, "/secret"))
    assert re.search(r"whsec_[\w+/=]+", answer.text)[0] != first
    assert "whsec_" not in client.get(place(client)).text


def test_an_endpoint_is_changed_switched_and_deleted(client, there):
    add(client, there.url)
    client.post(place(client), data={"url": there.url, "name": "ERP", "kinds": ["deal.won"]})
    assert (only_endpoint().name, only_endpoint().kinds) == ("ERP", ["deal.won"])
    client.post(place(client, "/switch"), data={"on": "no"})
    assert only_endpoint().state == "off"
    assert "停止中" in client.get("/admin/webhooks").text
    client.post(place(client, "/switch"), data={"on": "yes"})
    assert only_endpoint().state == "on"
    client.post(place(client, "/delete"))
    assert client.get("/admin/webhooks").status_code == 200
    with reading() as session:
        assert queries.endpoints(session) == []


def test_administrators_are_mailed_when_an_endpoint_is_switched_off(client, there):
    add(client, there.url)
    there.answers = [(410, {}, b"")]
    client.post(place(client, "/test"))
    jobs.look_and_deliver()
    jobs.look_and_deliver()
    page = client.get("/outgoing-mail")
    assert "Webhookの送信先を停止しました" in page.text
    mail = re.search(r"/outgoing-mail/mail_\w+", page.text)[0]
    assert "410 Gone" in client.get(f"{mail}/body").text


def test_others_may_not_look(client, there):
    with transaction() as session:
        people.add_person(
            session, email="sato@m.example", name="佐藤", roles=[Role.REP], password=PASSWORD
        )
    client.post("/logout")
    client.post("/login", data={"email": "sato@m.example", "password": PASSWORD})
    assert client.get("/admin/webhooks").status_code == 403
    assert add(client, there.url).status_code == 403
