"""One action makes the quote of every leg; a change of the source is followed, never doubled."""

import json
import runpy
from decimal import Decimal

import pytest

import cpq.actions
from cpq.channels import quotes, routes
from cpq.channels.sources import leg_quotes
from cpq.models import QuoteRevision, QuoteState
from cpq.price_lists import NewEntry, put_entries
from cpq.proving import price_proof, public_price_proof
from cpq.quoting.sheet import sheet_of
from cpq.quoting.story import story_of, whole_story
from cpq.snapshot import snapshot_of
from foundation.errors import Conflict, Refusal
from foundation.language import ROOT
from tests.cpq.channels.builders import a_way, three_legs

differences = runpy.run_path(str(ROOT / "tools" / "verify_price_proof.py"))["differences"]


@pytest.fixture
def way(session):
    return a_way(session)


def made(session, way):
    session.flush()
    return quotes.make_leg_quotes(
        session, way.draft.id, routes.legs_of(session, "dea_1"), by="per_1"
    )


def test_every_leg_gets_a_quote_of_its_own(session, way):
    three_legs(session, way)
    rows = made(session, way)

    assert [row.customer_id for row in rows] == [
        way.distributor.id,
        way.dealer.id,
        way.customer.id,
    ]
    assert [row.seller_id for row in rows] == ["", way.distributor.id, way.dealer.id]
    assert len({row.number for row in rows} | {way.draft.number}) == 4
    assert [row.subtotal for row in rows] == [63_560, 71_187, 90_800]
    assert all(row.tax_total for row in rows)
    assert way.draft.subtotal == 90_800


def test_doing_it_twice_changes_nothing_more(session, way):
    three_legs(session, way)
    first = [(row.id, row.row_version) for row in made(session, way)]
    assert [(row.id, row.row_version) for row in made(session, way)] == first


def test_a_change_of_the_source_updates_drafts_and_revises_what_was_submitted(session, way):
    three_legs(session, way)
    first, second, third = made(session, way)
    cpq.actions.submit_quote(session, first.id, by="per_1")
    cpq.actions.set_quantity(session, way.draft.lines[0].id, Decimal(20))
    again = made(session, way)

    assert [row.number for row in again] == [first.number, second.number, third.number]
    assert (again[0].revision, again[0].state) == (2, QuoteState.DRAFT)
    assert first.state is QuoteState.SUPERSEDED
    assert [row.id for row in again[1:]] == [second.id, third.id]
    assert [row.subtotal for row in again] == [119_560, 133_907, 170_800]


def test_a_revision_of_the_source_keeps_the_numbers_of_the_legs(session, way):
    three_legs(session, way)
    before = made(session, way)
    cpq.actions.submit_quote(session, way.draft.id, by="per_1")
    new = cpq.actions.revise_quote(session, way.draft.id, by="per_1")
    way.draft = new
    after = made(session, way)
    assert [row.number for row in after] == [row.number for row in before]
    assert set(leg_quotes(session, new)) == {row.leg_id for row in after}


def test_a_leg_quote_has_its_own_terms_and_language(session, way):
    legs = three_legs(session, way)
    sale = way.sale(session)
    terms = {"language": "en", "payment_terms": "eo3m"}
    routes.change_leg(session, sale, legs[0].id, terms)
    first, second, _third = made(session, way)
    assert (first.language, second.language) == ("en", "ja")
    assert first.payment_terms["ja"] == "月末締め 3か月後末払い"


def test_the_lines_of_a_leg_are_changed_in_the_source_only(session, way):
    three_legs(session, way)
    first = made(session, way)[0]
    with pytest.raises(Conflict, match="come from the end-user quote"):
        cpq.actions.set_quantity(session, first.lines[0].id, Decimal(3))
    with pytest.raises(Conflict, match="come from the end-user quote"):
        cpq.actions.add_line(session, first.id, sku="SRV")
    cpq.actions.set_terms(session, first.id, {"notes": "納期は別途"})
    assert first.subtotal == 63_560


def test_submitting_and_revising_a_leg_keeps_its_price(session, way):
    three_legs(session, way)
    first = made(session, way)[0]
    cpq.actions.submit_quote(session, first.id, by="per_1")
    again = cpq.actions.revise_quote(session, first.id, by="per_1")
    assert (again.subtotal, again.leg_seq, again.leg_id) == (63_560, 1, first.leg_id)


def test_what_the_buyer_pays_less_than_by_its_lists_is_for_approvers(session, way):
    three_legs(session, way)
    first, second, _third = made(session, way)
    assert snapshot_of(session, first.id).deepest_discount == "0.300000"
    assert Decimal(snapshot_of(session, second.id).deepest_discount) == 0
    assert snapshot_of(session, second.id).margin is None
    assert snapshot_of(session, second.id).seller["ja"] == "株式会社大手流通"


