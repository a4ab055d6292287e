import csv
import io
import re

import pytest

from customers import queries
from foundation.db import reading, transaction
from people import actions as people
from people.roles import Role
from tests.application import application
from tests.customers.builders import AOKI, a_contact, a_customer

PASSWORD = "correct horse battery"
ROLES = {"sato": [Role.REP], "mori": [Role.FINANCE]}


@pytest.fixture
def app(database):
    with application() as made:
        with transaction() as session:
            for name, roles in ROLES.items():
                email = f"{name}@m.example"
                people.add_person(session, email=email, name=name, roles=roles, password=PASSWORD)
        yield made


def signed_in(app, name):
    client = app.test_client()
    client.post("/login", data={"email": f"{name}@m.example", "password": PASSWORD})
    return client


@pytest.fixture
def sato(app):
    return signed_in(app, "sato")


def aoki(**fields):
    with transaction() as session:
        return a_customer(session, **fields).id


def card(customer_id):
    with reading() as session:
        return queries.customer_card(session, customer_id)


def test_an_empty_list_says_what_to_do(sato):
    page = sato.get("/customers").text
    assert "お客様はまだ登録されていません" in page
    assert 'href="/customers/new"' in page


@pytest.mark.parametrize(
    "words", ["青木", "あおき", "アオキ", "ｱｵｷ", "AOKI", "ａｏｋｉ", "4011001098993"]
)
def test_a_company_is_found_in_any_width_case_and_kana(sato, words):
    aoki()
    aoki(name="株式会社佐々木建設", name_en="", kana="ササキケンセツ", corporate_number="")
    page = sato.get("/customers", query_string={"q": words}).text
    assert "青木製作所" in page
    assert "佐々木建設" not in page


def test_a_search_without_a_hit_can_be_undone(sato):
    aoki()
    page = sato.get("/customers?q=zzz").text
    assert "条件に合うお客様はありません" in page
    assert "すべて表示" in page


def test_companies_stand_in_the_order_of_their_kana_and_the_other_way_round(sato):
    for name, kana in [("若林商事", "ワカバヤシ"), ("株式会社青木", "アオキ"), ("加藤", "カトウ")]:
        aoki(name=name, kana=kana, corporate_number="", name_en="")

    def order(address):
        return re.findall(r"若林商事|株式会社青木|加藤", sato.get(address).text)

    assert order("/customers") == ["株式会社青木", "加藤", "若林商事"]
    assert order("/customers?sort=-kana") == ["若林商事", "加藤", "株式会社青木"]
    assert order("/customers?sort=rubbish") == ["株式会社青木", "加藤", "若林商事"]


def test_a_long_list_has_pages(sato):
    with transaction() as session:
        for n in range(51):
            a_customer(session, name=f"会社{n:02}", kana=f"カイシャ{n:02}", corporate_number="")
    assert sato.get("/customers").text.count("/customers/cus_") == 50
    assert sato.get("/customers?page=2").text.count("/customers/cus_") == 1
    assert sato.get("/customers?page=９９9").status_code == 200
    assert "このページには何もありません" in sato.get("/customers?page=7").text


def test_a_company_is_added_and_shown(sato):
    answer = sato.post("/customers", data={**AOKI, "channel": "direct", "price_group": "製造業"})
    page = sato.get(answer.headers["Location"]).text
    for words in ("株式会社青木製作所", "製造業", "4011001098993", "直販"):
        assert words in page


def test_a_wrong_check_digit_is_refused_in_place_and_nothing_typed_is_lost(sato):
    typed = {**AOKI, "corporate_number": "1011001098993", "address": "東京都港区1-2-3"}
    page = sato.post("/customers", data=typed)
    assert page.status_code == 422
    assert "検査用数字が一致しません" in page.text
    for words in ("1011001098993", "東京都港区1-2-3", "カブシキガイシャアオキセイサクショ"):
        assert words in page.text


def test_full_width_digits_are_as_good_as_any(sato):
    sato.post("/customers", data={**AOKI, "corporate_number": "４０１１００１０９８９９３"})
    with reading() as session:
        assert queries.all_customers(session)[0].corporate_number == "4011001098993"


def test_the_dealer_and_the_distributor_are_two_companies(sato):
    dealer = aoki(name="販売株式会社", industry="reseller", corporate_number="")
    typed = {**AOKI, "channel": "distributor", "dealer_id": dealer, "distributor_id": dealer}
    page = sato.post("/customers", data=typed)
    assert page.status_code == 422
    assert "別々の会社" in page.text


