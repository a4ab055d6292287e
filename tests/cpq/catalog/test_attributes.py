"""Attributes are called by names in both languages, with units, wherever they are shown."""

import pytest

from cpq.catalog.attributes import Label, Names, label_of_heading, name_attributes, names_of
from foundation.db import reading, transaction
from foundation.errors import Refusal
from foundation.language import speak
from tests.cpq.catalog.builders import add, workstation


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("cable_length", Label("Cable length", "Cable length")),
        ("cable_length (m)", Label("Cable length", "Cable length", "m")),
        ("消費電力（W）", Label("消費電力", "消費電力", "W")),
        ("(W)", Label("(W)", "(W)")),
        ("_", Label("_", "_")),
    ],
)
def test_without_a_name_an_attribute_is_called_by_its_heading(heading, label):
    assert label_of_heading(heading) == label


def test_what_people_say_goes_before_what_is_usual_the_category_first():
    own = {
        ("memory", "gb"): Label("記憶容量", "Capacity", "GB"),
        ("", "tone"): Label("色調", "Tone"),
    }
    names = Names(own)

    speak("ja")
    assert names.facts("memory", {"gb": "16", "tone": "dark", "type": "DDR5"}) == [
        ("記憶容量", "16 GB"), ("色調", "dark"), ("種類", "DDR5")]  # fmt: skip
    assert names.called("cooler", "capacity") == "冷却能力"
    assert names.called("storage", "capacity") == "容量"
    speak("en")
    assert names.called("graphics", "gb") == "Capacity"


def kept():
    with reading() as session:
        return names_of(session).own


def test_names_are_kept_only_where_they_differ_from_the_usual(database):
    with transaction() as session:
        name_attributes(
            session, "memory",
            [("gb", "容量", "Capacity", "GB"), ("slots", "枚数", "", "枚"), ("x", "", "", "")],
        )  # fmt: skip
    assert kept() == {("memory", "slots"): Label("枚数", "枚数", "枚")}
    with transaction() as session:
        name_attributes(session, "memory", [("slots", "", "", "")])
    assert kept() == {}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("gb", "", "", "GB"), "Say what the attribute with the unit “GB” is called."),
        (("gb", "容" * 101, "", ""), "has 101 characters"),
        (("gb", "a\x00", "", ""), "cannot"),
        (("", "名", "", ""), "Please fill in"),
    ],
)
def test_a_name_that_is_none_is_refused(session, typed, sentence):
    with pytest.raises(Refusal) as refused:
        name_attributes(session, "memory", [typed])
    assert sentence in str(refused.value.text)


def test_names_are_given_on_their_page_and_read_on_products_lists_and_rules(manager, rep):
    ids = workstation()
    at = "/products/attributes"
    page = manager.opens(f"{at}?category=ram")
    assert page.html.xpath("//input[@name='attribute']/@value") == ["ddr", "gb", ""]

    typed = {"category": "ram", "attribute": ["ddr", "gb", ""], "ja": ["世代", "容量", ""]}
    manager.sends(at, **typed, en=["Generation", "Size", ""], unit=["", "GB", ""])

    assert "Size 16 GB" in rep.opens("/products?category=ram")
    page = rep.opens(f"/products/{ids['RAM-5']}")
    assert "Generation" in page
    assert "16 GB" in page
    assert "“Size” of Memory" in rep.opens(f"/products/{ids['WS']}")
    refused = manager.sends(at, 422, **typed, en=["", "", ""], unit=["x" * 21, "", ""])
    assert "has 21 characters" in refused
    assert refused.html.xpath("//input[@name='unit']/@value")[0] == "x" * 21
    rep.opens(at, 403)


def test_the_attributes_of_a_category_without_products_can_still_be_named(manager):
    add("X", category="case")
    page = manager.opens("/products/attributes")
    assert page.html.xpath("//input[@name='category']/@value") == ["case"]
    manager.sends("/products/attributes", category="", attribute="tone", ja="色調", en="", unit="")
    assert kept() == {("", "tone"): Label("色調", "色調")}
