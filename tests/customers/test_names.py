import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.names import full_name, sort_key, split_name, without_legal_form


@pytest.mark.parametrize(
    ("family", "given_", "whole"),
    [
        ("鈴木", "一郎", "鈴木 一郎"),
        ("Anderson", "Mary", "Mary Anderson"),
        ("鈴木", "", "鈴木"),
        ("ウィルソン", "エマ", "ウィルソン エマ"),
    ],
)
def test_a_name_is_written_in_the_order_of_its_script(family, given_, whole):
    assert full_name(family, given_) == whole


def test_a_whole_name_is_taken_apart_in_the_order_of_its_script():
    assert split_name("鈴木\u3000一郎") == ("鈴木", "一郎")
    assert split_name("Mary Jane Anderson") == ("Anderson", "Mary Jane")
    assert split_name("Cher") == ("Cher", "")


@pytest.mark.parametrize(
    "name", ["株式会社青木製作所", "㈱青木製作所", "(株)青木製作所", "青木製作所(株)", "青木製作所"]
)
def test_the_legal_form_does_not_matter_for_comparing(name):
    assert without_legal_form(name) == "青木製作所"


def test_half_width_kana_hiragana_and_katakana_sort_alike():
    keys = {
        sort_key(kana, "青木") for kana in ("アオキ", "ｱｵｷ", "あおき", "カブシキガイシャアオキ")
    }
    assert keys == {"あおき"}


def test_a_list_is_ordered_by_kana_and_what_has_none_comes_last():
    names = [("", "大山組"), ("ワタナベ", "渡辺商事"), ("ｲﾄｳ", "伊藤産業"), ("", "Acme Ltd")]
    ordered = sorted(names, key=lambda pair: sort_key(*pair))
    assert [name for _kana, name in ordered] == ["Acme Ltd", "伊藤産業", "渡辺商事", "大山組"]


@given(st.text("アイウエオカキクケコ", min_size=1))
def test_the_sort_key_of_kana_is_hiragana(kana):
    assert all("ぁ" <= letter <= "ゖ" for letter in sort_key(kana, ""))
