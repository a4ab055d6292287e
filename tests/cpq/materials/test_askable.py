"""A condition or a quantity names what the model has, or is refused."""

import pytest

from cpq.catalog.configuring.definition import Definition
from cpq.catalog.materials.amounts import check_expression, strange_in
from cpq.catalog.materials.askable import Askable
from foundation.errors import Refusal


def slot(key, *options, **fields):
    name = {"ja": key, "en": key}
    own = [{"key": one, "name": name, "sku": one.upper()} for one in options]
    return {"key": key, "label": name, "options": own, **fields}


MODEL = Definition.model_validate(
    {
        "sku": "WS",
        "slots": [
            slot("chassis", "small", "tall"),
            slot("cpu", category="cpu"),
            slot("extras", "rail", "bag", most=2),
        ],
    }
)
ABOUT = Askable(MODEL, lambda slot, sku: (slot.key, sku) == ("cpu", "CPU-A"))
GOOD = (
    "chassis/tall",
    "chassis/TALL.quantity > 1 | !chassis/small",
    "cpu/CPU-A => cpu.watts > 100",
    "extras.quantity > 1 & extras/rail.kg < 3 & extras",
)
WRONG = {
    "chassis/big": "“chassis” has no option “big”.",
    "cpu.watts > 1 | !(cpu/CPU-Z.watts = 3)": "“cpu” has no option “CPU-Z”.",
    "cpu/small": "“cpu” has no option “small”.",
    "case/small": "The model has no slot “case”.",
    "extras.kg > 3": "“extras” takes several options. Name one of them: extras/option.",
}


@pytest.mark.parametrize("text", GOOD)
def test_what_the_model_has_may_be_asked(text):
    check_expression(text, ABOUT, field="condition")
    assert strange_in(text, ABOUT) is None


@pytest.mark.parametrize(("text", "sentence"), WRONG.items(), ids=WRONG)
def test_what_it_does_not_have_is_refused_by_name_at_its_field(text, sentence):
    with pytest.raises(Refusal) as refused:
        check_expression(text, ABOUT, field="condition")
    assert (str(refused.value.text), refused.value.field) == (sentence, "condition")
    assert str(strange_in(text, ABOUT)) == sentence
    assert str(strange_in(f"if({text}, 2, 1)", ABOUT)) == sentence


def test_without_a_model_nothing_may_be_asked_and_numbers_ask_nothing():
    nobody = Askable(None, lambda _slot, _sku: True)

    assert "no model to ask about “cpu”" in str(strange_in("cpu/CPU-A", nobody))
    assert strange_in("12.5", nobody) is None
    assert strange_in("", nobody) is None
