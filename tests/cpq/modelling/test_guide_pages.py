"""The guide to products on its page: questions and answers by form, in an order, with undo."""

import pytest
from sqlalchemy import select

from cpq.catalog.modelling.guides import guide_of
from cpq.catalog.models import ProductGuide
from foundation.db import reading
from tests.cpq.catalog.builders import add

AT = "/products/guide"


@pytest.fixture
def guide(manager):
    """A guide of two questions, made on its page."""
    add("SOFA", category="chair")
    puts(manager, "question", text_ja="用途", text_en="Use")
    puts(manager, "answer", of=0, text_ja="座る", text_en="Sit", category=["chair"])
    puts(manager, "answer", of=0, text_ja="食べる", text_en="Eat", skus="SOFA")
    puts(manager, "question", text_ja="柔らかい？", text_en="Soft?", after=["use/sit", "use/eat"])
    puts(manager, "answer", of=1, text_ja="はい", text_en="Yes")
    return manager


def seen():
    with reading() as session:
        row = session.scalars(select(ProductGuide)).first()
        return row.head if row else 0


def kept():
    with reading() as session:
        return guide_of(session)


def puts(visitor, kind, status=200, **fields):
    return visitor.sends(f"{AT}/parts/{kind}", status, **{"seen": seen(), **fields})


def test_questions_are_built_by_form(guide):
    made = kept()

    assert [question.key for question in made.questions] == ["use", "soft"]
    assert made.questions[0].answers[0].categories == ["chair"]
    assert made.questions[0].answers[1].skus == ["SOFA"]
    assert made.questions[1].when == "use/sit | use/eat"
    page = guide.opens(AT)
    assert "asked after: Use Sit / Use Eat" in page
    assert "narrows nothing" in page


def test_answers_that_a_question_is_asked_after_are_ticked_in_its_form(guide):
    page = guide.opens(f"{AT}/parts/question?n=1")
    assert page.html.xpath("//input[@name='after'][@checked]/@value") == ["use/sit", "use/eat"]
    assert page.field("when").strip() == ""

    puts(guide, "question", n=1, text_ja="柔らかい？", text_en="Soft?", when="!use/eat")
    assert "asked where !use/eat holds" in guide.opens(AT)
    assert guide.opens(f"{AT}/parts/question?n=1").field("when").strip() == "!use/eat"


def test_questions_are_moved_renamed_and_removed_and_every_edit_is_undone_by_name(guide):
    puts(guide, "answer/move", of=0, n=1, to="up")
    puts(guide, "answer", of=0, n=0, text_ja="食べる", text_en="Dine", skus="SOFA")
    puts(guide, "name", name_ja="製品は？", name_en="Which one?")
    assert [answer.text.en for answer in kept().questions[0].answers] == ["Dine", "Sit"]
    assert "Undo: Rename it to “Which one?”" in guide.opens(AT)

    for _time in range(3):
        guide.sends(f"{AT}/undo", seen=seen())
    assert [answer.text.en for answer in kept().questions[0].answers] == ["Sit", "Eat"]
    assert "Redo: Move answer “Eat”" in guide.opens(AT)
    guide.sends(f"{AT}/redo", seen=seen())
    assert kept().questions[0].answers[0].text.en == "Eat"
    puts(guide, "question/remove", n=1)
    assert len(kept().questions) == 1


def test_with_script_the_list_alone_is_drawn_and_what_was_moved_keeps_the_focus(guide):
    answer = guide.client.post(
        f"{AT}/parts/answer/move", data={"of": 0, "n": 1, "to": "up", "seen": seen()},
        headers={"HX-Request": "true"},
    )  # fmt: skip
    text = answer.get_data(as_text=True)

    assert "<html" not in text
    assert text.count("data-focus") == 1


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("question", {"text_ja": ""}, "Please fill in"),
        ("question", {"text_ja": "色", "when": "paint"}, "names “paint”, which is not there"),
        ("question", {"text_ja": "色", "when": "use/"}, "expression"),
        ("question", {"text_ja": "色", "when": "use", "after": "use/sit"}, "not both"),
        ("answer", {"text_ja": "色", "of": 0, "skus": "NONE"}, "There is no product NONE."),
        ("answer", {"text_ja": "色", "of": 0, "key": "sit"}, "have the same key"),
    ],
)
def test_what_is_not_right_is_refused_and_nothing_typed_is_lost(guide, kind, fields, sentence):
    page = puts(guide, kind, 422, **fields)

    assert sentence in page
    assert page.field("text_ja") == fields["text_ja"]


def test_what_others_ask_upon_is_not_taken_away_and_two_people_do_not_overwrite_each_other(guide):
    assert "which is not there" in puts(guide, "answer/remove", 422, of=0, n=0)
    assert "Somebody else has changed this guide" in puts(guide, "name", 409, seen=1, name_ja="x")
    guide.opens(f"{AT}/parts/answer?of=7", 404)
    guide.opens(f"{AT}/parts/colour", 404)


def test_the_guide_goes_out_as_toml_and_comes_in_again(guide):
    text = guide.fetches(f"{AT}/guide.toml").decode()

    guide.sends(AT, guide="", seen=seen())
    assert kept() is None
    page = guide.sends(AT, 422, guide=text.replace("[[questions]]", "[[questions]"), seen=seen())
    assert "Line 3: this is no TOML." in page
    guide.sends(AT, guide=text, seen=seen())
    assert [question.key for question in kept().questions] == ["use", "soft"]


def test_a_rep_does_not_edit_the_guide(guide, rep):
    rep.opens(AT, 403)
    rep.sends(f"{AT}/undo", 403)
