"""The drawing from list price to net: what is put on, what is taken off, and the net."""

from decimal import Decimal

from cpq.quoting.waterfall import Part, bars_of, drawn
from foundation.language import in_language


def step(kind, before, after, sku="A"):
    return {"kind": kind, "before": str(before), "after": str(after), "sku": sku}


def test_every_kind_of_step_has_its_bar_and_the_last_is_the_net():
    steps = [
        step("list", 0, 100),
        step("rule", 100, 90),
        step("option", 90, 95),
        step("amount", 95, 190),
        step("pattern", 190, 171),
        step("manual", 171, 160),
        step("net", 160, 160),
        step("document", 160, 150),
    ]
    with in_language("en"):
        bars = bars_of(steps, {}, Decimal(2), "JPY")
    assert [(bar.kind, bar.amount.amount) for bar in bars] == [
        ("list", 200),
        ("less", -20),
        ("option", 10),
        ("less", -19),
        ("less", -11),
        ("total", 160),
        ("less", -10),
    ]
    assert bars[0].width == 100


def test_many_parts_are_added_up_but_nothing_is_lost():
    parts = [step("part", n * 10, n * 10 + 10, f"P{n}") for n in range(30)]
    bars = bars_of([*parts, step("amount", 300, 300), step("net", 300, 300)], {}, Decimal(1), "JPY")
    own = [bar for bar in bars if bar.kind == "part"]
    assert len(own) == 9
    assert sum(bar.amount.amount for bar in own) == 300


def test_nothing_is_drawn_outside():
    bars = drawn([Part("a", "list", Decimal(0)), Part("b", "less", Decimal(-5))], "JPY")
    assert all(0 <= bar.width <= 1000 for bar in bars)
