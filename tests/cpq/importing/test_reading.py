"""What a row says, and when it is refused."""

from datetime import date
from decimal import Decimal

import pytest

from cpq.importing.mapping import mapping_of
from cpq.importing.reading import reader_of
from cpq.importing.sources import open_table
from foundation.errors import Refusal
from foundation.language import say
from tests.cpq.importing.builders import BY_SKU, PARTS, PRICES


def drafts(mapping, content, name="memory.csv"):
    table = open_table(name, content.encode())
    reader = reader_of(mapping, table)
    return [reader(cells) for _line, cells in table.rows()]


def draft(mapping, content):
    return drafts(mapping, content)[0]


def refused(mapping, content):
    with pytest.raises(Refusal) as refusal:
        drafts(mapping, content)
    return say(refusal.value.text, "en")


def priced(price):
    return draft(BY_SKU, f'品番,品名,単価\nA1,x,"{price}"\n').price


def test_a_part_without_a_number_gets_one_from_what_tells_it_apart():
    same, again, other = drafts(
        PARTS, 'name,price,modules\nRGB,9,"2,16"\nRGB,8,"2,16"\nRGB,9,"2,8"\n'
    )

    assert same.sku.startswith("MEMORY-")
    assert same.sku == again.sku != other.sku


def test_the_file_is_part_of_the_natural_key():
    [here] = drafts(PARTS, "name,price\nRGB,9\n", "a.csv")
    [there] = drafts(PARTS, "name,price\nRGB,9\n", "b.csv")

    assert here.natural_key != there.natural_key


def test_pairs_stay_and_their_parts_can_be_attributes():
    read = draft(PARTS, 'name,price,modules,color\nRGB,9,"2,16",\n')

    assert read.facts["attributes"] == {"modules": "2,16", "total_gb": "32"}
    assert read.facts["category"] == "memory"


def test_a_pair_without_numbers_makes_no_product():
    read = draft(PARTS, 'name,price,modules\nRGB,9,"2,many"\n')

    assert read.facts["attributes"] == {"modules": "2,many"}


@pytest.mark.parametrize(
    ("typed", "price"),
    [
        ("1,980", 1980),
        ("１２３４５", 12345),
        ("¥1,980", 1980),
        ("￥１，９８０", 1980),
        ("1980円", 1980),
        ("JPY 1980", 1980),
        ("$12.50", Decimal("12.5")),
        ("0", 0),
    ],
)
def test_prices_as_people_write_them_are_taken(typed, price):
    assert priced(typed).entry.unit_price == price


@pytest.mark.parametrize(
    "typed", ["NaN", "inf", "1e5", "-1", "abc", "1.1234567", "1.980,00", "=1+1"]
)
def test_prices_that_are_none_are_refused(typed):
    sentence = refused(BY_SKU, f'品番,品名,単価\nA1,x,"{typed}"\n')

    assert sentence.startswith("Price m")


def test_an_absurd_price_is_refused():
    assert "at most" in refused(BY_SKU, "品番,品名,単価\nA1,x,99999999999999\n")


def test_a_row_without_a_price_is_a_product_all_the_same():
    read = draft(BY_SKU, "品番,品名,単価\nA1,x,\n")

    assert (read.sku, read.price) == ("A1", None)


def test_a_row_without_name_or_number_is_refused():
    assert refused(BY_SKU, "品番,品名,単価\nA1,,5\n") == "Please fill in: Product name."
    assert refused(BY_SKU, "品番,品名,単価\n,x,5\n") == "Please fill in: SKU."


def test_a_row_with_more_cells_than_the_heading_is_refused():
    assert "4 cells, the heading names 3" in refused(BY_SKU, "品番,品名,単価\nA1,x,5,6\n")
    assert draft(BY_SKU, "品番,品名,単価\nA1,x,5,,\n").price.entry.unit_price == 5
    assert draft(BY_SKU, "品番,品名,単価\nA1,x\n").price is None


def test_breaks_and_days_are_read():
    [price] = [
        read.price
        for read in drafts(PRICES, "sku,price,from,begins,ends\nA1,9,１０,2026年4月1日,2027/3/31\n")
    ]

    assert price.entry.min_quantity == 10
    assert (price.entry.valid_from, price.entry.valid_to) == (date(2026, 4, 1), date(2027, 3, 31))


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("A1,9,0,,", "From quantity must be at least"),
        ("A1,9,,2026-13-01,", "Valid from must be a day"),
        ("A1,9,,soon,", "Valid from must be a day"),
        ("A1,9,,2026-04-02,2026-04-01", "would end before it begins"),
    ],
)
def test_breaks_and_days_that_are_none_are_refused(row, sentence):
    assert sentence in refused(PRICES, f"sku,price,from,begins,ends\n{row}\n")


def test_kinds_of_tax_units_and_currencies_are_understood_in_japanese():
    mapping = mapping_of(
        {
            "price_list": "L",
            "columns": {
                "sku": "品番", "name": "品名", "tax_class": "税", "uom": "単位",
                "price": "価格", "currency": "通貨", "cost": "原価",
            },
        }
    )  # fmt: skip

    read = draft(mapping, "品番,品名,税,単位,価格,通貨,原価\nA1,茶,軽減税率,箱,500,円,300\n")

    assert read.facts["tax_class"] == "reduced"
    assert read.facts["uom"] == "box"
    assert (read.price.currency, read.facts["cost"]) == ("JPY", 300)
    assert "no kind of tax" in refused(
        mapping, "品番,品名,税,単位,価格,通貨,原価\nA1,茶,謎,箱,5,円,3\n"
    )
    assert "no currency" in refused(mapping, "品番,品名,税,単位,価格,通貨,原価\nA1,茶,,箱,5,金,3\n")


def test_a_file_without_a_column_of_the_mapping_is_refused():
    assert "has no column “単価”" in refused(BY_SKU, "品番,品名\nA1,x\n")


def test_controls_in_a_name_are_refused_and_bidi_marks_dropped():
    assert draft(BY_SKU, "品番,品名,単価\nA1,a\u202eb,5\n").facts["name"] == "ab"
    assert "cannot be shown" in refused(BY_SKU, "品番,品名,単価\nA1,a\x07b,5\n")
