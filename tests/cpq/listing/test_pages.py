"""Price lists on their pages."""

import csv
import io

import pytest

from customers import actions as customers
from foundation.db import transaction
from tests.cpq.catalog.builders import add, price_list

LIST = {
    "code": "eur-1",
    "name": "欧州",
    "name_en": "Europe",
    "currency": "EUR",
    "scope": "standard",
}


def test_a_list_is_opened_and_shown(manager):
    page = manager.sends("/price-lists", **LIST)

    assert "EUR-1 was opened." in page.html.text_content()
    assert "No prices yet" in page
    assert "Europe" in manager.opens("/price-lists")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code": "a b"}, "letters, digits, dots and hyphens only"),
        ({"name": ""}, "Please fill in: List name."),
        ({"currency": "XXX"}, "Choose one of these currencies"),
        ({"scope": "channel", "channel": "moon"}, "Choose the channel"),
        ({"scope": "customer", "scope_id": ""}, "Please fill in: Customer or price group."),
        ({"scope": "all"}, "A price list is standard"),
    ],
)
def test_a_list_that_is_not_right_is_refused(manager, typed, sentence):
    page = manager.sends("/price-lists", 422, **(LIST | typed))

    assert sentence in page
    assert page.field("name_en") == "Europe"


def test_a_code_is_given_once(manager):
    manager.sends("/price-lists", **LIST)

    assert "EUR-1 already" in manager.sends("/price-lists", 422, **LIST)


def test_lists_say_whom_they_are_for(manager):
    manager.sends("/price-lists", **(LIST | {"scope": "channel", "channel": "dealer"}))
    with transaction() as session:
        someone = customers.add_customer(session, {"name": "株式会社青木製作所", "name_en": "Aoki"})
        key = someone.id
    manager.sends("/price-lists", **(LIST | {"code": "A", "scope": "customer", "scope_id": key}))

    page = manager.opens("/price-lists")
    assert "Through a dealer" in page
    assert "Aoki" in page


def test_a_price_is_put_changed_and_taken_off(manager):
    add("A1")
    address = f"/price-lists/{price_list()}"

    page = manager.sends(f"{address}/entries", form="put", sku="A1", unit_price="１，２００",
                         min_quantity="10", valid_from="2026-04-01", valid_to="")  # fmt: skip
    assert "The price of A1 is on the list." in page.html.text_content()
    assert "¥1,200" in page
    assert "from Apr 1, 2026" in page

    [entry] = page.hrefs(r"/entries/ple_")
    assert manager.opens(entry).field("unit_price") == "1200"
    page = manager.sends(entry, unit_price="1100.5", min_quantity="10", valid_from="", valid_to="")
    assert "¥1,100.5" in page
    assert "always" in page

    [entry] = page.hrefs(r"/entries/ple_")
    page = manager.sends(f"{entry}/remove")
    assert "taken off the list" in page.html.text_content()
    assert "no longer on the list" in manager.sends(f"{entry}/remove", 404)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"sku": "B9"}, "There is no product B9"),
        ({"unit_price": "NaN"}, "Unit price must be a plain number"),
        ({"unit_price": "-5"}, "Unit price must be at least 0"),
        ({"min_quantity": "0"}, "From quantity must be at least"),
        ({"valid_from": "soon"}, "Valid from must be a day"),
        ({"valid_from": "2026-04-02", "valid_to": "2026-04-01"}, "would end before it begins"),
    ],
)
def test_a_price_that_is_not_right_is_refused_in_place(manager, typed, sentence):
    add("A1")
    price = {"form": "put", "sku": "A1", "unit_price": "77", "min_quantity": "3"} | typed

    page = manager.sends(f"/price-lists/{price_list()}/entries", 422, **price)

    assert sentence in page
    assert page.field("unit_price") == price["unit_price"]


def test_prices_are_found_by_the_words_of_their_product(rep):
    add("A1", name="お茶")
    add("B1", name="コーヒー")
    address = f"/price-lists/{price_list(A1='500', B1='400')}"

    page = rep.opens(f"{address}?q=こーひー")

    assert "¥400" in page
    assert "¥500" not in page
    assert "Nothing found" in rep.opens(f"{address}?q=zzz")


def test_a_list_is_exported_so_that_it_can_be_imported(rep):
    add("A1", name="=お茶")
    address = f"/price-lists/{price_list(A1='500.25')}"

    text = rep.fetches(f"{address}/export.csv").decode("utf-8-sig")

    [row] = csv.DictReader(io.StringIO(text))
    assert (row["sku"], row["unit_price"], row["currency"]) == ("A1", "500.25", "JPY")
    assert row["min_quantity"] == "1"
    assert row["name"] == "'=お茶"


def test_no_number_of_ours_runs_in_a_spreadsheet(rep):
    add("=1+1", name="お茶")
    address = f"/price-lists/{price_list(**{'=1+1': '500'})}"

    text = rep.fetches(f"{address}/export.csv").decode("utf-8-sig")

    [row] = csv.DictReader(io.StringIO(text))
    assert row["sku"] == "'=1+1"


def test_a_list_is_put_out_of_use(manager):
    address = f"/price-lists/{price_list()}"

    page = manager.sends(address, form="list", name="旧価格表", name_en="Old")

    assert "out of use" in page


def test_sales_may_read_only(rep):
    add("A1")
    address = f"/price-lists/{price_list(A1='500')}"

    page = rep.opens(address)
    assert page.actions(r"/entries") == []
    rep.sends(f"{address}/entries", 403, sku="A1", unit_price="1")
    rep.sends("/price-lists", 403, **LIST)
