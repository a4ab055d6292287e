import pytest

from customers import actions, queries
from foundation.db import found, transaction
from foundation.errors import Conflict, Refusal
from tests.customers.builders import a_contact, a_customer


def test_a_company_is_added_with_what_was_typed(session):
    made = a_customer(session)
    card = queries.customer_card(session, made.id)
    assert card.name == "株式会社青木製作所"
    assert card.called("en") == "Aoki Manufacturing Co., Ltd."
    assert (card.channel, card.currency, card.language) == ("direct", "JPY", "ja")


def test_a_company_needs_a_name(session):
    with pytest.raises(Refusal) as refused:
        actions.add_customer(session, {"name": "  "})
    assert refused.value.field == "name"


@pytest.mark.parametrize("field", ["industry", "size_band", "channel", "language", "currency"])
def test_what_is_not_in_the_list_is_refused_at_its_field(session, field):
    with pytest.raises(Refusal) as refused:
        a_customer(session, **{field: "nonsense"})
    assert refused.value.field == field


@pytest.mark.parametrize(
    "words", ["青木", "ｱｵｷ", "あおき", "AOKI", "ａｏｋｉ", "4011001098993", "一郎", "青木 aoki"]
)
def test_it_is_found_in_any_width_case_and_kana(session, words):
    made = a_customer(session)
    a_contact(session, made.id)
    assert [row.id for row in session.scalars(queries.customers_matching(words))] == [made.id]
    assert list(session.scalars(queries.ids_matching(words))) == [made.id]


@pytest.mark.parametrize("words", ["渡辺", "青木 渡辺", "%", "_"])
def test_other_words_do_not_find_it(session, words):
    a_customer(session)
    assert list(session.scalars(queries.ids_matching(words))) == []


def test_what_is_not_given_stays_as_it_is(session):
    made = a_customer(session, price_group="A")
    actions.change_customer(session, made.id, {"address": "東京都港区1-2-3"})
    card = queries.customer_card(session, made.id)
    assert (card.price_group, card.address, card.name) == ("A", "東京都港区1-2-3", made.name)


def test_a_change_on_top_of_somebody_elses_is_refused(session):
    made = a_customer(session)
    seen = str(made.version)
    actions.change_customer(session, made.id, {"address": "first", "version": seen})
    with pytest.raises(Conflict):
        actions.change_customer(session, made.id, {"address": "second", "version": seen})


def test_a_company_does_not_sell_to_itself_nor_through_nobody(session):
    made = a_customer(session)
    for partner in (made.id, "cus_nobody"):
        with pytest.raises(Refusal) as refused:
            actions.change_customer(session, made.id, {"dealer_id": partner})
        assert refused.value.field == "dealer_id"


def test_a_person_has_a_division_that_is_remembered_by_its_name(session):
    made = a_customer(session)
    first = a_contact(session, made.id, division="製造部", title="部長")
    second = a_contact(
        session, made.id, name="Mary Anderson", email="m@a.example", division="製造部"
    )
    assert [division.name for division in queries.divisions_of(session, made.id)] == ["製造部"]
    card = queries.contact_card(session, first.id)
    assert (card.name, card.division, card.title, card.division_id) == (
        "青木 一郎",
        "製造部",
        "部長",
        second.division_id,
    )
    assert queries.contact_card(session, second.id).family_name == "Anderson"


@pytest.mark.parametrize(
    "email", ["", "nobody", "a@b", "a b@c.example", "@c.example", "a@.", "a,b@c.example"]
)
def test_a_person_needs_a_mail_address(session, email):
    made = a_customer(session)
    with pytest.raises(Refusal) as refused:
        a_contact(session, made.id, email=email)
    assert refused.value.field == "email"


def test_somebody_who_left_is_not_offered_any_more(session):
    made = a_customer(session)
    contact = a_contact(session, made.id)
    actions.change_contact(session, contact.id, {"active": "no"})
    assert queries.contacts_of(session, made.id) == []
    assert [card.id for card in queries.contacts_of(session, made.id, former=True)] == [contact.id]


def test_a_division_is_there_once(session):
    made = a_customer(session)
    actions.add_division(session, made.id, {"name": "製造部", "name_en": "Production"})
    with pytest.raises(Conflict):
        actions.add_division(session, made.id, {"name": "製造部"})


def test_what_was_written_is_there_in_the_next_transaction(database):
    with transaction() as session:
        made = a_customer(session).id
        contact = a_contact(session, made, division="製造部").id
    with transaction() as session:
        assert (
            queries.contact_card(session, contact)
            .addressee(queries.customer_card(session, made), "ja")
            .division
            == "製造部"
        )
        assert (
            found(session, type(session.get(queries.Customer, made)), made).sort_key
            == "あおきせいさくしょ"
        )
