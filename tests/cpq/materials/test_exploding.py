"""Exploding against a naive reference: any structure without a way back to itself."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cpq.catalog.materials.costing import costed
from cpq.catalog.materials.exploding import (
    Component,
    Item,
    cycle_in,
    explode,
    needed_for_one,
    rolled_up,
)
from foundation.errors import Refusal

NAMES = [f"P{n}" for n in range(8)]
UNITS = ["", "piece", "dozen", "pair"]


def item(cost=None, uom="piece", **packs):
    held = {unit: Fraction(holds) for unit, holds in packs.items()}
    known = None if cost is None else Decimal(cost)
    return Item({"ja": "品", "en": "Item"}, uom, held, known, "JPY" if cost is not None else "")


@st.composite
def structures(draw):
    """Products that are made of later ones only, so that nothing is made of itself."""
    found = {}
    for n, name in enumerate(NAMES[:-1]):
        below = st.sampled_from(NAMES[n + 1 :])
        quantity = st.decimals("0.001", 50, places=3)
        scrap = st.decimals(0, "0.5", places=3)
        line = st.builds(Component, below, quantity, st.sampled_from(UNITS), scrap)
        found[name] = draw(st.lists(line, max_size=3))
    return found


def naive(sku, structure, quantity):
    """Every way down, one by one, in exact fractions."""
    total = {}
    for line in structure.get(sku, ()):
        each = {"": 1, "piece": 1, "dozen": 12, "pair": 2}[line.uom]
        needed = quantity * Fraction(line.quantity) * each * (1 + Fraction(line.scrap))
        total.setdefault(line.sku, []).append(needed)
        for part, more in naive(line.sku, structure, needed).items():
            total.setdefault(part, []).extend(more)
    return total


@settings(max_examples=60, deadline=None)
@given(structures(), st.decimals("0.1", 1000, places=2))
def test_it_comes_to_what_a_walk_down_every_way_comes_to(structure, quantity):
    items = dict.fromkeys(NAMES, item())
    rows = explode("P0", structure, quantity, items=items)
    expected = naive("P0", structure, Fraction(quantity))
    assert cycle_in(structure, "P0") == ()
    assert set(rolled_up(rows)) == set(expected)
    for sku, amount in rolled_up(rows).items():
        ways = expected[sku]
        assert abs(Fraction(amount) - sum(ways)) <= Fraction(len(ways), 2 * 10**6)


@settings(max_examples=60, deadline=None)
@given(structures(), st.data())
def test_one_line_that_leads_back_is_found_with_its_path(structure, data):
    reached = [row.sku for row in explode("P0", structure, items=dict.fromkeys(NAMES, item()))]
    low = data.draw(st.sampled_from(reached))
    structure[low] = [*structure.get(low, ()), Component("P0")]
    path = cycle_in(structure, "P0")
    assert path[0] == "P0"
    assert low in path
    for above, below in zip(path, (*path[1:], path[0]), strict=True):
        assert below in {line.sku for line in structure[above]}
    with pytest.raises(Refusal, match="made of itself: P0 → "):
        explode("P0", structure, items=dict.fromkeys(NAMES, item()))


def test_a_kit_in_a_kit_multiplies():
    seat = {
        "SEAT": [Component("BACK", 1), Component("ARM-KIT", 2)],
        "ARM-KIT": [Component("ARM", 1), Component("BOLT", 2)],
    }
    assert rolled_up(explode("SEAT", seat)) == {"BACK": 1, "ARM-KIT": 2, "ARM": 2, "BOLT": 4}
    assert rolled_up(explode("SEAT", seat, 3))["BOLT"] == 12


def test_what_stands_twice_below_is_no_cycle_and_keeps_two_paths():
    diamond = {
        "A": [Component("B"), Component("C"), Component("D")],
        "B": [Component("D", 2)],
        "C": [Component("D", 3), Component("D", 4)],
    }
    paths = [row.path for row in explode("A", diamond)]
    assert paths == ["A", "A/B", "A/B/D", "A/C", "A/C/D", "A/C/D#2", "A/D"]
    assert rolled_up(explode("A", diamond))["D"] == 10


def test_a_product_in_itself_is_named():
    with pytest.raises(Refusal, match="A → A"):
        explode("A", {"A": [Component("A")]})


def test_scrap_is_added_at_every_level():
    rows = explode(
        "A",
        {
            "A": [Component("B", 2, scrap=Decimal("0.05"))],
            "B": [Component("C", 10, scrap=Decimal("0.1"))],
        },
    )
    assert [row.quantity for row in rows] == [1, Decimal("2.1"), Decimal("23.1")]


@pytest.mark.parametrize(
    ("said", "uom", "own", "is_worth"),
    [
        ("0.25", "dozen", "piece", "3"),
        ("1500", "g", "kg", "1.5"),
        ("35", "mm", "m", "0.035"),
        ("2", "box", "piece", "100"),
        ("1", "piece", "dozen", "0.083333"),
        ("90", "minute", "hour", "1.5"),
    ],
)
def test_a_line_is_reckoned_into_the_components_own_unit(said, uom, own, is_worth):
    items = {"B": item(uom=own, box=50)}
    rows = explode("A", {"A": [Component("B", said, uom)]}, items=items)
    assert rows[1].quantity == Decimal(is_worth)
    assert rows[1].uom == own


def test_a_unit_nobody_can_reckon_is_refused():
    with pytest.raises(Refusal, match="per_kg"):
        needed_for_one(Component("B", 1, "kg"), item(uom="piece"))


def test_lines_ask_the_configuration():
    structure = {
        "PC": [
            Component("SCREW", "4 + 2 * drive.quantity"),
            Component("BRACKET", 1, condition="gpu.length > 300"),
            Component("LABEL", 1, condition="!gpu"),
        ]
    }
    with_card = {"gpu": True, "gpu.length": "310", "drive": True, "drive.quantity": 3}
    assert rolled_up(explode("PC", structure, 2, facts=with_card)) == {"SCREW": 20, "BRACKET": 2}
    assert rolled_up(explode("PC", structure)) == {"SCREW": 4, "LABEL": 1}


def test_a_quantity_that_comes_to_less_than_nothing_is_refused():
    with pytest.raises(Refusal, match="does not come to a number"):
        explode("A", {"A": [Component("B", "gpu.length - 5")]})


def test_too_deep_and_too_long_are_refused():
    deep = {f"N{n}": [Component(f"N{n + 1}")] for n in range(60)}
    with pytest.raises(Refusal, match="50 levels"):
        explode("N0", deep)
    wide = {f"W{n}": [Component(f"W{n + 1}")] * 30 for n in range(5)}
    with pytest.raises(Refusal, match="lines when it is exploded"):
        explode("W0", wide)


def test_a_part_with_its_own_cost_keeps_it_and_one_without_costs_what_it_is_made_of():
    structure = {
        "SEAT": [Component("BACK", 1), Component("KIT", 2), Component("BOX", 1)],
        "KIT": [Component("BOLT", 3)],
        "BOX": [Component("BOARD", 2)],
    }
    items = {"BACK": item(10), "BOLT": item(2), "BOX": item(7), "BOARD": item(100)}
    rows = explode("SEAT", structure, 2, items=items)
    costs = costed(rows, items, "JPY")
    assert costs.total == 2 * (10 + 2 * 3 * 2 + 7)
    counted = {row.sku: cost.counted for row, cost in zip(rows, costs.rows, strict=True)}
    assert counted == {
        "SEAT": True, "BACK": True, "KIT": True, "BOLT": True, "BOX": True, "BOARD": False,
    }  # fmt: skip
    assert costs.rows[2].unit == 6


def test_what_has_no_cost_is_named():
    structure = {"SEAT": [Component("BACK"), Component("KIT")], "KIT": [Component("BOLT")]}
    costs = costed(explode("SEAT", structure), {"BACK": item(10)}, "JPY")
    assert (costs.total, costs.missing) == (None, ("BOLT",))
    other = costed(explode("SEAT", structure), {"BACK": item(1), "BOLT": item(2)}, "USD")
    assert (other.total, other.missing) == (None, ("BACK", "BOLT"))
