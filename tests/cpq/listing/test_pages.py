"""Price lists on their pages: opened, described, assigned, put in order, tried."""

import csv
import io
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from cpq.price_lists import NewEntry, put_entries
from cpq.pricing.values import Method
from customers import actions as customers
from foundation.db import transaction
from tests.cpq.catalog.builders import add, price_list

LIST = {
    "code": "eur-1",
    "name": "欧州",
    "name_en": "Europe",
    "currency": "EUR",
    "kind": "contract",
}


def test_a_list_is_opened_and_shown(manager):
    page = manager.sends("/price-lists", **LIST)

    assert "EUR-1 was opened." in page.html.text_content()
    assert "No prices yet" in page
    assert "Europe" in manager.opens("/price-lists?q=eur&kind=contract&sort=-name")
    assert "Nothing found" in manager.opens("/price-lists?q=zzz")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": "a b"}, "letters, digits, dots and hyphens only"),
        ({"name": ""}, "Please fill in: List name."),
        ({"currency": "XXX"}, "Choose one of these currencies"),
        ({"rank": "channel", "target": "moon"}, "Choose the channel"),
        ({"rank": "tier", "target": ""}, "Say whom the list is for: Price group."),
        ({"rank": "customer", "target": "cus_nobody"}, "There is no customer cus_nobody."),
        ({"rank": "all"}, "Please choose one of the list."),
        ({"kind": "free"}, "Please choose one of the list."),
    ],
)
def test_a_list_that_is_not_right_is_refused(manager, typed, sentence):
    page = manager.sends("/price-lists", 422, **(LIST | typed))

    assert sentence in page
    assert page.field("name_en") == "Europe"


def test_a_code_is_given_once(manager):
    manager.sends("/price-lists", **LIST)

    assert "EUR-1 already" in manager.sends("/price-lists", 422, **LIST)


def test_customers_and_channels_may_be_typed_by_name(manager):
    with transaction() as session:
        customers.add_customer(session, {"name": "株式会社青木製作所", "name_en": "Aoki"})

    manager.sends("/price-lists", **(LIST | {"rank": "customer", "target": "株式会社青木製作所"}))
    assert "Aoki" in manager.opens("/price-lists")
    by_channel = LIST | {"code": "eur-2", "rank": "channel", "target": "through a dealer"}
    assert "EUR-2 was opened." in manager.sends("/price-lists", **by_channel).html.text_content()


def test_lists_say_whom_they_are_for(manager):
    manager.sends("/price-lists", **(LIST | {"rank": "channel", "target": "dealer"}))
    with transaction() as session:
        someone = customers.add_customer(session, {"name": "株式会社青木製作所", "name_en": "Aoki"})
        key = someone.id
    manager.sends("/price-lists", **(LIST | {"code": "A", "rank": "customer", "target": key}))

    page = manager.opens("/price-lists")
    assert "Through a dealer" in page
    assert "Aoki" in page


def test_a_list_is_exported_so_that_it_can_be_imported(rep):
    add("A1", name="=お茶")
    address = f"/price-lists/{price_list(A1='500.25')}"

    text = rep.fetches(f"{address}/export.csv").decode("utf-8-sig")

    [row] = csv.DictReader(io.StringIO(text))
    assert (row["sku"], row["unit_price"], row["currency"]) == ("A1", "500.25", "JPY")
    assert row["min_quantity"] == "1"
    assert row["name"] == "'=お茶"
    assert rep.fetches(f"{address}/export.xlsx").startswith(b"PK")


def test_whom_the_lists_that_are_shown_are_for_is_exported(rep):
    price_list("JPY-1", A1="500")

    text = rep.fetches("/price-lists/assignments.csv").decode("utf-8-sig")

    [row] = csv.DictReader(io.StringIO(text))
    assert (row["price_list"], row["rank"], row["assigned_to"]) == ("JPY-1", "standard", "")
    assert rep.fetches("/price-lists/assignments.csv?q=other").count(b"\n") == 1
    assert rep.fetches("/price-lists/assignments.xlsx").startswith(b"PK")
    rep.opens("/price-lists/assignments.pdf", 404)


def test_no_number_of_ours_runs_in_a_spreadsheet(rep):
    add("=1+1", name="お茶")
    address = f"/price-lists/{price_list(**{'=1+1': '500'})}"

    text = rep.fetches(f"{address}/export.csv").decode("utf-8-sig")

    [row] = csv.DictReader(io.StringIO(text))
    assert row["sku"] == "'=1+1"


def test_a_list_is_put_out_of_use(manager):
    address = f"/price-lists/{price_list()}"

    page = manager.sends(address, form="list", name="旧価格表", name_en="Old", kind="promotion")

    assert "out of use" in page
    assert "Promotion prices" in page


