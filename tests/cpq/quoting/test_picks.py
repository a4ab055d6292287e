"""Choices as they travel in an address."""

from cpq.catalog.configuring import Choice
from cpq.quoting.picks import PACKED, read, written


def test_a_few_choices_are_readable():
    choices = {"cpu": Choice(sku="CPU-A"), "extras/fan": Choice(sku="fan", quantity=2)}
    assert written(choices) == ["cpu:1:CPU-A", "extras/fan:2:fan"]
    assert read(written(choices)) == choices


def test_many_choices_are_packed_and_keep_their_order():
    choices = {f"group-{n}/option-{n}": Choice(sku=f"部品{n}") for n in reversed(range(300))}
    [packed] = written(choices)
    assert packed.startswith(PACKED)
    assert len(packed) < 4_000
    assert list(read([packed]).items()) == list(choices.items())
    assert read([packed, "cpu:1:CPU-A"])["cpu"] == Choice(sku="CPU-A")


def test_a_decision_against_everything_travels_too():
    against = {"screen": Choice(sku="", quantity=0)}
    assert read(written(against)) == against


def test_what_is_not_well_formed_is_left_out():
    nonsense = ["~", "~AAAA", "~é", "~" + "A" * 9_000, "cpu", "cpu:x:A", "cpu:1:", "cpu:99999:A"]
    assert read(nonsense) == {}
