"""Mappings: guessed, written, read, refused."""

import pytest

from cpq.importing import derived
from cpq.importing.guessing import guess
from cpq.importing.mapping import Mapping, mapping_from_toml, mapping_of
from cpq.importing.sources import open_table
from cpq.importing.writing_toml import to_toml
from foundation.errors import Refusal
from foundation.language import ROOT, say


def guessed(*files):
    return guess([open_table(name, content.encode()) for name, content in files])


def refused(function, *arguments):
    with pytest.raises(Refusal) as refusal:
        function(*arguments)
    return say(refusal.value.text, "en")


def test_japanese_columns_are_recognised():
    mapping = guessed(
        (
            "価格表.csv",
            "品番,品名,標準価格（税抜）,税区分,数量,有効開始日,色\nA1,茶,1500,軽減,1,,赤\n",
        )
    )

    assert mapping.columns.sku == "品番"
    assert mapping.columns.name == "品名"
    assert mapping.columns.price == "標準価格（税抜）"
    assert mapping.columns.min_quantity == "数量"
    assert mapping.fixed.currency == "JPY"
    assert not mapping.key.columns


def test_without_a_part_number_the_file_and_its_columns_tell_products_apart():
    mapping = guessed(
        ("memory.csv", 'name,price,modules\nRGB,94.99,"2,16"\n'), ("case.csv", "name,price\nX,1\n")
    )

    assert mapping.key.file
    assert mapping.key.columns == ["*"]
    assert mapping.fixed.currency == "USD"
    assert mapping.attributes.derived == {"modules_1": "modules[1]", "modules_2": "modules[2]"}


def test_a_mapping_survives_being_written():
    mapping = guessed(("a.csv", 'name,price,"odd "" name"\nRGB,94.99,x\n'))

    assert mapping_from_toml(to_toml(mapping)) == mapping


def test_every_entry_survives_being_written():
    mapping = mapping_of(
        {
            "name": "部品",
            "separator": "\t",
            "price_list": "L",
            "columns": {"name": "品名", "price": "価格"},
            "fixed": {"currency": "JPY"},
            "key": {"columns": ["品名", "色"]},
            "attributes": {"columns": ["色"], "derived": {"面積": "縦[1] * 縦[2]"}},
        }
    )

    assert mapping_from_toml(to_toml(mapping)) == mapping


def test_the_mapping_of_the_parts_is_right():
    mapping = mapping_from_toml((ROOT / "demo/pc-parts/mapping.toml").read_text())

    assert mapping.attributes.derived["total_gb"] == "modules[1] * modules[2]"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "which column has the SKU"),
        ({"columns": {"sku": "a"}}, "which column has the name"),
        ({"columns": {"sku": "a", "price": "b"}}, "on which price list"),
        ({"columns": {"sku": "a", "price": "b"}, "price_list": "L"}, "in which currency"),
        ({"columns": {"sku": "a", "name": "b", "cost": "c"}}, "in which currency the cost is"),
        ({"columns": {"colour": "a"}}, "“columns › colour” is not known here"),
        ({"separator": "ab"}, "“separator” is not right: the text is too long"),
    ],
)
def test_a_mapping_that_says_too_little_is_refused(values, sentence):
    assert sentence in refused(mapping_of, values)


@pytest.mark.parametrize("text", ["columns = [", "columns = " + "[" * 5000])
def test_a_mapping_that_is_no_toml_is_refused(text):
    assert "Line 1: this is no TOML." in refused(mapping_from_toml, text)


@pytest.mark.parametrize("words", ["", "a[", "a]b", "a[1][2]", "* a"])
def test_a_derived_attribute_that_cannot_be_understood_is_refused(words):
    values = {"columns": {"sku": "a", "name": "b"}, "attributes": {"derived": {"x": words}}}

    assert "is not understood" in refused(mapping_of, values)


def test_parts_of_cells_are_multiplied_exactly():
    cells = {"size": "0.1,3", "n": "7"}

    assert derived.value_of(derived.parse("size[1] * size[2] * n"), cells) == "2.1"
    assert derived.value_of(derived.parse("size[3]"), cells) == ""
    assert derived.value_of(derived.parse("other"), cells) == ""


def test_an_empty_mapping_reads_files():
    assert Mapping().named() == {}
