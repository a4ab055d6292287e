from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.errors import Refusal
from foundation.language import _, say
from foundation.numbers import clean, clean_text, folded, parse_number

QUANTITY = _("Quantity")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12", "12"),
        ("１２", "12"),
        ("1,234.5", "1234.5"),
        ("１，２３４．５", "1234.5"),
        (" 0.000001 ", "0.000001"),
        (".5", "0.5"),
        ("−3", "-3"),
    ],
)
def test_a_plain_number_in_any_width_is_read(typed, meant):
    assert parse_number(typed, QUANTITY) == Decimal(meant)


@pytest.mark.parametrize(
    "typed",
    [
        *[
            "",
            "NaN",
            "inf",
            "1e308",
            "1.234,5",
            "12,34",
            "9" * 5000,
            "0x10",
            "1 2",
            "１２個",
            "\x00",
        ],
        *["1" + ",000" * 20, "1,000,000,000,000,000", "1" + " " * 99 + "5"],
    ],
)
def test_anything_else_is_refused_in_a_sentence(typed):
    with pytest.raises(Refusal) as refused:
        parse_number(typed, QUANTITY, field="quantity")

    assert refused.value.field == "quantity"
    assert "数量" in say(refused.value.text, "ja") or "Quantity" in say(refused.value.text, "ja")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "数量を入力してください。"),
        ("　", "数量を入力してください。"),
        ("9" * 20, "数量が大きすぎます。15桁以内で入力してください。"),
        ("12,34", "数量は「1,234」のように数字だけで入力してください（単位や記号は不要です）。"),
        ("10個", "数量は「1,234」のように数字だけで入力してください（単位や記号は不要です）。"),
    ],
)
def test_a_refusal_says_what_is_wrong_with_what_was_typed(typed, said):
    with pytest.raises(Refusal) as refused:
        parse_number(typed, QUANTITY)

    assert say(refused.value.text, "ja") == said


def test_minus_nothing_is_nothing():
    assert str(parse_number("-0", QUANTITY)) == "0"


def test_more_decimals_than_are_kept_are_refused():
    with pytest.raises(Refusal, match="at most 6 decimals"):
        parse_number("0.1234567", _("Rate"))
    with pytest.raises(Refusal, match="at most 2 decimals"):
        parse_number("1.234", QUANTITY, places=2)


def test_a_fraction_of_a_whole_is_refused():
    with pytest.raises(Refusal, match="whole number"):
        parse_number("1.5", QUANTITY, places=0)


def test_bounds_are_said():
    with pytest.raises(Refusal, match="at least 1"):
        parse_number("0", QUANTITY, minimum=1)
    with pytest.raises(Refusal, match="at most 99"):
        parse_number("100", QUANTITY, maximum=99)


@given(st.text(max_size=40))
def test_whatever_is_typed_the_answer_is_a_number_or_a_refusal(typed):
    try:
        assert parse_number(typed, QUANTITY).is_finite()
    except Refusal as refused:
        assert refused.text.msgid  # noqa: PT017  (either outcome is right; both are checked)


def test_words_lose_bidi_controls_and_keep_rare_kanji():
    assert clean("髙﨑\u202e 𠮷", _("Name")) == "髙﨑 𠮷"


@pytest.mark.parametrize("words", ["a\x00b", "a\ud800b", "a\x1bb"])
def test_characters_that_no_text_has_are_refused(words):
    with pytest.raises(Refusal, match="cannot be shown"):
        clean(words, _("Name"))


def test_too_long_and_missing_are_said():
    with pytest.raises(Refusal, match="at most 5 fit"):
        clean("123456", _("Name"), longest=5)
    with pytest.raises(Refusal, match="Please fill in: Name"):
        clean("  ", _("Name"), required=True)


def test_a_text_keeps_its_lines():
    assert clean_text("一行目  \r\n二行目\n", _("Note")) == "一行目\n二行目"


def test_searching_does_not_mind_width_or_kana():
    assert folded("ｱｵｷ ＡＢＣ") == folded("あおき abc") == folded("アオキ Abc")
