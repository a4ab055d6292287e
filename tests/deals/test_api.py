"""Deals and orders for other systems."""

import pytest

from deals import actions
from foundation.db import transaction
from people.actions import give_token
from tests.deals.builders import booked, told
from tests.deals.conftest import CustomerId


@pytest.fixture
def other(app):
    """Another system, which acts for a person."""

    def acts_for(person):
        with transaction() as session:
            secret = give_token(session, person, "test")
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
        return client

    return acts_for


def test_a_deal_is_opened_found_and_moved(other, sato, aoki):
    system = other(sato)
    made = system.post(
        "/api/v1/deals",
        json={"customer_id": aoki, "name": "CAD", "expected_month": "2027-01", "amount": "5000"},
    )
    key = made.json["id"]
    moved = system.post(f"/api/v1/deals/{key}/move", json={"to": "contacted", "seen": "list"})

    assert made.status_code == 201
    assert made.json["amount"] == {"amount": "5000", "currency": "JPY"}
    assert (moved.json["stage"], moved.json["pinned"]) == ("contacted", True)
    assert "佐藤 花" in moved.json["why"]["ja"]
    found = system.get("/api/v1/deals?q=cad&month=2027-01&stage=contacted").json
    assert ([one["id"] for one in found["deals"]], found["total"]) == ([key], 1)
    assert system.get("/api/v1/deals?month=2026-01").json["total"] == 0


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"to": "lost"}, 422, "reason"),
        ({"to": "hold", "resume_on": "gestern"}, 422, "resume_on"),
        ({"to": "won"}, 409, "to"),
        ({"to": "contacted", "seen": "verbal"}, 409, None),
    ],
)
def test_a_refusal_names_its_field(other, sato, deal_id, body, status, field):
    answer = other(sato).post(f"/api/v1/deals/{deal_id}/move", json=body)

    assert (answer.status_code, answer.json.get("field")) == (status, field)
    assert answer.content_type == "application/problem+json"


def test_lists_are_paged(other, sato, aoki):
    system = other(sato)
    for n in range(3):
        body = {"customer_id": aoki, "name": f"deal {n}", "expected_month": "2027-01"}
        system.post("/api/v1/deals", json=body)
    second = system.get("/api/v1/deals?per_page=2&page=2").json

    assert (len(second["deals"]), second["page"], second["total"]) == (1, 2, 3)


def test_an_order_comes_with_its_data_and_documents(other, tanaka, deal_id):
    with transaction() as session:
        told(session, CustomerId(deal_id), "envelope.completed", "env_1")
        order = booked(session, CustomerId(deal_id))
    system = other(tanaka)
    one = system.get(f"/api/v1/orders/{order.id}").json

    assert one["amount"] == {"amount": "1100000", "currency": "JPY"}
    assert one["data"]["quote_content"]["number"] == "Q-2026-0001"
    assert [row["id"] for row in system.get("/api/v1/orders?state=open").json["orders"]] == [
        order.id
    ]
    assert system.post(f"/api/v1/orders/{order.id}/done").json["done_by"] == "田中 誠"
    assert system.post(f"/api/v1/orders/{order.id}/done").status_code == 409
    assert system.get("/api/v1/orders?state=open").json["total"] == 0


def test_what_is_not_there_and_who_may_not(app, other, tanaka, deal_id):
    system = other(tanaka)

    assert system.get("/api/v1/deals/dea_none").status_code == 404
    assert system.get("/api/v1/orders/ord_none").status_code == 404
    assert system.post(f"/api/v1/deals/{deal_id}/move", json={"to": "contacted"}).status_code == 403
    assert app.test_client().get("/api/v1/deals").status_code == 401


def test_a_deal_says_why_it_is_where_it_is(other, sato, deal_id):
    with transaction() as session:
        told(session, CustomerId(deal_id), "envelope.sent", "env_1")
        told(session, CustomerId(deal_id), "envelope.declined", "env_1")
    why = other(sato).get(f"/api/v1/deals/{deal_id}").json["why"]["en"]

    assert why.startswith("It is in “Contracting” because the order form was sent to sign on ")
    assert "a signer declined since then" in why


def test_release_is_told_in_the_story(app, sato, deal_id):
    with transaction() as session:
        actions.move(session, deal_id, to="contacted", by=sato.name)
        assert actions.release_pin(session, deal_id, by=sato.name).stage.key == "list"
