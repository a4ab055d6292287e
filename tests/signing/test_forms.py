"""What the signing page may send, and what it may not."""

import json

import pytest

from foundation.errors import Conflict, Refusal
from signing.forms import preview_mark, read_answer, read_reason
from signing.models import Recipient
from signing.outlines import letter_shape
from signing.stamp import Method, mark_picture, pdf_operators, seal_words, svg

WHO = Recipient(
    id="rcp_1", position=1, role="signer", stage=1, name="山田 太郎", company="", title="",
    email="y@a.example", language="ja",
)  # fmt: skip
GOOD = [[[0, 0], [300, 40], [600, 10]]]


@pytest.fixture(autouse=True)
def _room():
    """Nothing here needs a database."""


def form(**more):
    return {"recipient": "rcp_1", "presented_sha256": "c0ffee", "name": "山田 太郎", **more}


@pytest.mark.parametrize(
    "strokes",
    [
        "", "[]", "null", "{", "[[]]", "[[[1,2]]]", "7", '"x"', "[[1,2]]", "[[[1]]]",
        "[[[1,2,3],[1,2,3]]]", "[[[NaN,1],[2,3]]]", "[[[Infinity,1],[2,3]]]",
        "[[[1e308,1],[2,3]]]", "[[[1.5,1],[2000,3]]]", "[[[true,1],[2000,3]]]",
        "[[[1,1],[99999999,3]]]", "[[[-99999999,1],[1,3]]]", f"[[[{'9' * 5000},1],[2,3]]]",
        "[[[5,5],[6,6]]]", "[" * 100_000, json.dumps([[[0, 0], [900, 9]]] * 301),
        json.dumps([[[n % 900, 5] for n in range(6001)]]),
    ],
)  # fmt: skip
def test_what_is_no_drawing_is_refused_at_its_place(strokes):
    with pytest.raises(Refusal, match="draw your signature") as refused:
        read_answer(form(method="draw", strokes=strokes), WHO)

    assert refused.value.field == "strokes"


def test_a_drawing_a_typed_name_and_a_seal_are_taken():
    drawn = read_answer(form(method="draw", strokes=json.dumps(GOOD)), WHO)
    typed = read_answer(form(method="type", typed_text="Ｙａｍａｄａ"), WHO)
    sealed = read_answer(form(method="seal", seal_text=""), WHO)

    assert drawn.mark.strokes == GOOD
    assert typed.mark.text == "Ｙａｍａｄａ"
    assert sealed.mark.text == "山田"
    for answer in (drawn, typed, sealed):
        assert pdf_operators(mark_picture(answer.mark))
        assert svg(mark_picture(answer.mark)).startswith("<svg")


@pytest.mark.parametrize("method", ["", "stamp", "draw ", "DRAW", "🖋"])
def test_an_unknown_way_to_sign_is_refused(method):
    with pytest.raises(Refusal, match="how you sign"):
        read_answer(form(method=method), WHO)


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "x" * 61, "a\x00b"])
def test_a_name_that_is_none_is_refused_at_its_place(name):
    with pytest.raises(Refusal) as refused:
        read_answer(form(method="seal", name=name), WHO)

    assert refused.value.field == "name"


@pytest.mark.parametrize("letters", ["あいうえお", "ABCDE"])
def test_a_seal_with_too_many_letters_is_refused(letters):
    with pytest.raises(Refusal, match="one to 4"):
        read_answer(form(method="seal", seal_text=letters), WHO)


def test_a_page_opened_for_somebody_else_is_refused():
    for reading in (read_answer, read_reason):
        with pytest.raises(Conflict, match="Another person"):
            reading(form(recipient="rcp_2", reason="No."), WHO)


def test_declining_needs_a_reason():
    with pytest.raises(Refusal) as refused:
        read_reason(form(reason="  \n "), WHO)

    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    "text", ["", "𠮷野家", "👨‍👩‍👧", "x" * 500, "<svg onload=alert(1)>", "\ud800", "葛\U000e0100城"]
)
def test_a_preview_shows_something_for_every_nonsense(text):
    for method in ("seal", "type", "nonsense"):
        picture = svg(mark_picture(preview_mark(method, text)))
        assert picture.startswith("<svg")
        assert "onload" not in picture


@pytest.mark.parametrize(
    ("name", "words"),
    [("山田 太郎", "山田"), ("髙﨑 𠮷次", "髙﨑"), ("青木花", "青木花"), ("佐々木小次郎", "佐々"),
     ("John Smith", "JS"), ("", "印"), ("葛\U000e0100城 一郎", "葛城")],
)  # fmt: skip
def test_a_seal_shows_the_family_name(name, words):
    assert seal_words(name) == words


@pytest.mark.parametrize("letter", list("髙﨑𠮷槗𩵋邉"))
def test_rare_letters_of_names_are_drawn_and_not_replaced(letter):
    missing = svg(mark_picture(preview_mark("seal", "\U000e0fff")))

    assert letter_shape(letter).steps != letter_shape("〓").steps
    for method in ("seal", "type"):
        assert svg(mark_picture(preview_mark(method, letter))) != missing


def test_the_method_stands_in_the_mark():
    assert read_answer(form(method="seal"), WHO).mark.method is Method.SEAL
