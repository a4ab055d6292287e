"""The publish gate and the models of the demo company."""

import tomllib

import pytest

from cpq.catalog.configuring import Configurator, compile_model
from cpq.catalog.configuring.definition import Definition
from cpq.catalog.configuring.domains import Candidate
from cpq.catalog.modelling.checking import checked
from cpq.catalog.modelling.gate import inspect
from foundation.errors import Refusal
from foundation.language import ROOT
from web.demo.catalogue import _attributes
from web.demo.files import read_rows

FILES = sorted((ROOT / "demo" / "models").glob("*.toml"))


def words(text):
    return {"ja": text, "en": text}


def gate(definition):
    return inspect(Configurator(compile_model(checked(definition), {})))


def slot(key, *options, **fields):
    own = [{"key": option, "name": words(option)} for option in options]
    return {"key": key, "label": words(key), "options": own, **fields}


def lamp(**parts):
    return {
        "sku": "LAMP",
        "slots": [slot("foot", "wood", "steel"), slot("bulb", "led", "neon")],
    } | parts


def excludes(this, that):
    (slot, sku), (other, other_sku) = this.split("/"), that.split("/")
    named = {"slot": slot, "sku": sku, "other": other, "other_sku": other_sku}
    return {"kind": "excludes", "message": words("no"), **named}


def sentence(text):
    return {"kind": "expression", "text": text, "message": words("")}


A_TEST = {"name": "wood", "choices": {"foot": {"sku": "wood"}}}


def test_a_good_model_may_be_published():
    assert gate(lamp(tests=[A_TEST])).problem is None


def test_a_model_without_a_test_may_not():
    assert "no test yet" in str(gate(lamp()).problem)


def test_a_model_without_groups_may_not():
    assert "no groups" in str(gate({"sku": "X", "slots": []}).problem)


def test_a_model_without_solution_may_not():
    rules = [excludes(f"foot/{foot}", f"bulb/{bulb}")
             for foot in ("wood", "steel") for bulb in ("led", "neon")]  # fmt: skip

    found = gate(lamp(constraints=rules, tests=[A_TEST]))

    assert found.void
    assert "No configuration" in str(found.problem)


def test_a_dead_option_may_not_unless_it_is_meant():
    rules = [excludes("foot/steel", "bulb/led"), excludes("foot/steel", "bulb/neon")]

    found = gate(lamp(constraints=rules, tests=[A_TEST]))
    assert [one.key for one in found.mistakes] == ["foot/steel"]
    assert "1 options are dead" in str(found.problem)
    meant = gate(lamp(constraints=rules, tests=[A_TEST], meant=["foot/steel"]))
    assert meant.problem is None
    assert [one.key for one in meant.dead] == ["foot/steel"]


def test_an_option_that_was_to_be_optional_and_is_forced_may_not_unless_it_is_meant():
    slots = [slot("foot", "wood"), slot("shade", "paper", least=0)]
    rule = {"kind": "requires", "slot": "foot", "sku": "wood", "other": "shade",
            "other_skus": ["paper"], "message": words("with")}  # fmt: skip
    model = {"sku": "LAMP", "slots": slots, "constraints": [rule], "tests": [A_TEST]}

    assert [one.key for one in gate(model).mistakes] == ["shade/paper"]
    assert gate(model | {"meant": ["shade"]}).problem is None


@pytest.mark.parametrize(
    ("test", "why"),
    [
        ({"choices": {"foot": {"sku": "wood"}}, "expect": "invalid"}, "go together"),
        ({"choices": {"foot": {"sku": "steel"}, "bulb": {"sku": "led"}}}, "do not go together"),
        ({"expect": "forces", "forces": {"bulb": "led"}}, "is not forced"),
    ],
)
def test_a_test_that_fails_says_why(test, why):
    rules = [excludes("foot/steel", "bulb/led")]

    found = gate(lamp(constraints=rules, tests=[{"name": "t", **test}]))

    assert why in str(found.failures[0].failure)
    assert "The test “t” fails" in str(found.problem)


def test_tests_that_hold_pass():
    rules = [excludes("foot/steel", "bulb/led")]
    steel, led = {"foot": {"sku": "steel"}}, {"bulb": {"sku": "led"}}
    tests = [
        {"name": "a", "choices": steel | led, "expect": "invalid"},
        {"name": "b", "choices": steel, "expect": "forces", "forces": {"bulb": "neon"}},
    ]

    assert gate(lamp(constraints=rules, tests=tests)).problem is None


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_models_of_the_demo_company_pass_their_tests_and_have_solutions(file):
    definition = Definition.model_validate(tomllib.loads(file.read_text("utf-8")))
    rows = read_rows("products.csv")

    def candidates(slot):
        own = {option.sku for option in slot.options}
        for row in rows:
            attributes = _attributes(row["attributes"])
            listed = row["category"] == slot.category and all(
                attributes.get(key) in values for key, values in slot.where.items()
            )
            if listed or row["sku"] in own:
                yield Candidate(row["sku"], words(row["name"]), attributes)

    offered = {slot.key: list(candidates(slot)) for slot in definition.slots}
    found = inspect(Configurator(compile_model(definition, offered)))

    assert found.failures == []
    assert not found.void
    assert found.mistakes == []
    assert found.results


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"slots": [slot("a", "x"), slot("a", "y")]}, "is there already"),
        ({"slots": [slot("a/b", "x")]}, "cannot be a key"),
        ({"slots": [slot("a", "x", parent="b/y")]}, "names “b/y”, which is not there"),
        ({"slots": [slot("a", "x", parent="a/x")]}, "would stand under itself"),
        ({"slots": [slot("a", "x", least=2)]}, "at least 2, but takes at most 1"),
        ({"slots": [slot("a", "x", assembly="top")]}, "the assembly “top”"),
        ({"slots": [slot("a", "x\x00")]}, "cannot be shown"),
        ({"slots": [slot("a")], "constraints": [sentence("a =")]}, "Rule 1"),
        ({"slots": [slot("a")], "constraints": [sentence("b")]}, "names “b”"),
        ({"slots": [slot("a", "x", "y", most=2)], "constraints": [sentence("a.kg > 1")]},
         "“a” takes several options. Name one of them: a/option."),
        ({"slots": "x"}, "“slots” is not right: a list is expected."),
        ({"slots": [{"key": "a"}]}, "“slots › 1 › label” is missing"),
    ],
)  # fmt: skip
def test_what_does_not_hold_together_is_refused_in_a_sentence(change, sentence):
    with pytest.raises(Refusal) as refused:
        checked({"sku": "X", **change})
    assert sentence in str(refused.value.text)
