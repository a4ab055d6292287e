"""The rules of a price list on its pages: put on a draft, found, and what they come to."""

from decimal import Decimal

import pytest

from tests.cpq.catalog.builders import add, price_list

NO_FORMULAS = [
    ("list %", "“%” (character 6) means nothing here."),
    ("1e308", "At most 15 digits and 6 decimals (character 1)."),
    ("__import__('os')", "is not expected here"),
]
HOSTILE = ("NaN", "1e308", "9" * 5000, "1.234,5", "12\x00", "\u202e12x", "Infinity")


def test_nobody_sells_at_more_than_all_of_it_off(manager):
    rule = {"for": "product", "sku": "A1", "method": "percent_off", "percent": "101"}

    refused = manager.sends(f"/price-lists/{price_list()}/entries", 422, **rule)

    assert "Percent must be at most 100." in refused


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


@pytest.mark.parametrize(
    "rule", ["method=percent_off&percent=20", "method=expression&formula=list*0.8"]
)
def test_a_rule_may_be_made_from_a_price_of_the_same_list(manager, rule):
    add("A1")
    address = f"/price-lists/{price_list(A1='1000')}"
    typed = f"for=product&sku=A1&{rule}&min_quantity=50&example=60"

    assert "60 come to ¥48,000 (¥800 each)" in manager.opens(f"{address}/example?{typed}")


def test_a_draft_with_a_formula_over_its_own_price_is_published(manager):
    add("A1")
    address = f"/price-lists/{price_list(A1='1000')}"
    manager.sends(f"{address}/entries", **{"for": "product"}, sku="A1", method="expression",
                  formula="list*0.8", min_quantity="50")  # fmt: skip

    assert "Why it cannot be published" not in manager.opens(f"{address}/publish")


def test_a_rule_over_no_price_says_so_without_its_id(manager):
    add("A1")
    typed = "for=product&sku=A1&method=percent_off&percent=20&min_quantity=1"

    page = manager.opens(f"/price-lists/{price_list()}/example?{typed}")
    assert "makes the price of A1 from another, and there is none." in page


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
