"""What is done with deals, on a real database."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from deals import actions
from deals.models import DealFact, Order, StageTransition
from deals.queries import why_there
from foundation.db import today
from foundation.errors import Conflict, Refusal
from foundation.language import say
from foundation.outbox import Fact
from tests.deals.builders import a_customer, a_deal, a_rep, booked, told


@pytest.fixture
def rep(session):
    return a_rep(session, name="佐藤", name_en="Hana Sato")


@pytest.fixture
def deal(session, rep):
    return a_deal(session, rep, a_customer(session))


def facts(session, name):
    return [one.payload for one in session.scalars(select(Fact).where(Fact.name == name))]


def test_a_deal_begins_in_the_first_stage_and_its_story_begins_too(session, rep, deal):
    assert (deal.stage.key, deal.number, deal.owner_id) == ("list", "D-2026-0001", rep.id)
    assert [one.kind for one in session.scalars(select(DealFact))] == ["deal.opened"]
    assert facts(session, "deals.deal_opened")[0]["number"] == deal.number


def test_documents_take_a_deal_from_considering_to_won(session, deal):
    seen = []
    for kind in ("proposal.sent", "quote.accepted", "envelope.sent", "envelope.completed"):
        told(session, deal, kind)
        seen.append(deal.stage.key)

    assert seen == ["considering", "verbal", "contracting", "won"]
    assert deal.closed_at is not None
    assert [won["number"] for won in facts(session, "deals.deal_won")] == [deal.number]
    rows = session.scalars(select(StageTransition).order_by(StageTransition.seq)).all()
    assert [row.rule for row in rows] == ["R3", "R6", "R7", "R8"]
    assert all(row.cause == "rule" and row.fact_id for row in rows)


def test_a_fact_told_twice_is_noted_once(session, deal):
    told(session, deal, "proposal.sent")
    told(session, deal, "proposal.sent")

    assert len(facts(session, "deals.stage_changed")) == 1


def test_going_back_asks_for_a_reason_and_holds_against_older_facts(session, deal):
    told(session, deal, "quote.accepted")
    with pytest.raises(Refusal) as refused:
        actions.move(session, deal.id, to="contacted", by="佐藤")
    assert refused.value.field == "reason"

    actions.move(session, deal.id, to="contacted", by="佐藤", reason="予算が変わった")
    told(session, deal, "proposal.viewed")
    assert (deal.stage.key, deal.overruled) == ("contacted", "verbal")
    why = why_there(session, deal.id)
    assert "佐藤さん" in say(why, "ja")
    assert say(why, "en").startswith("Hana Sato put it into")

    actions.release_pin(session, deal.id, by="佐藤")
    assert (deal.stage.key, deal.overruled) == ("verbal", "")


def test_a_newer_fact_takes_a_deal_on_from_a_pin(session, deal):
    actions.move(session, deal.id, to="appointment", by="佐藤")
    told(session, deal, "envelope.sent", "env_1")

    assert deal.stage.key == "contracting"


def test_losing_needs_a_reason_and_is_told(session, deal):
    with pytest.raises(Refusal):
        actions.move(session, deal.id, to="lost", by="佐藤", reason="  ")
    actions.move(session, deal.id, to="lost", by="佐藤", reason="他社に決まった")

    assert facts(session, "deals.deal_lost")[0]["reason"] == "他社に決まった"
    told(session, deal, "envelope.completed", "env_1")
    assert (deal.stage.key, deal.overruled) == ("lost", "won")


def test_resting_needs_a_day_ahead_and_an_acceptance_wakes_the_deal(session, deal):
    for day in (None, today()):
        with pytest.raises(Refusal) as refused:
            actions.move(session, deal.id, to="hold", by="佐藤", resume_on=day)
        assert refused.value.field == "resume_on"
    actions.move(session, deal.id, to="hold", by="佐藤", resume_on=today() + timedelta(days=30))
    told(session, deal, "envelope.sent", "env_1")
    assert deal.stage.key == "hold"
    told(session, deal, "quote.accepted")
    assert (deal.stage.key, deal.resume_on) == ("verbal", None)


def test_nobody_wins_a_deal_by_hand(session, deal):
    with pytest.raises(Conflict) as refused:
        actions.move(session, deal.id, to="won", by="佐藤")
    assert refused.value.field == "to"


def test_a_deal_somebody_moved_meanwhile_is_not_moved_blindly(session, deal):
    told(session, deal, "proposal.sent")
    with pytest.raises(Conflict):
        actions.move(session, deal.id, to="contacted", by="佐藤", seen="list", reason="戻す")


def test_one_envelope_makes_one_order_and_the_deal_is_worth_it(session, deal):
    first, second = booked(session, deal), booked(session, deal)

    assert first.id == second.id
    assert (first.number, deal.amount, deal.amount_source) == ("O-2026-0001", 1_100_000, "quote")
    assert len(facts(session, "deals.order_booked")) == 1
    assert "order.booked" in [one.kind for one in session.scalars(select(DealFact))]


def test_an_order_is_ticked_off_once_and_can_be_opened_again(session, deal):
    order = booked(session, deal)
    actions.mark_order_done(session, order.id, by="経理")
    with pytest.raises(Conflict):
        actions.mark_order_done(session, order.id, by="経理")
    actions.mark_order_open(session, order.id)

    assert session.get_one(Order, order.id).done_at is None
    with pytest.raises(Conflict):
        actions.mark_order_open(session, order.id)


def test_what_is_typed_about_a_deal_is_read_kindly(session, rep):
    customer = a_customer(session)
    deal = a_deal(
        session, rep, customer, expected_month="２０２７年３月", amount="１,２００,０００"
    )

    assert (deal.expected_month, deal.amount) == (date(2027, 3, 1), 1_200_000)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("expected_month", "soon"),
        ("expected_month", "2026-13"),
        ("amount", "-1"),
        ("amount", "NaN"),
        ("channel", "pigeon"),
        ("dealer_id", "cus_unknown"),
        ("owner_id", "per_unknown"),
        ("customer_id", ""),
    ],
)
def test_what_is_wrong_about_a_deal_is_said_at_its_field(session, rep, field, value):
    more = {"channel": "dealer"} if field == "dealer_id" else {}
    with pytest.raises(Refusal) as refused:
        a_deal(session, rep, a_customer(session), **{**more, field: value})

    assert refused.value.field == field


def test_a_change_names_what_was_changed_and_an_old_form_is_refused(session, rep, deal):
    fields = {"version": "1", "name": "サーバ更新", "amount": "500000"}
    actions.change_deal(session, deal.id, fields, by=rep)
    with pytest.raises(Conflict):
        actions.change_deal(session, deal.id, fields, by=rep)

    noted = session.scalars(select(DealFact).where(DealFact.kind == "deal.changed")).one()
    assert str(noted.detail) == "Name of the deal, Amount"
