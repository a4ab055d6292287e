from io import BytesIO

import pytest
from openpyxl import load_workbook

from foundation.spreadsheets import line_of, workbook_of


@pytest.mark.parametrize("words", ["=1+1", "+81", "-1", "@sum", "\tx", "\rx"])
def test_nothing_is_run_as_a_formula(words):
    assert line_of([words, "b"]).strip('"\r\n').startswith("'")


def test_words_stay_as_they_are_and_commas_are_quoted():
    assert line_of(["青木製作所", "a,b", "1-2", ""]) == '青木製作所,"a,b",1-2,\r\n'


def test_a_workbook_runs_nothing_and_keeps_numbers():
    made = workbook_of({"A": [["品番", "Qty"], ["=1+1", 2]], "B": [["x"]]})
    book = load_workbook(BytesIO(made))
    assert book.sheetnames == ["A", "B"]
    assert [cell.value for cell in book["A"][2]] == ["'=1+1", 2]
