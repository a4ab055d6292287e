"""Price lists on their pages: a draft, its rules, and what a rule comes to."""

import csv
import io
from decimal import Decimal

import pytest

from cpq.price_lists import NewEntry, put_entries
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
NO_FORMULAS = [
    ("list %", "“%” (character 6) means nothing here."),
    ("1e308", "At most 15 digits and 6 decimals (character 1)."),
    ("__import__('os')", "is not expected here"),
]
HOSTILE = ("NaN", "1e308", "9" * 5000, "1.234,5", "12\x00", "\u202e12x", "Infinity")


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


def test_nobody_sells_at_more_than_all_of_it_off(manager):
    rule = {"for": "product", "sku": "A1", "method": "percent_off", "percent": "101"}

    refused = manager.sends(f"/price-lists/{price_list()}/entries", 422, **rule)

    assert "Percent must be at most 100." in refused


def test_lists_say_whom_they_are_for(manager):
    manager.sends("/price-lists", **(LIST | {"rank": "channel", "target": "dealer"}))
    with transaction() as session:
        someone = customers.add_customer(session, {"name": "株式会社青木製作所", "name_en": "Aoki"})
        key = someone.id
    manager.sends("/price-lists", **(LIST | {"code": "A", "rank": "customer", "target": key}))

    page = manager.opens("/price-lists")
    assert "Through a dealer" in page
    assert "Aoki" in page


def test_a_price_is_put_changed_and_taken_off_on_the_draft(manager):
    add("A1")
    address = f"/price-lists/{price_list()}"

    page = manager.sends(f"{address}/entries", sku="A1", unit_price="１，２００",
                         min_quantity="10", valid_from="2026-04-01", valid_to="")  # fmt: skip
    assert "The price of A1 is on the draft." in page.html.text_content()
    assert "¥1,200" in page
    assert "from Apr 1, 2026" in page
    assert "Version 2 is a draft." in page

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
        ({"unit_price": "-5"}, "Unit price must be at least 0"),
        ({"min_quantity": "0"}, "From quantity must be at least"),
        ({"min_quantity": "5", "max_quantity": "4"}, "This band would end before it begins."),
        ({"valid_from": "soon"}, "Valid from must be a day"),
        ({"valid_from": "2026-04-02", "valid_to": "2026-04-01"}, "end before it begins"),
        ({"method": "block"}, "Say up to which quantity"),
        ({"priority": "1.5"}, "Priority must be a whole number."),
        ({"uom": "barrel"}, "Please choose one of the list."),
        ({"method": "guess"}, "Please choose one of the list."),
        ({"for": "category", "category": "air"}, "No product is in the category “air”."),
        ({"for": "option", "option": "WS"}, "Write an option as MODEL/group/option."),
        ({"method": "percent_off", "percent": "x"}, "Percent must be a plain number"),
        ({"method": "percent_off", "percent": "5", "base": "list:NO-1"}, "no price list NO-1"),
        (
            {"method": "percent_off", "percent": "5", "base": "__import__"},
            "Say what it is reckoned",
        ),
        (
            {"method": "formula", "percent": "5", "least_margin": "9", "most_margin": "8"},
            "The least margin is above the most.",
        ),
        *(({"unit_price": words}, "Unit price") for words in HOSTILE),
        *(({"method": "expression", "formula": words}, why) for words, why in NO_FORMULAS),
    ],
)
def test_a_price_that_is_not_right_is_refused_in_place(manager, typed, sentence):
    add("A1")
    price = {"for": "product", "sku": "A1", "unit_price": "77", "min_quantity": "3"} | typed

    page = manager.sends(f"/price-lists/{price_list()}/entries", 422, **price)

    assert sentence in page
    assert page.field("min_quantity") == price["min_quantity"]


def test_prices_are_found_by_words_method_and_state(rep):
    add("A1", name="お茶")
    add("B1", name="コーヒー")
    address = f"/price-lists/{price_list(A1='500', B1='400')}"

    page = rep.opens(f"{address}?q=こーひー")

    assert "¥400" in page
    assert "¥500" not in page
    assert "Nothing found" in rep.opens(f"{address}?q=zzz")
    assert "Nothing found" in rep.opens(f"{address}?method=formula")
    assert "¥500" in rep.opens(f"{address}?for=product&state=now&sort=-amount&version=1")


