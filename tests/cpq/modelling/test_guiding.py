"""Guided selling: questions narrow options, pre-set choices, and lead to products."""

import pytest

from cpq.catalog.configuring import Choice, Configurator, compile_model
from cpq.catalog.modelling.checking import checked
from cpq.catalog.modelling.guide_edits import put_guide
from cpq.catalog.modelling.guides import guide_of, read_guide, step_of
from cpq.catalog.modelling.guiding import (
    allowed,
    next_question,
    preset,
    read_answers,
    without_answer,
)
from foundation.errors import Refusal
from tests.cpq.builders import put


def words(text):
    return {"ja": text, "en": text}


def slot(key, *options, **fields):
    own = [{"key": option, "name": words(option)} for option in options]
    return {"key": key, "label": words(key), "options": own, **fields}


def answer(key, **fields):
    return {"key": key, "text": words(key), **fields}


QUESTIONS = [
    {"key": "use", "text": words("For what?"), "answers": [
        answer("shop", choose={"frame": "steel", "extras/basket": "basket"},
               allow={"colour": ["red", "blue"]}),
        answer("race", choose={"frame": "carbon"}, allow={"colour": ["blue"]}),
    ]},
    {"key": "night", "text": words("At night?"), "when": "use/shop & !extras/light", "answers": [
        answer("yes", choose={"extras/light": "light"}), answer("no")]},
]  # fmt: skip
RULE = {"kind": "excludes", "slot": "frame", "sku": "carbon", "other": "extras",
        "other_sku": "basket", "message": words("no basket")}  # fmt: skip


@pytest.fixture
def bicycle():
    slots = [slot("frame", "steel", "carbon"), slot("colour", "red", "blue", "green"),
             slot("extras", "basket", "light", least=0, most=2)]  # fmt: skip
    model = {"sku": "BIKE", "slots": slots, "constraints": [RULE], "questions": QUESTIONS}
    return Configurator(compile_model(checked(model), {}))


def given(bicycle, *values):
    return read_answers(bicycle.compiled.definition, values)


def question(bicycle, answers, choices=None):
    asked = next_question(bicycle.compiled.definition, answers, choices or {})
    return asked.key if asked else None


def test_questions_come_one_after_another_where_their_condition_holds(bicycle):
    assert question(bicycle, []) == "use"
    assert question(bicycle, given(bicycle, "use:shop")) == "night"
    assert question(bicycle, given(bicycle, "use:race")) is None
    assert question(bicycle, given(bicycle, "use:")) is None
    lit = {"extras/light": Choice(sku="light")}
    assert question(bicycle, given(bicycle, "use:shop"), lit) is None


def test_what_is_not_there_any_more_is_no_answer(bicycle):
    assert given(bicycle, "gone:x", "use:gone", "use", ":") == given(bicycle, "use:")


def test_an_answer_pre_sets_choices_and_the_way_back_takes_them_out(bicycle):
    [shop] = given(bicycle, "use:shop")

    chosen = preset(bicycle, {}, shop.answer)

    assert chosen == {"frame": Choice(sku="steel"), "extras/basket": Choice(sku="basket")}
    painted = chosen | {"colour": Choice(sku="red")}
    assert without_answer(bicycle, painted, shop.answer) == {"colour": Choice(sku="red")}


def test_what_does_not_go_with_my_choices_is_not_pre_set(bicycle):
    mine = {"frame": Choice(sku="carbon")}
    basket = given(bicycle, "use:shop")[0].answer.model_copy(
        update={"choose": {"extras/basket": "basket"}}
    )

    assert preset(bicycle, mine, basket) == mine


def test_answers_together_leave_open_what_each_leaves_open(bicycle):
    [shop] = given(bicycle, "use:shop")
    [race] = given(bicycle, "use:race")

    assert allowed([shop]) == {"colour": {"red", "blue"}}
    assert allowed([shop, race]) == {"colour": {"blue"}}
    assert allowed(given(bicycle, "use:")) == {}


GUIDE = """
name = { ja = "製品選び", en = "Which product?" }
[[questions]]
key = "use"
text = { ja = "用途", en = "Use" }
answers = [
  { key = "sit", text = { ja = "座る", en = "Sit" }, categories = ["chair"] },
  { key = "eat", text = { ja = "食べる", en = "Eat" }, skus = ["TABLE"] },
]
[[questions]]
key = "soft"
text = { ja = "柔らかい？", en = "Soft?" }
when = "use/sit"
answers = [{ key = "yes", text = { ja = "はい", en = "Yes" }, skus = ["SOFA", "TABLE"] }]
"""


def test_a_guide_leads_to_products(session):
    for sku, category in (("SOFA", "chair"), ("STOOL", "chair"), ("TABLE", "table")):
        put(session, sku, category=category)
    session.flush()
    guide = put_guide(session, GUIDE)

    def step(*answers):
        found = step_of(session, guide, answers)
        return found.question and found.question.key, [one.sku for one in found.products]

    assert step() == ("use", [])
    assert step("use:sit") == ("soft", ["SOFA", "STOOL"])
    assert step("use:sit", "soft:yes") == (None, ["SOFA"])
    assert step("use:eat") == (None, ["TABLE"])
    assert step("use:") == (None, [])
    assert put_guide(session, " ") is None
    session.flush()
    assert guide_of(session) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name = ", "Line 1: this is no TOML."),
        (f"{GUIDE}answers = [", "Line 15: this is no TOML."),
        (GUIDE.replace('key = "soft"', 'key = "use"'), "the same key"),
        (GUIDE.replace("use/sit", "use/stand"), "“use/stand”, which is not there"),
        (GUIDE.replace("skus", "sku"), "Line 6: “questions › 1 › answers › 2 › sku” is not known"),
        (
            GUIDE.replace('"yes"', '""'),
            "Line 14: “questions › 2 › answers › 1 › key” is not right: it is empty.",
        ),
        (GUIDE.replace('key = "eat"', 'key = "sit"'), "Two answers of “Use” have the same key."),
    ],
)
def test_a_wrong_guide_is_refused(text, sentence):
    with pytest.raises(Refusal) as refused:
        read_guide(text)

    assert sentence in str(refused.value.text)
