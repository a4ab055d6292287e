"""Completing a configuration, counting what a model describes, and asking from many threads."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.catalog.configuring import Choice, Configurator, Definition, compile_model, count_variants
from cpq.catalog.configuring import encoding as encodings
from cpq.catalog.configuring.knowing import Bank
from cpq.catalog.configuring.patience import Patience
from foundation.errors import Refusal
from tests.cpq.catalog.configurables import PARTS, chosen, words, workstation
from tests.cpq.catalog.whole_models import (
    agrees,
    choices_of,
    every_product,
    holds,
    whole_models,
)

PRICES = {sku: Decimal(price) for sku, _category, price, _attributes in PARTS}
often = settings(deadline=None, max_examples=20)


def test_the_cheapest_completion_keeps_my_choices():
    found = workstation().complete(chosen(cpu="CPU-B"), PRICES)
    assert {key: one.sku for key, one in found.choices.items()} == {
        "cpu": "CPU-B", "board": "MB-B", "memory": "MEM-1", "power": "PS-600",
    }  # fmt: skip
    assert (found.cost, found.unpriced, found.proven) == (Decimal(160000), (), True)


def test_what_has_no_price_is_taken_only_where_nothing_else_fits():
    prices = {sku: price for sku, price in PRICES.items() if sku not in {"MEM-1", "MB-B"}}
    found = workstation().complete({}, prices)
    assert (found.choices["memory"].sku, found.unpriced) == ("MEM-2", ())
    assert workstation().complete(chosen(cpu="CPU-B"), prices).unpriced == ("MB-B",)


def test_choices_that_go_into_no_product_have_no_completion():
    assert workstation().complete(chosen(cpu="CPU-A", board="MB-B"), PRICES) is None


def test_without_time_there_is_a_completion_that_is_not_proven():
    found = workstation().complete({}, PRICES, patience=Patience(0))
    assert not found.proven
    assert workstation().answer(found.choices).complete


@often
@given(whole_models(severities=("hard", "hard", "preferred", "recommended")), st.data())
def test_g7_a_completion_is_the_best_by_its_goal(definition, data):
    every = every_product(definition)
    bench = Configurator(compile_model(definition, {}))
    if not every:
        assert bench.complete({}) is None
        return
    goal = data.draw(st.sampled_from(["preferred", "cheapest"]))
    choices = some_choices(data, every)
    prices = drawn_prices(data, definition)
    best = min(burden(definition, one, prices, goal) for one in every if agrees(one, choices))
    bench.prover.wide = data.draw(st.booleans())  # either way of searching finds the same
    found = bench.complete(choices, prices, goal=goal, patience=Patience(60))
    assert found.proven
    whole = next(one for one in every if found.choices == choices_of(one))
    assert burden(definition, whole, prices, goal) == best
    kept, cost = (len(found.broken), len(found.missed)), found.cost
    assert (cost, *kept) == best if goal == "cheapest" else (*kept, cost) == best


def some_choices(data, every):
    goal = choices_of(data.draw(st.sampled_from(every)))
    picked = data.draw(st.sets(st.sampled_from(sorted(goal)))) if goal else set()
    return {key: one for key, one in goal.items() if key in picked}


def drawn_prices(data, definition):
    """Prices of every option; some are less than nothing, as what is left out may be."""
    return {
        f"{slot.key}/{option.key}": Decimal(data.draw(st.integers(-3, 9)))
        for slot in definition.slots
        for option in slot.options
    }


def burden(definition, whole, prices, goal):
    """What a product has against it, what weighs most coming first."""
    kept = [
        sum(rule.severity == severity and not holds(definition, rule, whole)
            for rule in definition.constraints)
        for severity in ("preferred", "recommended")
    ]  # fmt: skip
    cost = sum(
        prices[f"{key.partition('/')[0]}/{option.key}"] * n for key, (option, n) in whole.items()
    )
    return (cost, *kept) if goal == "cheapest" else (*kept, cost)


@often
@given(whole_models())
def test_variants_are_counted_as_there_are(definition):
    every = every_product(definition)
    compiled = compile_model(definition, {})
    assert count_variants(compiled) == len(every)
    assert count_variants(compiled, 3) == min(3, len(every))


def test_parts_that_no_rule_tells_apart_count_each():
    options = [{"key": f"o{n}", "name": words("o")} for n in range(40)]
    slots = [
        {"key": key, "label": words(key), "options": options, "max_quantity": 3} for key in "ab"
    ]
    compiled = compile_model(Definition.model_validate({"sku": "X", "slots": slots}), {})
    assert count_variants(compiled) == (40 * 3) ** 2


def test_g9_many_may_ask_one_configurator_at_once():
    bench, alone = workstation(), workstation()
    asked = [chosen(cpu="CPU-B"), chosen(power="PS-300"), chosen(board="MB-A"), {}] * 10
    expected = [alone.answer(choices).valid for choices in asked]
    with ThreadPoolExecutor(4) as pool:
        assert [answer.valid for answer in pool.map(bench.answer, asked)] == expected


def test_known_solutions_are_forgotten_oldest_first():
    bank = Bank([3, 3], most=2)
    for values in ([0, 0], [0, 1], [1, 1]):
        bank.add(values)
    assert bank.agreeing({0: 1, 1: 1}) == 0
    assert bank.agreeing({0: 1, 1: 2}).bit_count() == 1
    assert bank.shown(1, 3, bank.agreeing({0: 2})) == 2


def heavy(count, limit):
    """A model of many different weights, whose sum stands in no clause."""
    slots = [
        {
            "key": f"s{n}",
            "label": words(f"s{n}"),
            "options": [
                {
                    "key": f"o{k}",
                    "name": words("o"),
                    "attributes": {"w": str(7 ** (n % 4) + 13 * k * n)},
                }
                for k in range(3)
            ],
        }
        for n in range(count)
    ]
    rule = {
        "kind": "resource",
        "uses": [{"slot": slot["key"], "attribute": "w"} for slot in slots],
        "limit": limit,
        "message": words("too heavy"),
    }
    return Definition.model_validate({"sku": "X", "slots": slots, "constraints": [rule]})


def test_a_sum_that_is_checked_on_each_solution_gives_the_same_answers(monkeypatch):
    definition = heavy(8, 1100)
    told = Configurator(compile_model(definition, {}))
    assert not told.prover._encoding.late
    monkeypatch.setattr(encodings, "MOST_CLAUSES", 0)
    late = Configurator(compile_model(definition, {}))
    assert late.prover._encoding.late
    choices = {"s7": Choice(sku="o2")}
    while told.answer(choices).missing:
        slot = told.answer(choices).missing[-1]
        assert late.answer(choices).valid == told.answer(choices).valid
        states = late.options(slot, late.answer(choices), choices)
        barred = [sku for sku, state in states.items() if not state.possible]
        for sku in barred:
            assert late.why_not(choices, slot, sku) == told.why_not(choices, slot, sku)
        choices[slot] = Choice(sku=[sku for sku in states if sku not in barred][-1])
    prices = {f"s{n}/o{k}": Decimal(10 - k) for n in range(8) for k in range(3)}
    one, other = (bench.complete({}, prices, patience=Patience(30)) for bench in (late, told))
    assert (one.cost, one.proven) == (other.cost, other.proven) == (one.cost, True)


def test_a_decision_against_something_is_a_choice_too():
    bench = workstation()
    against = {"screen": Choice(sku="", quantity=0)}
    assert bench.answer(against).valid[4] == 1
    assert bench.complete(against, PRICES).choices["screen"].quantity == 0
    not_b = {"cpu": Choice(sku="CPU-B", quantity=0)}
    assert bench.complete(not_b, PRICES).choices["cpu"] == Choice(sku="CPU-A")
    assert "cpu" in bench.answer(not_b).missing
    with pytest.raises(Refusal):
        bench.answer({"cpu": Choice(sku="", quantity=0)})


def test_a_few_of_very_many_options_are_chosen_without_a_search():
    options = [{"key": f"o{n}", "name": words("o")} for n in range(150)]
    slot = {"key": "a", "label": words("a"), "options": options, "least": 2, "most": 6}
    bench = Configurator(
        compile_model(Definition.model_validate({"sku": "X", "slots": [slot]}), {})
    )
    choices = {f"a/o{n}": Choice(sku=f"o{n}") for n in range(5)}
    assert len(bench.answer({}).missing) == 2
    assert all(mask == 3 for mask in bench.answer(choices).valid[5:])
    full = choices | {"a/o9": Choice(sku="o9")}
    assert all(mask == 1 for mask in bench.answer(full).valid[10:])
    assert len(bench.why_not(full, "a/o7", "o7").because) == 6
