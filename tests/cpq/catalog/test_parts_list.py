"""The parts list of a configuration: levels, and quantities rolled up."""

from decimal import Decimal

from cpq.catalog.configuring import (
    Candidate,
    Choice,
    Definition,
    compile_model,
    parts_list,
    rolled_up,
)
from tests.cpq.catalog.configurables import CHOSEN, chosen, words, workstation


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
