import pytest

import flow.journey  # noqa: F401  (the rooms hear of each other)
from cpq.queries import revision_row
from cpq.snapshot import snapshot_of
from customers.actions import add_customer
from deals.actions import move, open_deal
from flow import quoting
from foundation.errors import Conflict, Refusal
from tests.flow.builders import Scene


@pytest.fixture
def scene(session):
    return Scene(session)


def test_a_quote_takes_over_what_the_deal_and_its_customer_know(session, scene):
    snapshot = snapshot_of(session, scene.quote(session))

    assert snapshot.customer_id == scene.customer.id
    assert snapshot.subject == "ワークステーション更新"
    assert (snapshot.currency, snapshot.language, snapshot.channel) == ("JPY", "ja", "direct")


def test_without_a_contact_on_the_deal_the_first_person_known_is_addressed(session, scene):
    row = revision_row(session, scene.quote(session))

    assert row.contact_id in {one.id for one in scene.customer.contacts}


def test_a_customer_without_people_cannot_be_quoted(session, scene):
    nobody = add_customer(session, {"name": "合同会社だれもいない"})
    fields = {"customer_id": nobody.id, "name": "案件", "expected_month": "2026-12"}
    deal = open_deal(session, fields, by=scene.rep)

    with pytest.raises(Refusal, match="Add a contact"):
        quoting.open_quote(session, deal.id, by=scene.rep)


def test_a_closed_deal_is_not_quoted(session, scene):
    move(session, scene.deal.id, to="lost", by="佐藤", reason="予算がなくなった")

    with pytest.raises(Conflict, match="closed"):
        quoting.open_quote(session, scene.deal.id, by=scene.rep)
