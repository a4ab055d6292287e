"""The guarantees of docs/configuration.md, against trying everything on small models."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.catalog.configuring import Choice, Configurator, compile_model, proving
from foundation.errors import Refusal
from tests.cpq.catalog.whole_models import (
    agrees,
    choices_of,
    every_product,
    holds,
    whole_models,
)

often = settings(deadline=None, max_examples=20)


def some_choices(data, every):
    goal = choices_of(data.draw(st.sampled_from(every)))
    picked = data.draw(st.sets(st.sampled_from(sorted(goal)))) if goal else set()
    return {key: one for key, one in goal.items() if key in picked}


def one_of_both(definition, data):
    """A configurator that narrows first, as where slots have many values, or one that does not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(proving, "WIDE", data.draw(st.sampled_from([0, 99])))
        return Configurator(compile_model(definition, {}))


@often
@given(whole_models(), st.data())
def test_g1_an_option_is_offered_exactly_where_a_product_has_it(definition, data):
    every = every_product(definition)
    bench = one_of_both(definition, data)
    if not every:
        with pytest.raises(Refusal):
            bench.answer({})
        return
    choices = some_choices(data, every)
    answer = bench.answer(choices)
    shown = bench.shown(choices, bench.compiled.index)
    for n, domain in enumerate(bench.compiled.domains):
        key = domain.slot.key
        others = {k: one for k, one in choices.items() if k != key}
        left = [one for one in every if agrees(one, others)]
        states = bench.options(key, answer, choices)
        assert states == shown[key]
        for sku in domain.candidates:
            expected = {one[key][1] for one in left if key in one and one[key][0].key == sku}
            assert set(states[sku].quantities) == expected
            assert states[sku].possible == bool(expected)
        if key not in choices:
            may_stay_empty = any(key not in one for one in left)
            assert bool(answer.valid[n] & domain.empty) == may_stay_empty


@often
@given(whole_models(), st.data())
def test_g2_no_way_through_what_is_offered_is_a_dead_end(definition, data):
    every = every_product(definition)
    if not every:
        return
    bench = one_of_both(definition, data)
    choices = {}
    while missing := bench.answer(choices).missing:
        slot = data.draw(st.sampled_from(missing))
        states = bench.options(slot, bench.answer(choices), choices)
        offered = [(sku, n) for sku, state in states.items() for n in state.quantities]
        sku, quantity = data.draw(st.sampled_from(offered))
        choices[slot] = Choice(sku=sku, quantity=quantity)
    assert any(choices == choices_of(one) for one in every)  # nothing else has to be chosen


@often
@given(whole_models(), st.data())
def test_g3_the_order_of_choices_does_not_matter(definition, data):
    every = every_product(definition)
    if not every:
        return
    choices = some_choices(data, every)
    other = dict(data.draw(st.permutations(list(choices.items()))))
    compiled = compile_model(definition, {})
    one, two = Configurator(compiled), Configurator(compile_model(definition, {}))
    for n in range(len(choices)):  # what was asked before leaves no trace either
        two.answer(dict(list(other.items())[:n]))
    assert one.answer(choices).valid == two.answer(other).valid
    assert set(one.answer(choices).missing) == set(two.answer(other).missing)


@often
@given(whole_models(), st.data())
def test_g4_a_reason_really_bars_and_none_of_its_choices_can_be_spared(definition, data):
    every = every_product(definition)
    if not every:
        return
    bench = Configurator(compile_model(definition, {}))
    choices = some_choices(data, every)
    for domain in bench.compiled.domains:
        key = domain.slot.key
        others = {k: one for k, one in choices.items() if k != key}
        for sku in domain.candidates:
            wanted = {key: Choice(sku=sku)}
            if any(agrees(one, others | wanted) for one in every):
                continue
            barred = bench.why_not(choices, key, sku)
            core = {k: others[k] for k in barred.because}
            assert not any(agrees(one, core | wanted) for one in every)
            for spared in core:
                fewer = {k: one for k, one in core.items() if k != spared}
                assert any(agrees(one, fewer | wanted) for one in every)
            assert 1 <= len(barred.rules) <= 7


@often
@given(whole_models(), st.data())
def test_g5_dropping_what_is_proposed_makes_it_possible_and_keeps_the_newest(definition, data):
    every = every_product(definition)
    if not every:
        return
    bench = Configurator(compile_model(definition, {}))
    choices = some_choices(data, every)
    for domain in bench.compiled.domains:
        key = domain.slot.key
        others = {k: one for k, one in choices.items() if k != key}
        for sku in domain.candidates:
            wanted = {key: Choice(sku=sku)}
            if not any(agrees(one, wanted) for one in every):
                with pytest.raises(Refusal):
                    bench.choose(choices, key, wanted[key])
                assert bench.why_not(choices, key, sku).because == ()
                continue
            after = bench.choose(choices, key, wanted[key])
            assert any(agrees(one, after) for one in every)
            dropped = [k for k in others if k not in after]
            assert dropped == [k for k in others if k in bench.why_not(choices, key, sku).drop]
            for gone in dropped:  # with everything newer that was kept, it could not stay
                newer = list(others)[list(others).index(gone) :]
                kept = {k: others[k] for k in newer if k in after or k == gone} | wanted
                assert not any(agrees(one, kept) for one in every)


@often
@given(whole_models(severities=("hard", "preferred", "recommended")), st.data())
def test_g6_what_does_not_bar_bars_nothing_and_says_when_it_is_broken(definition, data):
    every = every_product(definition)
    if not every:
        return
    bench = Configurator(compile_model(definition, {}))
    choices = some_choices(data, every)
    hints = {hint.rule: hint for hint in bench.answer(choices).hints}
    left = [one for one in every if agrees(one, choices)]
    for n, rule in enumerate(definition.constraints):
        kept = any(holds(definition, rule, one) for one in left)
        if rule.severity == "preferred":
            assert (n in hints) == (not kept)
        elif n in hints:
            assert rule.severity == "recommended"
            assert kept
            assert hints[n].options
