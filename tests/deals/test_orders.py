"""The inbox of finance, and the mails about what was won."""

import json

import pytest
from sqlalchemy import select

from deals import actions
from deals.events import DealWon, OrderBooked
from deals.jobs import tell_finance, tell_sales
from deals.models import Order
from foundation import storage
from foundation.db import reading, transaction
from foundation.mail import Mail, letter
from tests.deals.builders import a_rep, told
from tests.deals.conftest import CustomerId

LINE = {
    "sku": "WS-PRO",
    "name": {"ja": "ワークステーション", "en": "Workstation"},
    "quantity": "1",
    "uom": {"ja": "台", "en": "unit"},
    "net_amount": 1_010_960,
    "tax_rate": "0.10",
}


@pytest.fixture
def order_id(app, deal_id, aoki):
    with transaction() as session:
        told(session, CustomerId(deal_id), "envelope.completed", "env_1")
        return actions.book_order(
            session,
            deal_id=deal_id,
            envelope_id="env_1",
            number="Q-2026-0001",
            document=storage.store().put(b"%PDF-signed"),
            certificate=storage.store().put(b"%PDF-certificate"),
            snapshot={
                "customer_id": aoki,
                "customer": {"ja": "株式会社青木製作所", "en": "=Aoki"},
                "lines": [LINE],
                "document_discount": 10_960,
                "total": 1_100_000,
                "currency": "JPY",
            },
            signers=[{"name": "青木 一郎", "company": "株式会社青木製作所", "signed_at": None}],
        ).id


def text(answer):
    return answer.get_data(as_text=True)


def letters():
    with reading() as session:
        return [(mail, letter(session, mail)) for mail in session.scalars(select(Mail))]


def test_an_order_is_in_the_inbox_until_it_is_done(as_, tanaka, order_id):
    client = as_(tanaka)
    assert "O-2026-0001" in text(client.get("/orders"))

    client.post(f"/orders/{order_id}/done")
    assert "未処理の受注はありません" in text(client.get("/orders"))
    assert "田中 誠" in text(client.get("/orders?group=done"))
    assert client.post(f"/orders/{order_id}/done").status_code == 409

    client.post(f"/orders/{order_id}/open")
    assert "O-2026-0001" in text(client.get("/orders"))


def test_an_order_is_found_by_number_customer_and_deal(as_, tanaka, order_id):
    client = as_(tanaka)

    for words in ("o-2026", "青木", "ﾜｰｸｽﾃｰｼｮﾝ", "Q-2026-0001"):
        assert "O-2026-0001" in text(client.get("/orders", query_string={"q": words}))
    assert "該当する受注はありません" in text(client.get("/orders?q=nothing"))


def test_document_certificate_and_data_are_handed_out(as_, tanaka, order_id):
    client = as_(tanaka)

    assert client.get(f"/orders/{order_id}/order.pdf").data == b"%PDF-signed"
    assert client.get(f"/orders/{order_id}/certificate.pdf").data == b"%PDF-certificate"
    assert client.get(f"/orders/{order_id}/other.pdf").status_code == 404
    data = json.loads(client.get(f"/orders/{order_id}/data.json").data)
    assert (data["order"], data["total"], data["currency"]) == ("O-2026-0001", 1_100_000, "JPY")


def test_the_list_for_a_spreadsheet_holds_no_formula(as_, tanaka, order_id):
    sheet = as_(tanaka, "en").get("/orders.csv?group=all").get_data(as_text=True)

    assert sheet.startswith("\ufeffOrder,Quote,Customer")
    assert "'=Aoki,1100000,JPY" in sheet


def test_an_order_leads_back_to_the_list(as_, tanaka, order_id):
    assert 'href="/orders"' in as_(tanaka).get(f"/orders/{order_id}").text.partition("<main")[2]


def test_an_order_shows_who_signed(as_, tanaka, order_id):
    page = text(as_(tanaka).get(f"/orders/{order_id}"))

    assert "青木 一郎" in page
    assert "¥1,100,000" in page


def test_a_discount_on_the_whole_stands_below_the_lines_of_an_order(as_, tanaka, order_id):
    lines = text(as_(tanaka).get(f"/orders/{order_id}")).partition("<tbody")[2]

    assert "¥1,010,960" in lines.partition("出精値引き")[0]
    assert "△¥10,960" in lines.partition("出精値引き")[2]


def test_sales_reads_orders_and_marks_none(as_, sato, order_id):
    client = as_(sato)

    assert client.get(f"/orders/{order_id}").status_code == 200
    assert client.post(f"/orders/{order_id}/done").status_code == 403


def test_everybody_in_sales_hears_of_a_won_deal_once(app, sato, tanaka, deal_id, order_id):
    with transaction() as session:
        a_rep(session, "suzuki@example.jp", "鈴木", language="en")
    won = DealWon(deal_id=deal_id, number="D-2026-0001", transition_id="mov_1")
    tell_sales(won)
    tell_sales(won)

    sent = {mail.to_address: words for mail, words in letters()}
    assert set(sent) == {"sato@example.jp", "suzuki@example.jp"}
    assert "【受注】株式会社青木製作所様" in sent["sato@example.jp"].subject
    assert sent["suzuki@example.jp"].subject.startswith("Won: ")
    assert f"/deals/{deal_id}" in sent["sato@example.jp"].text


def test_finance_hears_of_an_order_with_the_link_to_it(app, tanaka, deal_id, order_id):
    tell_finance(OrderBooked(order_id=order_id, deal_id=deal_id, number="O-2026-0001"))

    [(mail, words)] = letters()
    assert mail.to_address == "tanaka@example.jp"
    assert "O-2026-0001" in words.subject
    assert f"/orders/{order_id}" in words.text
    assert f"/orders/{order_id}" in words.html


def test_an_order_that_is_signed_again_is_the_same_order(order_id, deal_id):
    with reading() as session:
        assert session.scalars(select(Order.id)).all() == [order_id]
