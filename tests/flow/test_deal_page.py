"""A deal's page: where it stands and why, what comes next, its story."""

import pytest

from approvals.events import ApprovalStepDecided
from cpq.events import QuoteOpened
from cpq.queries import revision_row
from deals import actions
from flow import quoting
from flow.story import note
from foundation.db import transaction
from people.roles import Role
from proposals.events import ProposalMade, ProposalShared
from signing.events import EnvelopeDeclined
from tests.application import application
from tests.deals.builders import a_customer, a_deal, a_rep, booked, told


@pytest.fixture
def app(database):
    with application() as made:
        yield made


@pytest.fixture
def sato(app):
    with transaction() as session:
        return a_rep(session)


@pytest.fixture
def deal(app, sato):
    with transaction() as session:
        return a_deal(session, sato, a_customer(session))


@pytest.fixture
def page(app, deal, sato):
    """What a person sees of the deal."""

    def shown(path="", language="ja", person=sato, at=""):
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["person"], cookie["generation"] = person.id, 1
            cookie["language"] = language
        return client.get(at or f"/deals/{deal.id}{path}")

    return lambda *a, **k: shown(*a, **k).get_data(as_text=True)


def tell(deal, kind, event, mark=""):
    with transaction() as session:
        note(session, event, kind, "rev_1", mark=mark)


def test_a_new_deal_asks_for_a_quote(page, deal):
    words = page(language="en")

    assert "Make a quote: choose products" in words
    assert f'action="/deals/{deal.id}/quotes"' in words
    assert "It began in “Sales list”" in words


def test_the_page_says_which_document_put_the_deal_where_it_is(page, deal):
    shared = ProposalShared(
        share_id="shr_1",
        proposal_id="pro_1",
        revision_id="rev_1",
        deal_id=deal.id,
        to="青木 一郎",
        number="Q-2026-0001",
        by="山本 由美",
    )
    tell(deal, "proposal.sent", shared)
    words = page()

    assert "「顧客検討中」です" in words
    assert "見積と提案を青木 一郎様に共有しました。" in words
    assert "山本 由美" in words
    assert "青木 一郎様のご回答" in words
    assert "規則R3" in words


def test_a_decline_is_told_with_its_reason_and_the_stage_holds(page, deal):
    with transaction() as session:
        told(session, deal, "envelope.sent", "rev_1")
    declined = EnvelopeDeclined(
        envelope_id="rev_1", subject="rev_1", deal_id=deal.id, by="青木 一郎", reason="予算不足"
    )
    tell(deal, "envelope.declined", declined)
    words = page()

    assert "署名者が署名を辞退しました：予算不足" in words
    assert "工程は担当者が判断するまで変わりません" in words


def test_the_story_names_people_and_verdicts(page, deal, sato):
    opened = QuoteOpened(
        quote_id="qte_1", revision_id="rev_1", deal_id=deal.id, number="Q-1", by=sato.id
    )
    decided = ApprovalStepDecided(
        request_id="req_1",
        subject="rev_1",
        deal_id=deal.id,
        role="leader",
        verdict="rejected",
        by="高橋 健一",
        reason="値引きの根拠が不足",
    )
    tell(deal, "quote.opened", opened)
    tell(deal, "approval.decided", decided, mark="leader")
    words = page()

    assert sato.id not in words
    assert "課長が差し戻しました：値引きの根拠が不足" in words
    assert "高橋 健一" in words


def test_our_people_are_named_as_the_reader_reads(page, deal):
    with transaction() as session:
        a_rep(session, email="t@example.jp", name="高橋 健一", name_en="Kenichi Takahashi")
    made = ProposalMade(
        proposal_id="pro_1", revision_id="rev_1", deal_id=deal.id, number="Q-1", by="高橋 健一"
    )
    tell(deal, "proposal.made", made)

    assert "高橋 健一" in page()
    assert "Kenichi Takahashi" in page(language="en")


def test_a_move_by_hand_shows_who_why_and_what_the_documents_say(page, deal, sato):
    with transaction() as session:
        told(session, deal, "quote.accepted")
        actions.move(session, deal.id, to="contacted", by=sato.name, reason="条件の再確認")
    words = page()

    assert "（条件の再確認）。書類だけで見ると「内示」です。" in words
    assert "書類による判定に戻す" in words


def test_the_page_asks_again_only_while_something_can_change(page, deal):
    assert 'hx-trigger="every 4s"' in page()
    with transaction() as session:
        told(session, deal, "envelope.completed", "env_1")
        booked(session, deal)
    words = page()

    assert "every 4s" not in words
    assert "O-2026-0001" in words
    assert "この案件は終了しています" in words or "This deal is closed" in page(language="en")


def test_the_changing_part_comes_only_when_something_changed(app, page, deal):
    mark = page().split("seen=")[1].split('"')[0]

    assert page(f"/now?seen={mark}") == ""
    with transaction() as session:
        told(session, deal, "proposal.viewed")
    assert "お客様が提案を開かれました。" in page(f"/now?seen={mark}")


def test_finance_reads_the_story_and_has_no_commands(app, page):
    with transaction() as session:
        tanaka = a_rep(session, "tanaka@example.jp", "田中", roles=(Role.FINANCE,))
    words = page(person=tanaka)

    assert "案件が登録されました。" in words
    assert "/move" not in words
    assert "/edit" not in words


def test_a_customers_page_shows_its_deals_and_their_quotes(app, deal, sato, page):
    with transaction() as session:
        quote = quoting.open_quote(session, deal.id, by=sato)
        number = revision_row(session, quote).number
        other = a_customer(session, name="株式会社赤木製作所")

    words = page(at=f"/customers/{deal.customer_id}/deals")
    assert deal.name in words
    assert f'href="/deals/{deal.id}"' in words
    assert number in words
    assert deal.name not in page(at=f"/customers/{other.id}/deals")
