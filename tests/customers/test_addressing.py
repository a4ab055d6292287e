import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.addressing import Addressee, lines_of

AOKI = "株式会社青木製作所"
words = st.text("青木製作所部長課営業", max_size=6)


def test_a_company_alone_takes_onchu():
    assert lines_of(Addressee(AOKI), "ja") == [f"{AOKI} 御中"]


def test_a_division_alone_takes_onchu_after_the_division():
    assert lines_of(Addressee(AOKI, "製造部"), "ja") == [AOKI, "製造部 御中"]


def test_a_person_takes_sama_with_the_title_before_the_name_and_nobody_takes_onchu():
    to = Addressee(AOKI, "購買部", "部長", "鈴木 一郎")
    assert lines_of(to, "ja") == [AOKI, "購買部", "部長 鈴木 一郎 様"]


def test_a_name_typed_with_its_suffix_does_not_get_a_second_one():
    assert lines_of(Addressee(AOKI, "", "", "鈴木 一郎様"), "ja")[-1] == "鈴木 一郎 様"


def test_english_names_the_person_first_and_has_no_suffix():
    to = Addressee("Aoki Co., Ltd.", "Purchasing", "Director", "Ichiro Suzuki")
    assert lines_of(to, "en") == ["Ichiro Suzuki, Director", "Purchasing", "Aoki Co., Ltd."]


def test_nobody_at_all_has_no_lines():
    assert lines_of(Addressee(""), "ja") == lines_of(Addressee(""), "en") == []


@given(words, words, words, words)
def test_no_address_has_both_onchu_and_sama(company, division, title, person):
    lines = "".join(lines_of(Addressee(company, division, title, person), "ja"))
    assert not ("御中" in lines and "様" in lines)
    assert lines.count("様") + lines.count("御中") == (1 if company or division or person else 0)


@pytest.mark.parametrize("language", ["ja", "en"])
@given(company=words, person=words)
def test_no_line_is_empty(language, company, person):
    assert all(line.strip() for line in lines_of(Addressee(company, person=person), language))


def test_a_division_that_stands_in_the_title_too_is_written_once():
    to = Addressee("株式会社青木製作所", "設計本部", "設計本部 部長", "鈴木 一郎")

    assert lines_of(to, "ja") == ["株式会社青木製作所", "設計本部", "部長 鈴木 一郎 様"]
