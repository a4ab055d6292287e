"""Products on their pages."""

import pytest

from tests.cpq.catalog.builders import add, price_list, workstation

NEW = {"sku": "A1", "name": "お茶", "kind": "item", "uom": "piece", "tax_class": "reduced"}


def test_products_are_found_whatever_the_width_case_or_kana(rep):
    add("MEM-1", name="メモリー ３２GB", category="ram")
    add("SSD-1", category="disk")

    for words in ("めもりー", "ﾒﾓﾘｰ", "mem-1", "32gb メモリー"):
        page = rep.opens(f"/products?q={words}")
        assert "MEM-1" in page
        assert "SSD-1" not in page


def test_a_list_is_narrowed_to_a_category_and_sorted(rep):
    add("A", category="ram")
    add("B", category="ram")
    add("C", category="disk")

    page = rep.opens("/products?category=ram&sort=-sku")

    assert page.text.index("Thing B") < page.text.index("Thing A")
    assert "Thing C" not in page


def test_usual_categories_are_called_by_their_names_and_others_as_they_stand(rep):
    add("A", category="power-supply")
    add("B", category="garden gnomes")

    page = rep.opens("/products")

    assert "Power supplies" in page
    assert "power-supply" not in page
    assert "garden gnomes" in page


def test_what_is_not_found_says_what_to_try(rep):
    assert "No products yet" in rep.opens("/products")
    add("A")
    assert "Nothing found" in rep.opens("/products?q=zzz")
    assert "1 to 1 of 1" in rep.opens("/products?page=%EF%BC%91&sort=nonsense")


def test_a_page_shows_facts_prices_and_where_a_part_is_used(rep):
    ids = workstation()
    price_list(CPU_1="49800")

    page = rep.opens(f"/products/{ids['CPU-1']}")

    assert "¥49,800" in page
    assert "Standard prices" in page
    assert "SocketAM5" in page
    assert "Thing WS as Processor" in page
    assert "Thing WS" not in rep.opens(f"/products/{ids['RAM-4']}")  # the slot wants DDR5


def test_a_part_without_a_price_says_what_to_do(rep):
    assert "On no price list" in rep.opens(f"/products/{add('A')}")


def test_a_model_is_shown_in_words(rep):
    page = rep.opens(f"/products/{workstation()['WS']}")

    for words in (
        "Memory optional",
        "“DDR generation” of Processor must be “DDR generation” of Memory, or one of its values.",
        "“Socket” of Processor and “DDR generation” of Memory must be one of 2 pairs.",
        "Together at most 64: 2 × “Capacity” of Memory (16 where unknown) and 8 besides.",
        "CPU-1 (Processor) does not go with RAM-4 (Memory).",
        "CPU-1 (Processor) needs one of RAM-5 (Memory).",
        "AM5 – 5",
        "Too much.",
    ):
        assert words in page


def test_a_manager_adds_a_product(manager):
    page = manager.sends("/products/new", **NEW, cost="１２０", cost_currency="JPY",
                         attributes="色 = 緑\n産地＝静岡")  # fmt: skip

    assert "A1 was added." in page.html.text_content()
    assert "色緑" in page
    assert "産地静岡" in page
    assert "¥120" in page


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"cost": "120"}, "Say in which currency the cost is."),
        ({"cost": "120", "cost_currency": "NaN"}, "“NaN” is no currency such as JPY or USD."),
        ({"sku": ""}, "Please fill in: SKU."),
        ({"name": " "}, "Please fill in: Product name."),
        ({"cost": "NaN"}, "Cost must be a plain number"),
        ({"cost": "-1"}, "Cost must be at least 0"),
        ({"kind": "magic"}, "“magic” is not known here"),
        ({"attributes": "no sign"}, "one attribute a line"),
        ({"description": "x" * 2001}, "at most 2,000 fit"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(manager, typed, sentence):
    page = manager.sends("/products/new", 422, **(NEW | {"category": "tea"} | typed))

    assert sentence.replace("2,000", "2000") in page.text.replace("2,000", "2000")
    assert page.field("category") == "tea"


def test_a_sku_is_given_once(manager):
    add("A1")

    assert "There is a product A1 already." in manager.sends("/products/new", 422, **NEW)


def test_a_manager_changes_a_product(manager):
    address = f"/products/{add('A1')}"
    seen = manager.opens(address).field("seen")

    page = manager.sends(address, **(NEW | {"name": "新茶", "lifecycle": "retired"}), seen=seen)

    assert "A1 was changed." in page.html.text_content()
    assert "no longer sold" in page
    assert "A1" not in manager.opens("/products")
    assert "A1" in manager.opens("/products?state=retired")


def test_a_unit_and_a_currency_that_no_list_offers_stay_as_they_are(manager):
    page = manager.opens(f"/products/{add('A1', uom='reel', cost=7, cost_currency='GBP')}")

    assert (page.field("uom"), page.field("cost_currency")) == ("reel", "GBP")


def test_two_people_do_not_overwrite_each_other(manager, signed_in):
    address = f"/products/{add('A1')}"
    seen = manager.opens(address).field("seen")
    signed_in("admin").sends(address, **NEW, seen=seen)

    page = manager.sends(address, 409, **(NEW | {"name": "mine"}), seen=seen)

    assert "Somebody else has changed this product" in page
    assert page.field("name") == "mine"


def test_a_change_keeps_what_an_import_recognises_the_product_by(manager):
    ident = add("A1", natural_key="abc")
    manager.sends(f"/products/{ident}", **NEW)

    assert add("A1") == ident


def test_sales_may_read_only(rep):
    address = f"/products/{add('A1')}"

    assert not rep.opens(address).actions(r"^/products/")
    rep.sends(address, 403, **NEW)
    rep.opens("/products/new", 403)
    rep.opens("/import", 403)
    assert "New product" not in rep.opens("/products")


def test_a_product_that_is_not_there_says_so(rep):
    assert "There is nothing under prd_0." in rep.opens("/products/prd_0", 404)