def test_parents_are_shown_in_their_chain_and_never_in_a_circle(manager):
    keys = {code: price_list(code) for code in ("A-1", "B-1", "C-1")}
    manager.sends(f"/price-lists/{keys['A-1']}/parents", parent="b-1")
    manager.sends(f"/price-lists/{keys['B-1']}/parents", parent="C-1")

    page = manager.opens(f"/price-lists/{keys['A-1']}/parents")
    assert page.text.index("B-1") < page.text.index("C-1")
    for code in ("C-1", "A-1"):
        refused = manager.sends(f"/price-lists/{keys['C-1']}/parents", 422, parent=code)
        assert "That would lead round in a circle: C-1" in refused
    assert "A-1 → B-1 → C-1" in refused
    again = manager.sends(f"/price-lists/{keys['A-1']}/parents", 422, parent="B-1")
    assert "B-1 is a parent already." in again
    [remove] = manager.opens(f"/price-lists/{keys['A-1']}/parents").actions(r"/remove$")
    assert "No parent list" in manager.sends(remove)


def test_assignments_are_made_and_ended(manager):
    address = f"/price-lists/{price_list()}/whom"

    page = manager.sends(address, rank="campaign", target="春の特価", priority="5")
    assert "春の特価" in page
    page = manager.sends(address, rank="campaign", target="春の特価", priority="7")
    [end, _standard] = page.actions(r"/end$")  # the second one took the place of the first
    assert len(manager.sends(end).actions(r"/end$")) == 1
    days = {"valid_from": "2026-05-01", "valid_to": "2026-04-01"}
    refused = manager.sends(address, 422, form="assign", rank="region", target="関西", **days)
    assert "end before it begins" in refused
    assert refused.field("target") == "関西"
    over = manager.sends(address, 422, rank="region", target="関西", valid_to="2020-04-01")
    assert "This would have ended already." in over


def test_the_order_of_ranks_and_rates_are_data(manager, rep):
    asked = ("contract", "registration", "customer", "tier", "region", "channel", "campaign")
    places = {f"position_{rank}": str(n) for n, rank in enumerate((*asked, "standard"), 2)}
    places |= {"position_campaign": "１", "exclusive_campaign": "yes"}

    page = manager.sends("/price-lists/settings/precedence", form="order", **places)
    assert "asked in this order from now on" in page.html.text_content()
    assert page.field("position_campaign") == "1"
    refused = manager.sends("/price-lists/settings/precedence", 422, form="order",
                            **(places | {"position_tier": "NaN"}))  # fmt: skip
    assert "Price group must be a plain number" in refused
    manager.sends("/price-lists/settings/rates", form="rate", **{"from": "USD", "to": "JPY"},
                  rate="151.5", valid_from="")  # fmt: skip
    shown = rep.opens("/price-lists/settings")
    assert "151.5 JPY" in shown
    assert "position_contract" not in str(shown)  # a rep reads the order, and no field invites
    for wrong in ({"to": "USD"}, {"rate": "0"}, {"rate": "1e5"}, {"from": "ドル"}):
        typed = {"from": "USD", "to": "JPY", "rate": "150"} | wrong
        assert manager.sends("/price-lists/settings/rates", 422, form="rate", **typed)


def test_anybody_in_sales_tries_what_somebody_would_pay(rep):
    add("A1", name_en="Tea")
    price_list(A1="500")
    with transaction() as session:
        put_entries(session, "JPY-1", [NewEntry("A1", Decimal(600), priority=-1)])

    page = rep.opens("/price-lists/try?sku=A1&quantity=12")
    assert "12 come to ¥6,000 (¥500 each)" in page
    assert "Standard prices" in page
    assert "Another rule has a higher priority. It would give ¥600 each." in page
    assert "There is no product B9" in rep.opens("/price-lists/try?sku=B9")
    assert "Quantity must be a plain number" in rep.opens("/price-lists/try?sku=A1&quantity=1e9")
    assert "no price" in rep.opens("/price-lists/try?sku=A1&at=2020-01-01").text.lower()


@pytest.mark.parametrize(
    "rule",
    [
        NewEntry("A1", method=Method.COST_PLUS, percent=Decimal(50)),
        NewEntry("A1", method=Method.EXPRESSION, formula="max(cost * 1.5, 1)"),
        NewEntry("A1", method=Method.FORMULA, base="cost", percent=Decimal(-50)),
    ],
)
def test_a_price_that_is_tried_tells_no_cost_to_those_who_are_not_told_costs(rep, signed_in, rule):
    add("A1", cost=Decimal(4321), cost_currency="JPY")
    price_list(A1="500")
    with transaction() as session:
        put_entries(session, "JPY-1", [replace(rule, priority=1)])
    tried = "/price-lists/try?sku=A1&quantity=1"

    assert re.search("4,?321|Cost", rep.opens(tried).text)
    page = signed_in("product").opens(tried)
    assert "1 come to ¥6,482" in page
    assert "Made from the cost" in page
    assert not re.search("4,?321|50%", page.html.xpath("//main")[0].text_content())


def test_sales_may_read_only(rep):
    add("A1")
    address = f"/price-lists/{price_list(A1='500')}"

    page = rep.opens(address)
    assert page.actions(r"/entries") == []
    rep.sends(f"{address}/entries", 403, sku="A1", unit_price="1")
    rep.sends("/price-lists", 403, **LIST)
    rep.sends(f"{address}/publish", 403)
    rep.sends("/price-lists/settings/rates", 403)
