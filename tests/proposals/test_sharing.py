"""The customer's link: read by anybody's scanner, opened by a hand, accepted once."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

import cpq.actions
from cpq.queries import revision_row
from foundation.db import reading, transaction, utcnow
from foundation.errors import Conflict, Refusal
from foundation.mail import Mail, letter
from foundation.outbox import Fact
from proposals import actions
from tests.proposals import world

HAND = {"gesture": "press"}


@pytest.fixture
def offer(client):
    """A share with the secret of its link, and the customer's browser."""
    share_id, secret = world.shared(message="お送りします。")
    return share_id, secret, client


def facts():
    with reading() as session:
        return [f.name for f in session.scalars(select(Fact).order_by(Fact.number))]


def opened(offer):
    share_id, secret, client = offer
    answer = client.post(f"/p/{secret}", data=HAND)
    assert answer.headers["Location"] == f"/p/now/{share_id}"
    return share_id, client


def yes(share_id, **changes):
    sha = world.share(share_id).content_sha256
    return {"name": "鈴木 一郎", "agree": "yes", "content_sha256": sha} | changes


def test_fetching_the_link_shows_the_title_only_and_changes_nothing(offer):
    share_id, secret, client = offer
    before = facts()

    for agent in ("Mozilla/5.0", "SafeLinks scanner", ""):
        page = client.get(f"/p/{secret}", headers={"User-Agent": agent})
        assert page.status_code == 200
        assert "Q-2026" in page.text
        assert "青木製作所" not in page.text
        assert "¥" not in page.text
    assert facts() == before
    assert world.share(share_id).opened_at is None


def test_a_press_without_a_hand_has_to_be_repeated_neither_at_once_nor_much_later(offer):
    share_id, secret, client = offer

    with time_machine.travel(utcnow(), tick=False) as clock:
        for wait, lets_in in ((0.1, False), (700, False), (3, True)):
            page = client.post(f"/p/{secret}")
            word = page.text.partition('name="word" value="')[2].partition('"')[0]
            assert word
            clock.shift(timedelta(seconds=wait))
            again = client.post(f"/p/{secret}", data={"word": word})
            assert (again.status_code == 302) is lets_in
    assert world.share(share_id).opened_at is not None


def test_the_documents_are_read_page_by_page_with_their_words(offer):
    share_id, client = opened(offer)
    page = client.get(f"/p/now/{share_id}")

    assert "株式会社青木製作所" in page.text
    assert "ページ目を文字で読む" in page.text
    picture = client.get(f"/p/now/{share_id}/quote/1.png")
    assert picture.data.startswith(b"\x89PNG")
    file = client.get(f"/p/now/{share_id}/proposal.pdf")
    assert file.data.startswith(b"%PDF-")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Content-Security-Policy"].startswith("sandbox")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    for wrong in ("quote/99.png", "quote/0.png", "order_form/1.png", "order_form.pdf"):
        assert client.get(f"/p/now/{share_id}/{wrong}").status_code == 404


def test_opening_twice_is_one_fact(offer):
    opened(offer)
    opened(offer)

    assert facts().count("proposals.share_opened") == 1


def test_nobody_reads_without_having_come_by_the_link(offer):
    share_id, secret, client = offer

    for path in ("", "/quote/1.png", "/quote.pdf"):
        assert client.get(f"/p/now/{share_id}{path}").status_code == 404
    assert client.post(f"/p/now/{share_id}/accept", data=yes(share_id)).status_code == 404
    assert client.get(f"/p/{secret[:-1]}x").status_code == 404
    assert client.get("/p/nobody-was-given-this-link").status_code == 404


def test_one_link_opens_one_offer_only(offer):
    _share_id, client = opened(offer)
    other, _secret = world.shared()

    assert client.get(f"/p/now/{other}").status_code == 404


def test_a_yes_is_taken_with_the_name_and_told_to_the_owner(offer):
    share_id, client = opened(offer)
    answer = client.post(f"/p/now/{share_id}/accept", data=yes(share_id))
    assert answer.status_code == 302

    share = world.share(share_id)
    assert share.accepted_by == "鈴木 一郎"
    with reading() as session:
        assert revision_row(session, share.revision_id).state == "accepted"
        mail = session.scalars(select(Mail).where(Mail.template == "quote_accepted")).one()
        assert mail.to_address == "sato@mitsumori.example"
        assert "【承諾】" in letter(session, mail).subject
    assert "ご承諾ありがとうございます" in client.get(f"/p/now/{share_id}").text


