"""Product models as UVL text: read, written, and refused with the line named."""

import pytest
from hypothesis import HealthCheck, assume, given, settings

from cpq.catalog.configuring import Choice, Configurator, compile_model
from cpq.catalog.configuring.counting import count_variants
from cpq.catalog.configuring.uvl import read_uvl, write_uvl
from foundation.errors import Refusal
from tests.cpq.catalog.whole_models import chosen_in, every_product, whole_models

BIKE = """
// A bicycle, as another tool wrote it
namespace Shop
features
    Bike {abstract}
        mandatory
            Frame {name_ja 'フレーム', kg 2.5, sku 'FR-1'}
                alternative
                    Steel
                    "Carbon fibre/light"
        optional
            Lights
                or
                    Front
                    Rear
            Bell /* for
                         the city */
        [1..2]
            Bottle
            Rack
            Lock
constraints
    Rack => Steel
    !("Carbon fibre/light" & Lock) | Bell
"""
TOO_DEEP = "features\n" + "".join(
    "\t" * n + (f"F{n}" if n % 2 else "or") + "\n" for n in range(1, 90)
)


def bike():
    return read_uvl(BIKE, "BIKE")


def test_groups_become_slots_under_the_options_they_stand_under():
    slots = {slot.key: slot for slot in bike().slots}
    assert [(s.key, s.least, s.most, s.parent) for s in slots.values()] == [
        ("Bike", 1, 1, ""),
        ("Bike-2", 0, 2, ""),
        ("Bike-3", 1, 2, ""),
        ("Frame", 1, 1, "Bike/Frame"),
        ("Lights", 1, 2, "Bike-2/Lights"),
    ]
    [frame] = slots["Bike"].options
    assert (frame.name.ja, frame.name.en, frame.sku) == ("フレーム", "Frame", "FR-1")
    assert frame.attributes == {"kg": "2.5"}


def test_constraints_become_expressions_over_the_options():
    assert [rule.text for rule in bike().constraints] == [
        "Bike-3/Rack => Frame/Steel",
        "!(Frame/`Carbon fibre/light` & Bike-3/Lock) | Bike-2/Bell",
    ]
    assert bike().constraints[0].message.en == "The model demands: Rack => Steel"


def test_a_model_that_was_read_is_configured():
    text = BIKE.replace(", sku 'FR-1'", "")
    bench = Configurator(compile_model(read_uvl(text, "BIKE"), {}))
    choices = {"Bike-3/Rack": Choice(sku="Rack"), "Bike-2/Lights": Choice(sku="Lights")}
    answer = bench.answer(choices)
    assert bench.forced(answer, choices)["Frame"].sku == "Steel"
    barred = bench.why_not(choices, "Frame", "Carbon fibre/light")
    assert barred.because == ("Bike-3/Rack",)
    assert answer.missing == ("Bike", "Frame")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no features"),
        ("constraints\n  A", "no features"),
        ("features\n", "no features"),
        ("  A\n", "must come first"),
        ("shop\n  A", "Line 1: “shop” is no section"),
        ("imports\n  other", "Line 1: “imports” is not read"),
        ("features\n  A\n  B", "Line 3: A model has one root"),
        ("features\n  A\n    several\n      B", "Line 3: “several” is no kind of group"),
        ("features\n  A\n    or", "Line 3: This group is empty"),
        ("features\n  A\n    [2..1]\n      B\n      C", "Line 3: [2..1] does not fit"),
        ("features\n  A\n    [1..5]\n      B", "Line 3: [1..5] does not fit a group of 1"),
        ("features\n  A\n    or\n      A", "Line 4: The feature “A” is there already"),
        ("features\n  A\n    or\n      Integer B", "Line 4: Features of type Integer"),
        ("features\n  A\n    or\n      B cardinality [1..3]", "Line 4: “B cardinality"),
        ("features\n  A\n    or\n      B:C", "Line 4: “B:C” is no feature"),
        ("features\n  A\n    or\n      `B`", "Line 4: “`B`” is no feature"),
        ("features\n  A {price 'open}", "Line 2: “price 'open” is no attribute"),
        ("features\n  A\nconstraints\n  A => C", "Line 4: There is no feature “C”"),
        ("features\n  A\nconstraints\n  A => ", "Line 4: The rule ends too early"),
        ("features\n  A\nconstraints\n  A.price > 3", "Line 4: There is no feature “A.price”"),
        ("features\n  A\nconstraints\n  A + 3", "Line 4: “+ 3” is not read here"),
        (TOO_DEEP, "nested more than"),
        ("\n" * 30_000, "at most"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, why):
    with pytest.raises(Refusal) as refused:
        read_uvl(text, "X")
    assert why in str(refused.value.text)


def test_what_uvl_has_no_words_for_is_refused():
    model = bike()
    several = model.slots[0].model_copy(update={"max_quantity": 3, "key": "many"})
    with pytest.raises(Refusal) as refused:
        write_uvl(model.model_copy(update={"slots": [several], "constraints": []}))
    assert "quantities" in str(refused.value.text)
    computed = model.constraints[0].model_copy(update={"text": "Frame.kg < 3"})
    with pytest.raises(Refusal) as refused:
        write_uvl(model.model_copy(update={"constraints": [computed]}))
    assert "Rule 1 computes" in str(refused.value.text)


def test_a_model_that_was_read_is_written_the_same_again():
    model = read_uvl(BIKE.replace(", sku 'FR-1'", ""), "Bike")
    once = write_uvl(model)
    assert write_uvl(read_uvl(once, "Bike")) == once
    assert "Frame {name_ja 'フレーム', kg '2.5'}" in once
    assert read_uvl(once, "Bike").slots == model.slots


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.filter_too_much])
@given(whole_models())
def test_g8_writing_and_reading_keeps_the_meaning(model):
    """Every product stays possible, and no other becomes so."""
    try:
        text = write_uvl(model)
    except Refusal:
        assume(False)
    again = read_uvl(text, "X")
    products = every_product(model)
    compiled = compile_model(again, {})
    assert count_variants(compiled) == len(products)
    bench = Configurator(compiled)
    for whole in products[:20]:
        choices = chosen(again, model, whole)
        assert bench.compatible(choices) == choices


def chosen(again, model, whole):
    """The choices of a product in the model that was read again: its names may be longer."""
    by_label = {o.name.en: (s, o.key) for s in again.slots for o in s.options}
    choices = {}
    for slot in model.slots:
        for option, _n in chosen_in(slot, whole):
            found, key = by_label[option.name.en]
            choices[f"{found.key}/{key}" if found.multiple else found.key] = Choice(sku=key)
    return choices
