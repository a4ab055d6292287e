import pytest

from foundation.db import transaction
from people import actions as people
from people.roles import Role
from tests.application import application
from tests.customers.builders import AOKI, a_contact, a_customer

WHERE = "/api/v1/customers"


@pytest.fixture
def api(database):
    with application() as made:
        yield made


def caller(app, *roles):
    with transaction() as session:
        email = f"{'-'.join(roles)}@m.example"
        person = people.add_person(session, email=email, name="連携", roles=roles, language="en")
        secret = people.give_token(session, person, "test")
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


@pytest.fixture
def rep(api):
    return caller(api, Role.REP)


def test_a_customer_is_made_read_listed_and_changed(rep):
    made = rep.post(WHERE, json=AOKI)
    assert made.status_code == 201
    customer_id = made.json["id"]
    assert rep.get(f"{WHERE}/{customer_id}").json == made.json
    listed = rep.get(WHERE, query_string={"q": "ｱｵｷ"}).json
    assert [one["id"] for one in listed["customers"]] == [customer_id]
    assert (listed["total"], listed["pages"]) == (1, 1)

    changed = rep.patch(f"{WHERE}/{customer_id}", json={"currency": "USD"})
    assert changed.json["currency"] == "USD"
    assert changed.json["name"] == AOKI["name"]
    assert changed.json["version"] == made.json["version"] + 1


def test_a_change_of_an_old_version_is_a_conflict(rep):
    made = rep.post(WHERE, json=AOKI).json
    where = f"{WHERE}/{made['id']}"
    rep.patch(where, json={"address": "大阪府"})
    late = rep.patch(where, json={"address": "京都府", "version": made["version"]})
    assert late.status_code == 409
    assert rep.get(where).json["address"] == "大阪府"


def test_people_are_added_changed_and_listed(rep):
    customer_id = rep.post(WHERE, json=AOKI).json["id"]
    where = f"{WHERE}/{customer_id}/contacts"
    person = {"family_name": "鈴木", "given_name": "一郎", "email": "suzuki@aoki.example"}
    made = rep.post(where, json={**person, "division": "製造部"})
    assert made.status_code == 201
    assert (made.json["name"], made.json["division"]) == ("鈴木 一郎", "製造部")

    left = rep.patch(f"{where}/{made.json['id']}", json={"active": False})
    assert left.json["active"] is False
    assert [one["active"] for one in rep.get(where).json["contacts"]] == [False]


def test_somebody_elses_contact_is_missing(rep):
    with transaction() as session:
        contact = a_contact(session, a_customer(session).id).id
        other = a_customer(session, name="他社").id
    assert rep.patch(f"{WHERE}/{other}/contacts/{contact}", json={}).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x" * 201},
        {"name": "青木\u0000"},
        {"name": "青木", "corporate_number": "123"},
        {"name": "青木", "industry": "piracy"},
        {"name": "青木", "channel": "smuggling"},
        {"name": "青木", "dealer_id": "cus_none"},
        {"name": "青木", "unknown": "field"},
        {"name": "青木", "version": 3},
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence(rep, body):
    answer = rep.post(WHERE, json=body)
    assert answer.status_code in {400, 422}
    assert answer.content_type == "application/problem+json"
    assert answer.json["detail"]


def test_without_a_token_nobody_is_let_in(api):
    assert api.test_client().get(WHERE).status_code == 401


def test_finance_reads_and_does_not_write(api):
    finance = caller(api, Role.FINANCE)
    assert finance.get(WHERE).status_code == 200
    assert finance.post(WHERE, json=AOKI).status_code == 403


def test_a_customer_that_does_not_exist_is_missing(rep):
    assert rep.get(f"{WHERE}/cus_none").status_code == 404
    assert rep.get(f"{WHERE}/cus_none/contacts").status_code == 404
    assert rep.post(f"{WHERE}/cus_none/contacts", json={}).status_code in {400, 404, 422}
