"""Putting a product together: no choice is ever a dead end, and what is barred says why."""

import pytest

from cpq.catalog.configuring import Candidate, Choice, Configurator, Definition, compile_model
from foundation.errors import Refusal
from tests.cpq.catalog.configurables import MODEL, PARTS, chosen, possible, words, workstation


def test_everything_fits_before_anything_is_chosen():
    bench = workstation()
    assert possible(bench, "cpu", {}) == {"CPU-A", "CPU-B"}
    assert bench.answer({}).missing == ("cpu", "board", "memory", "power")


def test_a_choice_narrows_the_others_to_what_still_fits():
    bench = workstation()
    choices = chosen(cpu="CPU-B")
    assert possible(bench, "board", choices) == {"MB-B"}
    assert possible(bench, "power", choices) == {"PS-600"}
    assert possible(bench, "screen", choices) == {"SCR"}


def test_it_narrows_in_every_direction():
    assert possible(workstation(), "cpu", chosen(power="PS-300")) == {"CPU-A"}
    assert possible(workstation(), "board", chosen(power="PS-300")) == {"MB-A"}


def test_quantities_are_narrowed_too():
    bench = workstation()
    choices = chosen(board="MB-A")
    states = bench.options("memory", bench.answer(choices), choices)
    assert (states["MEM-1"].quantities, states["MEM-2"].quantities) == ((1, 2), (1,))


def test_options_of_a_slot_are_shown_as_if_it_were_free():
    assert possible(workstation(), "cpu", chosen(cpu="CPU-A")) == {"CPU-A", "CPU-B"}


def test_what_the_rules_leave_alone_is_forced():
    bench = workstation()
    choices = chosen(cpu="CPU-B")
    forced = bench.forced(bench.answer(choices), choices)
    assert {slot: choice.sku for slot, choice in forced.items()} == {
        "board": "MB-B",
        "power": "PS-600",
    }


def test_a_barred_option_names_the_choice_that_bars_it_the_rule_and_what_to_drop():
    barred = workstation().why_not(chosen(screen="SCR", board="MB-A"), "cpu", "CPU-B")
    assert barred.because == ("board",)
    assert [rule.en for rule in barred.rules] == ["The processor does not fit the socket."]
    assert barred.drop == ("board",)


def test_a_choice_that_bars_through_a_third_slot_is_found():
    """A weak power supply allows only a processor that only another board takes."""
    barred = workstation().why_not(chosen(power="PS-300", screen="SCR"), "board", "MB-B")
    assert barred.because == ("power",)
    assert {rule.en for rule in barred.rules} == {
        "The processor does not fit the socket.",
        "The power supply is too weak.",
    }


def test_a_part_that_fits_nothing_says_so():
    slot = {"key": "cpu", "label": words("c"), "category": "cpu"}
    none = [
        Candidate("ODD", words("ODD"), {"socket": "Z"}),
        Candidate("A", words("A"), {"socket": "A"}),
    ]
    board = [Candidate("MB", words("MB"), {"socket": "A"})]
    definition = Definition.model_validate(
        {
            **MODEL,
            "assemblies": [],
            "slots": [slot, {**slot, "key": "board"}],
            "constraints": MODEL["constraints"][:1],
        }
    )
    bench = Configurator(compile_model(definition, {"cpu": none, "board": board}))
    assert bench.why_not({}, "cpu", "ODD").because == ()
    assert [rule.en for rule in bench.why_not({}, "cpu", "ODD").rules] == [
        "The processor does not fit the socket."
    ]
    with pytest.raises(Refusal):
        bench.choose({}, "cpu", Choice(sku="ODD"))


def test_a_barred_option_may_be_chosen_and_drops_only_what_bars_it():
    choices = chosen(screen="SCR", memory="MEM-1", board="MB-A", power="PS-300")
    after = workstation().choose(choices, "cpu", Choice(sku="CPU-B"))
    assert {slot: choice.sku for slot, choice in after.items()} == {
        "screen": "SCR",
        "memory": "MEM-1",
        "cpu": "CPU-B",
    }


def test_the_newest_choices_are_kept_longest():
    bench = workstation()
    assert list(bench.compatible(chosen(cpu="CPU-A", board="MB-B"))) == ["board"]
    assert list(bench.compatible(chosen(board="MB-B", cpu="CPU-A"))) == ["cpu"]


def test_a_slot_without_any_part_leaves_nothing_complete():
    model = {
        "sku": "X",
        "slots": [{"key": k, "label": words(k), "category": k} for k in "ab"],
    }
    parts = {"a": [Candidate("P", words("P"), {})]}
    bench = Configurator(compile_model(Definition.model_validate(model), parts))
    with pytest.raises(Refusal):
        bench.answer({})
    with pytest.raises(Refusal):
        bench.choose({}, "a", Choice(sku="P"))


def test_parts_that_no_rule_tells_apart_are_judged_once():
    parts = {
        slot["key"]: [
            Candidate(f"{sku}-{n}", words(sku), attributes)
            for sku, category, _price, attributes in PARTS
            if category == slot["category"]
            for n in range(3)
        ]
        for slot in MODEL["slots"]
    }
    bench = Configurator(compile_model(Definition.model_validate(MODEL), parts))
    states = bench.options("cpu", bench.answer({}), {})
    assert len(states) == 6
    assert states["CPU-A-0"] is states["CPU-A-2"]
    assert bench.forced(bench.answer({}), {}) == {}  # three alike are still a choice


def test_choices_that_contradict_each_other_are_refused():
    with pytest.raises(Refusal):
        workstation().answer(chosen(cpu="CPU-A", board="MB-B"))


@pytest.mark.parametrize(
    "choice", [Choice(sku="NEW"), Choice(sku="CPU-A", quantity=2), Choice(sku="")]
)
def test_what_is_not_there_cannot_be_chosen(choice):
    assert not workstation().knows("cpu", choice)
    with pytest.raises(Refusal):
        workstation().answer({"cpu": choice})