def test_the_end_user_price_is_a_reference_where_the_leg_shows_it(session, way):
    legs = three_legs(session, way)
    assert [row.notes for row in made(session, way)] == ["", "", ""]
    sale = way.sale(session)
    for leg in legs:
        routes.change_leg(session, sale, leg.id, {"show_reference": "yes"})
    first, _second, last = made(session, way)
    assert "参考価格" in first.notes
    assert "90,800" in first.notes
    assert last.notes == ""


def test_legs_are_made_of_end_user_quotes_that_stand(session, way):
    with pytest.raises(Refusal, match="directly"):
        made(session, way)
    three_legs(session, way)
    legs = routes.legs_of(session, "dea_1")
    first = made(session, way)[0]
    with pytest.raises(Conflict, match="leg's own"):
        quotes.make_leg_quotes(session, first.id, legs, by="per_1")
    cpq.actions.submit_quote(session, way.draft.id, by="per_1")
    cpq.actions.revise_quote(session, way.draft.id, by="per_1")
    with pytest.raises(Conflict, match="replaced"):
        quotes.make_leg_quotes(session, way.draft.id, legs, by="per_1")


def test_an_empty_quote_and_a_company_without_people_are_refused(session, way):
    three_legs(session, way)
    for line in list(way.draft.lines):
        cpq.actions.remove_line(session, line.id)
    with pytest.raises(Refusal, match="empty"):
        made(session, way)


def test_a_buyer_pays_by_its_own_list(session, way):
    legs = three_legs(session, way)
    routes.change_leg(session, way.sale(session), legs[0].id, {"basis": "price_list"})
    first = made(session, way)[0]
    assert first.subtotal == 63_560  # 30 % off the standard list, the only one there is
    assert session.get(QuoteRevision, first.id).lines[0].price["price_list"] == {}


def kinds(story):
    return [step.kind for step in story.steps]


def test_the_price_of_a_leg_is_explained_to_its_last_step_to_those_who_may_know(session, way):
    three_legs(session, way)
    _first, second, third = made(session, way)
    line = second.lines[0]
    assert kinds(story_of(session, line, told=True)) == ["before", "amount", "partner", "net"]
    assert kinds(story_of(session, line, told=False)) == ["partner", "net"]
    known = whole_story(second.lines, sheet_of(session, second.id, "ja"), told=True)
    assert [(bar.kind, bar.amount.amount) for bar in known[:3]] == [
        ("list", 63_560),
        ("more", 7_627),
        ("total", 71_187),
    ]
    shown = whole_story(second.lines, sheet_of(session, second.id, "ja"), told=False)
    assert "63560" not in str([bar.amount.amount for bar in shown])
    assert kinds(story_of(session, third.lines[0], told=True)) == ["end_user", "amount", "net"]


def test_the_full_proof_of_every_leg_is_reckoned_again_by_the_verifier(session, way):
    legs = three_legs(session, way)
    routes.change_leg(session, way.sale(session), legs[0].id, {"basis": "price_list"})
    for row in made(session, way):
        as_draft = price_proof(session, row.id)
        cpq.actions.submit_quote(session, row.id, by="per_1")
        proof = json.loads(price_proof(session, row.id))
        assert price_proof(session, row.id) == as_draft
        assert proof["kind"] == "full"
        assert list(differences(proof)) == []
        assert sum(one["net_amount"] for one in proof["result"]) == row.subtotal
        public = json.loads(public_price_proof(session, row.id))
        assert (public["kind"], list(differences(public))) == ("public", [])


def test_a_leg_keeps_its_price_when_its_list_changes_and_where_a_cost_is_gone(session, way):
    legs = three_legs(session, way)
    wanted = {"basis": "price_list", "list_code": "STD", "percent": "5"}
    routes.change_leg(session, way.sale(session), legs[0].id, wanted)
    first = made(session, way)[0]
    before = first.subtotal
    put_entries(session, "STD", [NewEntry("SRV", Decimal(1))])
    cpq.actions.submit_quote(session, first.id, by="per_1")
    assert first.subtotal == before == 86_260


def test_a_quote_made_before_legs_kept_their_terms_stays_as_it_is(session, way):
    three_legs(session, way)
    first = made(session, way)[0]
    for line in first.lines:
        line.price = {name: value for name, value in line.price.items() if name != "leg"}
    cpq.actions.submit_quote(session, first.id, by="per_1")
    assert first.subtotal == 63_560
    assert json.loads(price_proof(session, first.id))["kind"] == "public"
