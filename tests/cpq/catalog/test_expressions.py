"""The expression language: what it reads, what it says, and what it refuses in a sentence."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.catalog.configuring.expressions import (
    evaluate,
    names_of,
    parse_expression,
    walk,
    written,
)
from cpq.catalog.configuring.syntax import (
    And,
    Compare,
    Compute,
    Constant,
    Iff,
    Implies,
    Name,
    Not,
    Or,
)
from foundation.errors import Refusal

VALUES = {
    "cpu": True,
    "cpu.watts": "65",
    "cpu.quantity": Decimal(2),
    "cpu/A1": True,
    "board/x y": True,
    "case.colour": "black",
    "fan.speed": None,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cpu & !gpu", True),
        ("cpu => gpu", False),
        ("gpu => cpu => gpu", True),
        ("cpu <=> board/`x y`", True),
        ("cpu.watts * cpu.quantity <= 130", True),
        ("cpu.watts * cpu.quantity < 130", False),
        ("cpu = 'A1' & case.colour != \"white\"", True),
        ("gpu.watts = 0 & gpu.name = ''", True),  # an empty slot takes nothing
        ("fan.speed < 5 | fan.speed >= 5 | fan.speed != 5", False),  # unknown: no comparison holds
        ("1 / 0 = 1 | 1 / 0 != 1", False),
        ("case.colour > 5", False),
        ("cpu.watts ＞＝ 65 ＆ （gpu ｜ cpu）", True),  # as a Japanese keyboard writes it
        ("cpu.watts − 1 ＝ 64 × 2 ÷ 2", True),
    ],
)
def test_a_condition_says_yes_or_no(text, expected):
    assert evaluate(parse_expression(text, "truth"), VALUES) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2 + 3 * 4 - 6 / 4", Decimal("12.5")),
        ("-(2 - 5) - -1", 4),
        ("ceil(cpu.watts / 30) + floor(2.9) + round(2.5)", 8),
        ("ceil(1201, 100) + floor(99, 10) + round(2.25, 0.1)", Decimal("1392.3")),
        ("round(1, 0)", None),
        ("min(3, cpu.quantity, 9) + max(1, 2) + abs(-4)", 8),
        ("if(gpu, 100, cpu.quantity)", 2),
        ("fan.speed + 1", None),
        ("1 / 0", None),
        ("case.colour", "black"),
    ],
)
def test_a_quantity_is_computed_exactly(text, expected):
    assert evaluate(parse_expression(text, "value"), VALUES) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        ("a &", "too early"),
        ("(a", "too early"),
        ("a b", "“b” (character 3)"),
        ("a.x = b.x = c.x", "not expected"),
        ("a.x + 'x' > 2", "no number"),
        ("a; b", "“;” (character 2)"),
        ("a.x => b", "yes or no is needed"),
        ("(a & b) + 1 > 2", "value is needed"),
        ("1e308 > a.x", "At most 15 digits"),
        ("a.x > 9999999999999999", "At most 15 digits"),
        ("ceil(1, 2, 3) > 1", "ceil takes"),
        ("__import__('os')", "not expected"),
        ("a.x\0 > 1", "means nothing"),
        ("(" * 100 + "a" + ")" * 100, "deep"),
        ("a.x" + " + a.x" * 1000 + " > 1", "deep"),
        ("a | " * 6000 + "a", "characters"),
    ],
)
def test_what_is_not_well_formed_is_refused_in_a_sentence(text, why):
    with pytest.raises(Refusal) as refused:
        parse_expression(text, "truth")
    assert why in str(refused.value.text)
    assert refused.value.field == "text"


def test_the_names_of_an_expression_are_what_it_speaks_of():
    asked = parse_expression("cpu/A1 => board.places >= `my slot`/`a/b`.`how many` * 2")
    assert names_of(asked) == {"cpu/A1", "board.places", "my slot/a/b.how many"}


names = st.builds(
    Name,
    st.sampled_from(["a", "b-c", "a slot", "true", "スロット"]),
    st.sampled_from(["", "x", "2-x", "F_a+b/c"]),
    st.just(""),
)
values = st.one_of(
    st.builds(Constant, st.decimals(-999, 999, places=2)),
    st.builds(Constant, st.sampled_from(["", "black", "it's"])),
    st.builds(Name, st.sampled_from(["a", "b"]), st.just(""), st.sampled_from(["x", "two words"])),
)
numbers = st.recursive(
    st.builds(Name, st.sampled_from(["a", "b"]), st.just(""), st.just("n")),
    lambda one: st.builds(Compute, st.sampled_from("+-*/"), one, one),
    max_leaves=5,
)
truths = st.recursive(
    st.one_of(
        names,
        st.builds(Constant, st.booleans()),
        st.builds(Compare, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), values, numbers),
    ),
    lambda one: st.one_of(
        st.builds(Not, one),
        st.builds(And, st.tuples(one, one)),
        st.builds(Or, st.tuples(one, one, one)),
        st.builds(Implies, one, one),
        st.builds(Iff, one, one),
    ),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None)
@given(truths, st.dictionaries(st.sampled_from(["a", "b-c", "a.n", "b.n", "a/x"]), st.booleans()))
def test_what_is_written_reads_the_same(sentence, some):
    given_values = {key: (3 if yes else "7") if "." in key else yes for key, yes in some.items()}
    again = parse_expression(written(sentence), "truth")
    assert evaluate(again, given_values) == evaluate(sentence, given_values)
    assert {str(n) for n in walk(again) if isinstance(n, Name)} == {
        str(n) for n in walk(sentence) if isinstance(n, Name)
    }