def test_the_form_shows_the_fields_its_method_needs_and_what_it_comes_to(manager):
    add("A1", cost=Decimal(600), cost_currency="JPY")
    address = f"/price-lists/{price_list(A1='1000')}"

    plain = manager.opens(f"{address}/fields?method=fixed&for=product&sku=A1")
    formula = manager.opens(f"{address}/fields?method=formula&for=category&category=tea")
    assert [plain.field("unit_price"), plain.field("sku")] == ["", "A1"]
    assert formula.field("category") == "tea"
    assert formula.field("least_margin") == ""
    typed = "for=product&sku=A1&method=formula&base=cost&percent=-15&round_to=100&surcharge=-1"
    example = manager.opens(f"{address}/example?{typed}&example=10").html.text_content()
    assert "10 come to ¥6,990 (¥699 each)" in example
    wrong = manager.opens(f"{address}/example?{typed.replace('A1', '')}").html.text_content()
    assert "Please fill in: SKU." in wrong


def test_a_formula_is_written_tried_kept_and_shown_again(manager):
    add("A1", cost=Decimal(600), cost_currency="JPY", attributes={"kg": "1.5"})
    address = f"/price-lists/{price_list(A1='1000')}"
    form = manager.opens(f"{address}/fields?method=expression&for=all")
    assert form.field("formula").strip() == ""
    typed = "for=all&method=expression&formula=原価*1.2%2Battribute.kg*quantity&example=10"
    example = manager.opens(f"{address}/example?{typed}&example_sku=A1").html.text_content()
    assert "10 come to ¥7,350 (¥735 each)" in example
    assert "= 600 * 1.2 + 1.5 * 10 = 735" in example
    zero = typed.replace("formula=", "formula=1/(quantity-10)%2B")
    broken = manager.opens(f"{address}/example?{zero}").html.text_content()
    assert "gives no price for A1: it divides by 0" in broken

    rule = {"for": "all", "method": "expression", "formula": "ＣＯＳＴ×1.2", "base": "list"}
    page = manager.sends(f"{address}/entries", **rule)
    assert "cost*1.2" in page
    [entry] = [ref for ref in page.hrefs(r"/entries/ple_") if "cost" in manager.opens(ref)]
    assert manager.opens(entry).field("formula").strip() == "cost*1.2"


def test_many_prices_are_raised_and_rounded_on_the_draft(manager):
    add("A1", category="tea")
    add("B1", category="coffee")
    address = f"/price-lists/{price_list(A1='1234', B1='1234')}"

    page = manager.sends(f"{address}/bulk", category="tea", percent="３", round_to="10")

    assert "1 prices were changed on the draft." in page.html.text_content()
    assert "¥1,270" in page
    assert "¥1,234" in manager.opens(f"{address}?q=B1")
    refused = manager.sends(f"{address}/bulk", 422, category="air", percent="3")
    assert "No product is in the category" in refused


def test_a_list_is_exported_so_that_it_can_be_imported(rep):
    add("A1", name="=お茶")
    address = f"/price-lists/{price_list(A1='500.25')}"

    text = rep.fetches(f"{address}/export.csv").decode("utf-8-sig")

    [row] = csv.DictReader(io.StringIO(text))
    assert (row["sku"], row["unit_price"], row["currency"]) == ("A1", "500.25", "JPY")
    assert row["min_quantity"] == "1"
    assert row["name"] == "'=お茶"
    assert rep.fetches(f"{address}/export.xlsx").startswith(b"PK")


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


def test_sales_may_read_only(rep):
    add("A1")
    address = f"/price-lists/{price_list(A1='500')}"

    page = rep.opens(address)
    assert page.actions(r"/entries") == []
    rep.sends(f"{address}/entries", 403, sku="A1", unit_price="1")
    rep.sends("/price-lists", 403, **LIST)
    rep.sends(f"{address}/publish", 403)
    rep.sends("/price-lists/settings/rates", 403)
