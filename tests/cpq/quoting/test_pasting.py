"""Rows of a spreadsheet are read by their headings, or by their order; what is none is said."""

import pytest

from cpq.quoting.pasting import MOST_ROWS, pasted
from foundation.errors import Refusal

MEANT = {"sku": "MEM-1", "quantity": "3", "percent": "5", "reason": "年度末"}


@pytest.mark.parametrize(
    "text",
    [
        "SKU\tQuantity\tDiscount (%)\tReason\nMEM-1\t3\t5\t年度末",
        "数量,品番,値引率,理由\n3,MEM-1,5,年度末\n",
        "\ufeffＳＫＵ;数量;値引き（％）;理由\r\nMEM-1;3;5;年度末\r\n",
        '値引理由\t"品番"\t"数量"\t値引\n年度末\t"MEM-1"\t3\t5\n\n\t\t\t',
    ],
)
def test_columns_are_known_by_what_they_are_called(text):
    [row] = pasted(text).rows
    assert row.cells == MEANT


def test_without_headings_the_order_counts():
    first, second = pasted("MEM-1\t3\t5\t\t年度末\nTEA\t２").rows
    assert first.cells == MEANT | {"unit": ""}
    assert second.cells == {"sku": "TEA", "quantity": "２"}
    assert (first.number, second.number) == (1, 2)


def test_breaks_tabs_and_quotes_inside_a_cell_stay_in_it():
    [row] = pasted('SKU\tReason\nTEA\t"one ""more""\nline\tand a tab"').rows
    assert row.cells["reason"] == 'one "more"\nline\tand a tab'
    [again] = pasted(f"SKU\tReason\n{row.raw}").rows
    assert again.cells == row.cells


def test_what_is_not_used_is_told_and_a_guarded_cell_is_bare_again():
    read = pasted("品番\t品名\t金額\t数量\n'-X1\tTee\t100\t2")
    assert read.unused == ("品名", "金額")
    assert read.rows[0].cells == {"sku": "-X1", "quantity": "2"}


@pytest.mark.parametrize(
    "text", ["", " \n\t\n", "SKU\n" + "TEA\n" * (MOST_ROWS + 1), "x" * 2_000_001]
)
def test_nothing_and_too_much_are_refused_in_a_sentence(text):
    with pytest.raises(Refusal) as refused:
        pasted(text)
    assert refused.value.field == "text"


def test_a_column_may_be_called_percent():
    (row,) = pasted("sku\tquantity\tpercent\nSSD-500\t10\t5").rows
    assert row.cells["percent"] == "5"
