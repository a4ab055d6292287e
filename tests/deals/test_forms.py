"""Opening a deal, and changing it."""

import pytest

from customers.models import Customer
from customers.queries import contacts_of
from deals.models import Deal
from foundation.db import reading, transaction


def typed(aoki, **more):
    return {
        "customer_id": aoki,
        "name": "新工場 CAD端末",
        "expected_month": "2027-02",
        "channel": "direct",
        **more,
    }


def text(answer):
    return answer.get_data(as_text=True)


def the_deal(name="新工場 CAD端末"):
    with reading() as session:
        return session.query(Deal).filter_by(name=name).one()


def test_a_deal_is_opened_for_a_contact_and_belongs_to_who_opens_it(as_, sato, aoki):
    with reading() as session:
        contact = contacts_of(session, aoki)[0]
    answer = as_(sato).post("/deals/new", data=typed(aoki, contact_id=contact.id))

    deal = the_deal()
    assert answer.headers["Location"] == f"/deals/{deal.id}"
    assert (deal.owner_id, deal.contact_id, deal.division_id) == (
        sato.id,
        contact.id,
        contact.division_id,
    )


def test_choosing_a_customer_says_in_which_currency_its_estimate_is(as_, sato, aoki):
    with transaction() as session:
        session.get_one(Customer, aoki).currency = "USD"

    part = text(as_(sato).get(f"/deals/new/customer?customer_id={aoki}"))
    assert 'id="f-amount-help" hx-swap-oob="true"' in part
    assert "USD" in part


def test_choosing_a_customer_brings_its_people(as_, sato, aoki):
    client = as_(sato)

    assert "青木 一郎" not in text(client.get("/deals/new"))
    assert "青木 一郎" in text(client.get(f"/deals/new/customer?customer_id={aoki}"))
    assert "青木 一郎" in text(client.get(f"/deals/new?customer_id={aoki}&name=CAD"))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"name": ""}, "案件名"),
        ({"customer_id": ""}, "お客様"),
        ({"amount": "たくさん"}, "金額"),
        ({"amount": "-5"}, "金額"),
        ({"expected_month": "いつか"}, "2026-12"),
        ({"contact_id": "con_unknown"}, "一覧から選んでください"),
    ],
)
def test_what_is_wrong_is_said_in_place_and_the_rest_is_kept(as_, sato, aoki, more, sentence):
    answer = as_(sato).post("/deals/new", data=typed(aoki, **({"name": "残る名前"} | more)))

    page = text(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert "name" in more or "残る名前" in page


def test_a_deal_is_changed_and_an_old_form_is_refused(as_, sato, aoki, deal_id):
    client = as_(sato)
    fields = {"version": "1", "name": "別の名前", "expected_month": "2027-03", "amount": "900,000"}

    assert client.post(f"/deals/{deal_id}/edit", data=fields).status_code == 303
    late = client.post(f"/deals/{deal_id}/edit", data=fields)

    assert late.status_code == 409
    assert "ほかの方がこの案件を変更しました" in text(late)
    assert the_deal("別の名前").amount == 900_000


def test_a_deal_that_does_not_exist_is_not_found(as_, sato):
    client = as_(sato)

    for path in ("/deals/dea_none", "/deals/dea_none/edit", "/deals/dea_none/move"):
        assert client.get(path).status_code == 404
    assert client.post("/deals/dea_none/move", data={"to": "lost"}).status_code == 404


def test_finance_opens_no_deals(as_, tanaka, aoki):
    assert as_(tanaka).post("/deals/new", data=typed(aoki)).status_code == 403


def test_enter_in_a_field_opens_the_deal(as_, sato):
    page = text(as_(sato).get("/deals/new"))
    pressed = page.split('id="deal-form"')[1].split("<button")[1].split(">")[0]
    assert 'type="submit"' in pressed
    assert "formmethod" not in pressed
