"""A request under an ``Idempotency-Key`` is done once, whatever the network does to its answer."""

import pytest
from sqlalchemy import func, select

from foundation.db import reading
from foundation.outbox import Fact

DEAL = {"customer_id": "cus_aoki", "name": "二重送信", "expected_month": "2027-01"}


@pytest.fixture
def post(app, token):
    def posting(body, key, **more):
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key, **more}
        return app.test_client().post("/api/v1/deals", json=body, headers=headers)

    return posting


def facts():
    with reading() as session:
        return session.scalar(select(func.count()).select_from(Fact))


def test_a_repeated_request_is_answered_the_same_and_done_once(post):
    first = post(DEAL, "crm-1")
    before = facts()
    again = post(DEAL, "crm-1")

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json
    assert again.content_type == first.content_type
    assert facts() == before


def test_a_key_used_for_something_else_is_refused(post):
    post(DEAL, "crm-2")
    other = post({**DEAL, "name": "別の案件"}, "crm-2")

    assert other.status_code == 422
    assert other.content_type == "application/problem+json"


def test_a_refused_request_may_be_sent_again_under_its_key(post):
    refused = post({**DEAL, "customer_id": "cus_nobody"}, "crm-3")
    mended = post(DEAL, "crm-3")

    assert (refused.status_code, mended.status_code) == (422, 201)


def test_another_key_is_another_request(post):
    assert post(DEAL, "crm-4").json["id"] != post(DEAL, "crm-5").json["id"]


def test_a_key_belongs_to_whoever_asks(post, tokens):
    mine = post(DEAL, "crm-6")
    theirs = post(DEAL, "crm-6", Authorization=f"Bearer {tokens['sato']}")

    assert mine.json["id"] != theirs.json["id"]
