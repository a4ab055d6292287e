import pytest

from foundation.spreadsheets import line_of


@pytest.mark.parametrize("words", ["=1+1", "+81", "-1", "@sum", "\tx", "\rx"])
def test_nothing_is_run_as_a_formula(words):
    assert line_of([words, "b"]).strip('"\r\n').startswith("'")


def test_words_stay_as_they_are_and_commas_are_quoted():
    assert line_of(["青木製作所", "a,b", "1-2", ""]) == '青木製作所,"a,b",1-2,\r\n'
