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
    assert [one.key for one in found.mistakes] == ["foot/steel", "foot/wood"]
    assert "“steel” of “foot” can never be chosen." in str(found.problem)
    assert "(2 to look at)" in str(found.problem)
    meant = gate(lamp(constraints=rules, tests=[A_TEST], meant=["foot/steel"]))
    assert meant.problem is None
    assert [one.key for one in meant.dead] == ["foot/steel"]


def test_that_all_others_are_dead_and_that_one_is_forced_say_the_same_and_are_meant_together():
    rules = [sentence("foot/wood")]

    found = gate(lamp(constraints=rules, tests=[A_TEST]))
    assert [(one.kind, one.key) for one in found.mistakes] == [
        ("dead", "foot/steel"), ("forced", "foot/wood")]  # fmt: skip
    for meant in ("foot/steel", "foot/wood", "foot"):
        assert gate(lamp(constraints=rules, tests=[A_TEST], meant=[meant])).mistakes == []


def test_what_is_dead_or_forced_names_the_rules_that_make_it_so():
    rules = [excludes("foot/steel", "bulb/led"), excludes("foot/steel", "bulb/neon")]
    rules += [excludes("foot/wood", "bulb/neon") | {"message": words("never together")}]

    found = {one.key: one for one in gate(lamp(constraints=rules)).found}

    assert [str(cause.text) for cause in found["foot/steel"].causes] == ["Rule 1: no", "Rule 2: no"]
    assert "Rule 3: never together" in [str(c.text) for c in found["bulb/led"].causes]


def forced(*slots, rules=(), meant=()):
    """Return what every configuration of a lamp has although its group offers others."""
    model = {"sku": "LAMP", "slots": [*slots], "constraints": [*rules], "meant": [*meant]}
    return [one.key for one in gate(model).forced if not one.meant]


def test_an_option_is_forced_only_where_its_group_leaves_a_choice():
    foot, bulb = slot("foot", "wood"), slot("bulb", "led", "neon")
    assert forced(foot, bulb) == []
    assert forced(foot, bulb, rules=[sentence("bulb/led")]) == ["bulb/led"]
    assert forced(foot, slot("shade", "paper", least=0), rules=[sentence("shade")]) == [
        "shade/paper"
    ]
    several = slot("extra", "a", "b", least=2, most=2)
    assert forced(foot, several) == []
    assert forced(slot("extra", "a", "b", "c", most=3), rules=[sentence("extra/b")]) == ["extra/b"]
    under = slot("shade", "paper", parent="foot/wood")
    assert forced(foot, under) == []


def test_a_group_that_may_stay_empty_and_never_can_is_forced():
    shade = slot("shade", "paper", "cloth", least=0)
    several = slot("extra", "a", "b", least=0, most=2)

    assert forced(shade, rules=[sentence("shade")]) == ["shade"]
    assert forced(shade, rules=[sentence("shade")], meant=["shade"]) == []
    assert forced(several, rules=[sentence("extra/a | extra/b")]) == ["extra"]
    assert forced(several, rules=[sentence("extra/a => extra/b")]) == []


def test_a_group_that_is_never_there_is_dead_as_a_whole():
    slots = [slot("foot", "wood", "steel"), slot("shade", "paper", "cloth", parent="foot/steel")]
    model = {"sku": "LAMP", "slots": slots, "constraints": [sentence("foot/wood")]}

    found = gate(model | {"meant": ["foot"]})

    assert [str(one.sentence) for one in found.mistakes] == [
        "Nothing of “shade” can ever be chosen."
    ]


def idle(*rules, slots=None):
    model = lamp(constraints=[*rules]) | ({"slots": slots} if slots else {})
    return {
        one.rule.number: (str(one.text), [cause.number for cause in one.because])
        for one in gate(model).idle
    }


def test_a_rule_that_others_have_said_already_is_said_to_have_no_effect():
    same = "Other rules demand the same already."
    bar = excludes("foot/steel", "bulb/led")

    assert idle(bar) == {}
    assert idle(bar, bar) == {1: (same, [2]), 2: (same, [1])}
    assert idle(bar, sentence("foot/wood | bulb/neon")) == {1: (same, [2]), 2: (same, [1])}
    assert idle(bar, sentence("foot/steel => bulb/neon | bulb/led")) == {
        2: ("Nothing that can be chosen breaks it.", [])
    }


def test_a_rule_of_any_kind_that_nothing_breaks_has_no_effect():
    def options(*weights):
        return [{"key": f"o{w}", "name": words(w), "attributes": {"kg": w}} for w in weights]

    slots = [slot("a") | {"options": options("1", "2")}, slot("b") | {"options": options("1", "2")}]

    def taking(limit):
        uses = [{"slot": key, "attribute": "kg"} for key in "ab"]
        return {"kind": "resource", "uses": uses, "limit": limit, "message": words("")}

    def pairs(kind, **fields):
        about = {"slot": "a", "attribute": "kg", "other": "b", "other_attribute": "kg"}
        return {"kind": kind, "message": words(""), **about, **fields}

    both = [["1", "1"], ["1", "2"], ["2", "1"]]
    need = {"kind": "requires", "slot": "a", "sku": "o1", "other": "b", "message": words("")}
    assert idle(taking("3"), pairs("table", allowed=both), slots=slots).keys() == {1, 2}
    assert idle(taking("4"), slots=slots).keys() == {1}
    assert idle(pairs("match"), slots=slots) == {}
    assert idle(pairs("table", allowed=[*both, ["2", "2"]]), slots=slots).keys() == {1}
    assert idle(need | {"other_skus": ["o1", "o2"]}, slots=slots).keys() == {1}
    assert idle(
        need | {"other_skus": ["o1"]}, sentence("a.kg + b.kg <= 4"), slots=slots
    ).keys() == {2}


def test_a_preference_that_nothing_keeps_is_said_and_bars_nothing():
    model = lamp(constraints=[sentence("1/0 > 2") | {"severity": "preferred"}], tests=[A_TEST])

    assert [str(one.text) for one in gate(model).idle] == [
        "No configuration keeps it, whatever is chosen."
    ]
    assert gate(model).problem is None


def test_rules_that_leave_nothing_to_configure_are_named():
    rules = [sentence("foot/wood"), excludes("foot/wood", "bulb/led"), sentence("bulb/led")]

    assert [cause.number for cause in gate(lamp(constraints=rules)).against] == [1, 2, 3]
    assert [c.number for c in gate(lamp(constraints=[sentence("1/0 > 2")])).against] == [1]
    empty = gate({"sku": "LAMP", "slots": [slot("foot"), slot("bulb", "led")]})
    assert "The group “foot” has no options yet." in str(empty.problem)


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