def test_a_change_is_saved(sato):
    customer_id = aoki()
    version = card(customer_id).version
    sato.post(f"/customers/{customer_id}", data={**AOKI, "version": version, "name_en": "Aoki"})
    assert card(customer_id).name_en == "Aoki"


def test_two_people_who_change_the_same_company_do_not_overwrite_each_other(sato):
    customer_id = aoki()
    version = card(customer_id).version
    sato.post(f"/customers/{customer_id}", data={**AOKI, "version": version, "address": "大阪府"})

    late = {**AOKI, "version": version, "address": "京都府", "price_group": "A"}
    page = sato.post(f"/customers/{customer_id}", data=late)
    assert page.status_code == 409
    assert "ほかの人がこの会社の情報を変更しました" in page.text
    assert 'value="京都府"' in page.text
    assert "大阪府" in page.text
    assert card(customer_id).address == "大阪府"

    fresh = re.search(r'name="version" value="(\d+)"', page.text)[1]
    sato.post(f"/customers/{customer_id}", data={**late, "version": fresh})
    assert card(customer_id).address == "京都府"


def test_a_person_is_added_with_a_new_division_and_found_by_their_name(sato):
    customer_id = aoki()
    typed = {
        "family_name": "鈴木",
        "given_name": "一郎",
        "kana": "スズキ イチロウ",
        "email": "Suzuki@Aoki.example",
        "division": "情報システム部",
        "title": "部長",
    }
    sato.post(f"/customers/{customer_id}/contacts", data=typed)
    page = sato.get(f"/customers/{customer_id}").text
    for words in ("鈴木 一郎", "情報システム部", "部長", "suzuki@aoki.example"):
        assert words in page
    assert "青木製作所" in sato.get("/customers?q=すずき").text


def test_a_wrong_mail_address_is_refused_in_place(sato):
    typed = {"family_name": "鈴木", "email": "suzuki", "title": "部長"}
    page = sato.post(f"/customers/{aoki()}/contacts", data=typed)
    assert page.status_code == 422
    assert "メールアドレスとして正しくありません" in page.text
    assert 'value="部長"' in page.text


def test_somebody_who_has_left_stays_visible_and_can_come_back(sato):
    customer_id = aoki()
    with transaction() as session:
        contact = a_contact(session, customer_id).id
    where = f"/customers/{customer_id}/contacts/{contact}"
    sato.post(where, data={"active": "no"})
    with reading() as session:
        assert queries.contacts_of(session, customer_id) == []
    assert "在籍に戻す" in sato.get(f"/customers/{customer_id}").text
    sato.post(where, data={"active": "yes"})
    with reading() as session:
        assert [one.name for one in queries.contacts_of(session, customer_id)] == ["青木 一郎"]


def test_a_person_of_another_company_is_not_reached_through_this_one(sato):
    with transaction() as session:
        contact = a_contact(session, a_customer(session).id).id
    other = aoki(name="他社", corporate_number="")
    assert sato.get(f"/customers/{other}/contacts/{contact}").status_code == 404
    assert sato.post(f"/customers/{other}/contacts/{contact}", data={}).status_code == 404


def test_a_division_is_added_once(sato):
    customer_id = aoki()
    data = {"form": "division", "name": "製造部"}
    sato.post(f"/customers/{customer_id}/divisions", data=data)
    page = sato.post(f"/customers/{customer_id}/divisions", data=data)
    assert page.status_code == 409
    assert "すでに登録されています" in page.text


def test_the_list_is_handed_out_for_spreadsheets_without_formulas_in_it(sato):
    aoki(name='=HYPERLINK("http://evil.example")', kana="ア", corporate_number="")
    aoki(kana="イ")
    answer = sato.get("/customers.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][1] == "会社名"
    assert rows[1][1].startswith("'=")
    assert rows[2][1] == "株式会社青木製作所"
    assert len(list(csv.reader(io.StringIO(sato.get("/customers.csv?q=青木").text)))) == 2


def test_who_only_reads_sees_no_commands_and_may_not_write(app):
    customer_id = aoki()
    mori = signed_in(app, "mori")
    page = mori.get(f"/customers/{customer_id}").text
    assert "株式会社青木製作所" in page
    assert "/edit" not in page
    assert mori.post("/customers", data=AOKI).status_code == 403
    assert mori.get("/customers/new").status_code == 403


@pytest.mark.parametrize("path", ["/customers/cus_none", "/customers/cus_none/edit"])
def test_a_company_that_does_not_exist_is_missing(sato, path):
    assert sato.get(path).status_code == 404
