"""Preferences, recommendations, and the sentences that slots say themselves."""

import pytest

from cpq.catalog.configuring import Choice, Configurator, Definition, compile_model
from foundation.errors import Refusal
from tests.cpq.catalog.configurables import words


def option(key, **attributes):
    return {"key": key, "name": {"ja": f"{key}の", "en": key}, "attributes": attributes}


CAR = {
    "sku": "CAR",
    "slots": [
        {
            "key": "engine",
            "label": {"ja": "エンジン", "en": "Engine"},
            "options": [option("petrol"), option("electric")],
        },
        {
            "key": "battery",
            "label": {"ja": "電池", "en": "Battery"},
            "options": [option("small", kg="200"), option("large", kg="400")],
            "parent": "engine/electric",
        },
        {
            "key": "extras",
            "label": {"ja": "装備", "en": "Extras"},
            "options": [option("roof", kg="30"), option("hook", kg="20"), option("cable", kg="5")],
            "least": 0,
            "most": 2,
        },
    ],
}


def car(*rules):
    said = [{"message": words(f"rule {n}"), **rule} for n, rule in enumerate(rules)]
    return Configurator(compile_model(Definition.model_validate({**CAR, "constraints": said}), {}))


def chosen(**choices):
    return {key.replace("_", "/"): Choice(sku=sku) for key, sku in choices.items()}


def test_a_recommendation_is_said_when_it_is_called_for_until_it_is_followed():
    said = {"kind": "requires", "slot": "engine", "sku": "electric", "severity": "recommended"}
    bench = car({**said, "other": "extras", "other_skus": ["cable"]})
    assert bench.answer({}).hints == ()
    [hint] = bench.answer(chosen(engine="electric")).hints
    assert (hint.severity, hint.message.en) == ("recommended", "rule 0")
    assert hint.options == (("extras/cable", "cable"),)
    assert bench.answer(chosen(engine="electric", extras_cable="cable")).hints == ()
    full = chosen(engine="electric", extras_roof="roof", extras_hook="hook")
    assert bench.answer(full).hints == ()  # it cannot be had any more


def test_what_is_recommended_always_is_said_at_once():
    bench = car({"kind": "expression", "text": "extras/roof", "severity": "recommended"})
    assert bench.answer({}).hints[0].options == (("extras/roof", "roof"),)
    against = {"extras/roof": Choice(sku="roof", quantity=0)}
    assert bench.answer(against).hints == ()


def test_a_broken_preference_is_said_and_a_completion_keeps_it_where_it_can():
    bench = car(
        {"kind": "expression", "text": "engine/electric & !extras/roof", "severity": "preferred"}
    )
    assert bench.answer({}).hints == ()
    assert bench.complete({}).choices["engine"].sku == "electric"
    [hint] = bench.answer(chosen(extras_roof="roof")).hints
    assert (hint.severity, hint.rule) == ("preferred", 0)
    assert bench.complete(chosen(extras_roof="roof")).broken == (0,)


def test_the_structure_says_its_sentences_in_both_languages():
    bench = car()
    barred = bench.why_not(chosen(engine="petrol"), "battery", "large")
    assert barred.because == barred.drop == ("engine",)
    [said] = barred.rules
    assert said.en == "Battery belongs to electric."
    assert said.ja == "電池はelectricのを選んだ場合だけ選べます。"
    full = chosen(extras_roof="roof", extras_hook="hook")
    barred = bench.why_not(full, "extras/cable", "cable")
    assert barred.because == ("extras/roof", "extras/hook")
    assert barred.drop == ("extras/roof",)  # the newest is kept
    assert [rule.en for rule in barred.rules] == ["Extras takes at most 2 options."]


def test_what_stands_under_an_option_is_asked_for_only_with_it():
    bench = car()
    assert bench.answer({}).missing == ("engine",)
    assert bench.answer(chosen(engine="petrol")).complete
    assert bench.answer(chosen(engine="electric")).missing == ("battery",)


def test_a_sum_may_be_written_as_an_expression_over_several_slots():
    bench = car({"kind": "expression", "text": "battery.kg + extras/roof.kg * 2 <= 430"})
    choices = chosen(engine="electric", extras_roof="roof")
    states = bench.options("battery", bench.answer(choices), choices)
    assert {sku: state.possible for sku, state in states.items()} == {"small": True, "large": False}
    assert bench.why_not(choices, "battery", "large").because == ("extras/roof",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("boot/large", "Rule 1 names “boot/large”, which is not there."),
        ("engine &", "Rule 1: The rule ends too early."),
        ("extras.kg > 3", "“extras” takes several options. Name one of them: extras/option."),
    ],
)
def test_an_expression_that_cannot_be_meant_is_refused(text, why):
    with pytest.raises(Refusal) as refused:
        car({"kind": "expression", "text": text})
    assert str(refused.value.text) == why


def test_a_comparison_of_too_many_combinations_is_refused():
    many = [option(f"o{n}", kg=str(n)) for n in range(200)]
    slots = [{"key": key, "label": words(key), "options": many} for key in "ab"]
    rule = {"kind": "expression", "text": "a.kg * b.kg < 100", "message": words("x")}
    model = Definition.model_validate({"sku": "X", "slots": slots, "constraints": [rule]})
    with pytest.raises(Refusal) as refused:
        compile_model(model, {})
    assert "40000 combinations" in str(refused.value.text).replace(",", "")