def test_a_second_yes_is_answered_in_words(offer):
    share_id, client = opened(offer)
    client.post(f"/p/now/{share_id}/accept", data=yes(share_id))
    again = client.post(f"/p/now/{share_id}/accept", data=yes(share_id, name="別人"))

    assert again.status_code == 409
    assert "すでに承諾" in again.text
    assert world.share(share_id).accepted_by == "鈴木 一郎"
    assert facts().count("cpq.quote_accepted") == 1


def test_a_colleague_cannot_accept_what_is_accepted(offer):
    share_id, client = opened(offer)
    proposal_id = world.share(share_id).proposal_id
    second, _secret = world.shared(proposal_id)
    client.post(f"/p/now/{share_id}/accept", data=yes(share_id))

    with pytest.raises(Conflict, match="accepted already"), transaction() as session:
        actions.give_acceptance(
            session, second, name="同僚", content_sha256=world.share(second).content_sha256
        )


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"content_sha256": "0" * 64}, 409, "最新の提示内容と異なります"),
        ({"content_sha256": ""}, 409, "最新の提示内容と異なります"),
        ({"agree": ""}, 422, "チェックを入れてください"),
        ({"name": " "}, 422, "お名前"),
        ({"name": "長" * 101}, 422, "100"),
    ],
)
def test_a_yes_that_is_not_right_is_refused_and_nothing_typed_is_lost(offer, change, status, words):
    share_id, client = opened(offer)
    answer = client.post(f"/p/now/{share_id}/accept", data=yes(share_id, **change))

    assert answer.status_code == status
    assert words in answer.text
    assert change.get("name", "鈴木 一郎").strip() in answer.text
    assert world.share(share_id).accepted_at is None


def test_after_its_validity_an_offer_can_be_read_but_not_accepted(offer):
    share_id, client = opened(offer)

    with time_machine.travel(utcnow() + timedelta(days=40)):
        client.post(f"/p/{offer[1]}", data=HAND)
        page = client.get(f"/p/now/{share_id}")
        assert "新しい見積をご依頼ください" in page.text
        assert f"/p/now/{share_id}/accept" not in page.text
        late = client.post(f"/p/now/{share_id}/accept", data=yes(share_id))
        assert late.status_code == 409
    with time_machine.travel(utcnow() + timedelta(days=120)):
        gone = client.get(f"/p/{offer[1]}")
        assert gone.status_code == 409
        assert "有効" in gone.text


def test_a_newer_revision_closes_the_door_and_says_so(offer):
    share_id, client = opened(offer)
    with transaction() as session:
        cpq.actions.revise_quote(session, world.share(share_id).revision_id, by="佐藤")

    for answer in (
        client.get(f"/p/{offer[1]}"),
        client.post(f"/p/{offer[1]}", data=HAND),
        client.get(f"/p/now/{share_id}"),
        client.post(f"/p/now/{share_id}/accept", data=yes(share_id)),
    ):
        assert answer.status_code == 409
        assert "新しい版に差し替えられました" in answer.text


def test_a_link_that_is_taken_back_says_so_unless_the_customer_has_accepted(offer):
    share_id, client = opened(offer)
    with transaction() as session:
        actions.withdraw_share(session, share_id, by="佐藤")
        actions.withdraw_share(session, share_id, by="佐藤")
    assert "取り下げられました" in client.get(f"/p/now/{share_id}").text

    other, secret = world.shared()
    client.post(f"/p/{secret}", data=HAND)
    client.post(f"/p/now/{other}/accept", data=yes(other))
    with pytest.raises(Conflict, match="has accepted"), transaction() as session:
        actions.withdraw_share(session, other, by="佐藤")


def test_the_mail_carries_the_message_and_the_link_and_the_database_does_not(offer):
    with reading() as session:
        mail = session.scalars(select(Mail).where(Mail.template == "proposal_shared")).one()
        words = letter(session, mail)

    assert mail.to_address == "suzuki@aoki.example"
    assert f"/p/{offer[1]}" in words.text
    assert f"/p/{offer[1]}" in words.html
    assert "お送りします。" in words.text
    assert offer[1] not in str(vars(mail))


def test_only_people_of_this_customer_get_the_link(house):
    proposal_id = house.printed()
    with pytest.raises(Refusal, match="does not belong"):
        house.shared(proposal_id, contact_id="con_other")


def test_nothing_is_shared_before_the_documents_are_there(house):
    proposal_id = house.made()
    with pytest.raises(Conflict, match="still being made"):
        house.shared(proposal_id)


def test_a_proposal_that_was_replaced_is_not_shared(house):
    proposal_id = house.printed()
    with transaction() as session:
        revision_id = house.documents(proposal_id)[0].revision_id
        cpq.actions.revise_quote(session, revision_id, by="佐藤")

    with pytest.raises(Conflict):
        house.shared(proposal_id)
