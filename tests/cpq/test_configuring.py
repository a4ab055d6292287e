"""Putting a product together: no choice is ever a dead end, and what is barred says why."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.catalog.configuring import (
    Candidate,
    Choice,
    Configurator,
    Definition,
    compile_model,
    parts_list,
    rolled_up,
)
from foundation.errors import Refusal
from tests.cpq.builders import CHOSEN, MODEL, PARTS, chosen, words


def workstation():
    definition = Definition.model_validate(MODEL)
    by_slot = {
        slot.key: [Candidate(s, words(s), a) for s, c, _p, a in PARTS if c == slot.category]
        for slot in definition.slots
    }
    return Configurator(compile_model(definition, by_slot))


def possible(configurator, slot, choices):
    states = configurator.options(slot, configurator.answer(choices), choices)
    return {sku for sku, state in states.items() if state.possible}


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


def test_the_bill_of_materials_has_three_levels_with_quantities_rolled_up():
    choices = {**chosen(**CHOSEN), "memory": Choice(sku="MEM-1", quantity=2)}
    rows = parts_list(workstation().compiled, choices, words("WS"), Decimal(5))
    assert [(row.level, row.sku or row.name["en"], row.quantity) for row in rows] == [
        (0, "WS", 5),
        (1, "base unit", 5),
        (2, "PS-300", 5),
        (2, "board", 5),
        (3, "CPU-A", 5),
        (3, "MB-A", 5),
        (3, "MEM-1", 10),
    ]
    assert rolled_up(rows) == {"PS-300": 5, "CPU-A": 5, "MB-A": 5, "MEM-1": 10}


def test_a_part_that_stands_in_two_places_is_added_up():
    model = {
        "sku": "X",
        "slots": [{"key": k, "label": words(k), "category": "c", "max_quantity": 3} for k in "ab"],
    }
    same = [Candidate("P", words("P"), {})]
    compiled = compile_model(Definition.model_validate(model), {"a": same, "b": same})
    choices = {"a": Choice(sku="P", quantity=2), "b": Choice(sku="P", quantity=3)}
    assert rolled_up(parts_list(compiled, choices, words("X"), Decimal(4))) == {"P": 20}


def test_an_assembly_without_parts_is_left_out():
    rows = parts_list(workstation().compiled, chosen(screen="SCR"), words("WS"))
    assert [row.sku for row in rows] == ["WS", "SCR"]


# Against brute force, on small random models


@st.composite
def models(draw):
    """Three or four slots of up to four parts, with some rules of every kind between them."""
    count = draw(st.integers(3, 4))
    slots = [
        {
            "key": f"s{n}",
            "label": words(f"s{n}"),
            "category": "x",
            "required": draw(st.booleans()),
            "max_quantity": draw(st.integers(1, 2)),
        }
        for n in range(count)
    ]
    value = st.sampled_from("ab")
    parts = {
        slot["key"]: [
            Candidate(
                f"{slot['key']}-{n}",
                words("p"),
                {"k": draw(value), "w": str(draw(st.integers(0, 4)))},
            )
            for n in range(draw(st.integers(1, 3)))
        ]
        for slot in slots
    }
    keys = list(parts)
    rules = draw(st.lists(rule_between(keys, parts), max_size=4))
    definition = Definition.model_validate({"sku": "X", "slots": slots, "constraints": rules})
    return definition, parts


@st.composite
def rule_between(draw, keys, parts):
    one, other = draw(st.permutations(keys))[:2]
    kind = draw(st.sampled_from(["match", "table", "excludes", "requires", "resource"]))
    said = {"kind": kind, "message": words(kind)}
    if kind == "resource":
        uses = [{"slot": key, "attribute": "w"} for key in (one, other)]
        return {**said, "uses": uses, "limit": draw(st.integers(0, 9))}
    between = {"slot": one, "other": other}
    if kind in {"match", "table"}:
        pairs = draw(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("ab")), max_size=3))
        allowed = {"allowed": pairs} if kind == "table" else {}
        return {**said, **between, "attribute": "k", "other_attribute": "k", **allowed}
    sku = draw(st.sampled_from([part.sku for part in parts[one]]))
    others = [part.sku for part in parts[other]]
    if kind == "excludes":
        return {**said, **between, "sku": sku, "other_sku": draw(st.sampled_from(others))}
    return {**said, **between, "sku": sku, "other_skus": draw(st.lists(st.sampled_from(others)))}


def complete_ones(definition, parts):
    """Every complete configuration, the slow and obvious way."""
    domains = []
    for slot in definition.slots:
        filled = [(part, n) for part in parts[slot.key] for n in range(1, slot.max_quantity + 1)]
        domains.append(filled if slot.required else [None, *filled])
    keys = [slot.key for slot in definition.slots]
    everything = (dict(zip(keys, combination, strict=True)) for combination in product(*domains))
    return [one for one in everything if all(holds(rule, one) for rule in definition.constraints)]


def holds(rule, filled):
    if rule.kind == "resource":
        taken = [filled[use.slot] for use in rule.uses]
        return sum(int(one[0].attributes["w"]) * one[1] for one in taken if one) <= rule.limit
    one, other = filled[rule.slot], filled[rule.other]
    if rule.kind == "requires":
        met = other is not None and other[0].sku in rule.other_skus
        return one is None or one[0].sku != rule.sku or met
    return one is None or other is None or fits(rule, one[0], other[0])


def fits(rule, one, other):
    match rule.kind:
        case "match":
            return one.attributes["k"] == other.attributes["k"]
        case "table":
            return (one.attributes["k"], other.attributes["k"]) in rule.allowed
        case _:
            return (one.sku, other.sku) != (rule.sku, rule.other_sku)


def choices_of(filled):
    return {key: Choice(sku=one[0].sku, quantity=one[1]) for key, one in filled.items() if one}


def agrees(filled, choices):
    return all(
        filled[key] and (filled[key][0].sku, filled[key][1]) == (one.sku, one.quantity)
        for key, one in choices.items()
    )


@settings(deadline=None, max_examples=150)
@given(models(), st.data())
def test_what_is_offered_is_exactly_what_can_still_be_completed(model, data):
    definition, parts = model
    every = complete_ones(definition, parts)
    bench = Configurator(compile_model(definition, parts))
    if not every:
        with pytest.raises(Refusal):
            bench.answer({})
        return
    goal = choices_of(data.draw(st.sampled_from(every)))
    picked = data.draw(st.sets(st.sampled_from(sorted(goal)))) if goal else set()
    choices = {key: one for key, one in goal.items() if key in picked}
    answer = bench.answer(choices)
    for slot in definition.slots:
        others = {key: one for key, one in choices.items() if key != slot.key}
        left = [one[slot.key] for one in every if agrees(one, others) and one[slot.key]]
        states = bench.options(slot.key, answer, choices)
        for part in parts[slot.key]:
            expected = sorted({n for other, n in left if other.sku == part.sku})
            assert list(states[part.sku].quantities) == expected
            assert states[part.sku].possible == bool(expected)


@settings(deadline=None, max_examples=150)
@given(models(), st.data())
def test_any_way_through_the_options_ends_in_a_complete_product(model, data):
    definition, parts = model
    if not complete_ones(definition, parts):
        return
    bench = Configurator(compile_model(definition, parts))
    choices = {}
    while missing := bench.answer(choices).missing:
        slot = data.draw(st.sampled_from(missing))
        states = bench.options(slot, bench.answer(choices), choices)
        offered = [(sku, n) for sku, state in states.items() for n in state.quantities]
        sku, quantity = data.draw(st.sampled_from(offered))
        choices[slot] = Choice(sku=sku, quantity=quantity)
    assert any(agrees(one, choices) for one in complete_ones(definition, parts))


@settings(deadline=None, max_examples=150)
@given(models(), st.data())
def test_an_explanation_names_choices_and_rules_that_really_bar(model, data):
    definition, parts = model
    every = complete_ones(definition, parts)
    if not every:
        return
    bench = Configurator(compile_model(definition, parts))
    choices = choices_of(data.draw(st.sampled_from(every)))
    slot = data.draw(st.sampled_from(definition.slots)).key
    others = {key: one for key, one in choices.items() if key != slot}
    for part in parts[slot]:
        wanted = Choice(sku=part.sku)
        if any(agrees(one, {**others, slot: wanted}) for one in every):
            continue
        barred = bench.why_not(choices, slot, part.sku)
        core = {key: others[key] for key in barred.because}
        assert not any(agrees(one, {**core, slot: wanted}) for one in every)
        assert 1 <= len(barred.rules) <= 7
        left = {key: one for key, one in others.items() if key not in barred.drop}
        if barred.because:
            assert any(agrees(one, {**left, slot: wanted}) for one in every)
            for key in core:  # each of them is needed for the contradiction
                fewer = {k: one for k, one in core.items() if k != key}
                assert any(agrees(one, {**fewer, slot: wanted}) for one in every)
