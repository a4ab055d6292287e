"""The domains of large models equal those that z3 finds, which shares nothing with our prover.

The real models are read from beside the checkout where they are; a model of our own always runs.
"""

import random
from pathlib import Path

import pytest
import z3

from cpq.catalog.configuring import Choice, Configurator, compile_model
from cpq.catalog.configuring.expressions import parse_expression
from cpq.catalog.configuring.syntax import And, Constant, Iff, Implies, Name, Not, Or, parts_of
from cpq.catalog.configuring.uvl import read_uvl

SHARED = Path(__file__).parents[4] / "shared" / "data" / "feature-models"
SESSIONS, CLICKS = 2, 4
CONNECTIVES = {
    Not: z3.Not,
    And: z3.And,
    Or: z3.Or,
    Implies: z3.Implies,
    Iff: lambda one, other: one == other,
}


def machine(dice):
    """A machine of 60 modules with random demands between them, as UVL text."""
    lines = ["features", "\tmachine", "\t\tmandatory"]
    for n in range(12):
        lines.append(f"\t\t\tunit{n}")
        lines.append("\t\t\t\t" + dice.choice(["or", "alternative", "[0..2]", "optional"]))
        lines += [f"\t\t\t\t\tm{n * 4 + k}" for k in range(4)]
    lines.append("constraints")
    for _rule in range(45):
        a, b, c = (f"{dice.choice(['', '!'])}m{n}" for n in dice.sample(range(48), 3))
        lines.append("\t" + dice.choice([f"{a} => {b} | {c}", f"{a} & {b} => {c}", f"{a} | {b}"]))
    return "\n".join(lines)


def text_of(name):
    if name == "machine":
        return machine(random.Random(4))  # noqa: S311  (the same each time)
    path = SHARED / f"{name}.uvl"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path.read_text(encoding="utf-8")


class Oracle:
    """The same model for z3, from its definition alone."""

    def __init__(self, definition):
        self.options = {
            (slot.key, option.key): z3.Bool(f"{slot.key}/{option.key}")
            for slot in definition.slots
            for option in slot.options
        }
        self.solver = z3.Solver()
        for slot in definition.slots:
            self.solver.add(*self._counts(slot))
        for rule in definition.constraints:
            self.solver.add(self._said(parse_expression(rule.text)))

    def _counts(self, slot):
        several = [self.options[slot.key, option.key] for option in slot.options]
        whole, _slash, option = slot.parent.partition("/")
        above = self.options[whole, option] if slot.parent else z3.BoolVal(True)
        yield z3.Implies(above, z3.AtLeast(*several, slot.least))
        yield z3.AtMost(*several, slot.most)
        yield from (z3.Implies(one, above) for one in several)

    def _said(self, node):
        if isinstance(node, Constant):
            return z3.BoolVal(node.value)
        if isinstance(node, Name):
            return self.options[node.slot, node.option]
        return CONNECTIVES[type(node)](*map(self._said, parts_of(node)))

    def settled(self, chosen):
        """What is left no choice about: options that must be, and that cannot be."""
        said = [
            self.options[key] if yes else z3.Not(self.options[key]) for key, yes in chosen.items()
        ]
        fine, found = self.solver.consequences(said, list(self.options.values()))
        assert fine == z3.sat
        literals = [implication.arg(1) for implication in found]
        cannot = {str(one.arg(0)) for one in literals if z3.is_not(one)}
        return {str(one) for one in literals if not z3.is_not(one)}, cannot


@pytest.mark.parametrize("name", ["machine", "busybox", "financial-services"])
def test_g1_domains_equal_those_of_z3(name):
    definition = read_uvl(text_of(name), name)
    oracle, bench = Oracle(definition), Configurator(compile_model(definition, {}))
    for session in range(SESSIONS):
        dice = random.Random(session)  # noqa: S311  (the same each time)
        choices, chosen = {}, {}
        for _click in range(CLICKS):
            valid = bench.answer(choices).valid
            must, cannot = oracle.settled(chosen)
            free = []
            for n, domain in enumerate(bench.compiled.domains):
                for sku, mask in domain.of_sku.items():
                    assert bool(mask & valid[n]) == (f"{domain.group}/{sku}" not in cannot)
                    assert (not valid[n] & ~mask) == (f"{domain.group}/{sku}" in must)
                    if mask & valid[n] and domain.slot.key not in choices:
                        free.append((domain, sku))
            domain, sku = dice.choice(free)
            left = valid[bench.compiled.index[domain.slot.key]]
            if left & domain.empty and dice.random() > 0.7:
                choices[domain.slot.key] = Choice(sku="", quantity=0)
                chosen |= {(domain.group, one): False for one in domain.candidates}
            else:
                choices[domain.slot.key] = Choice(sku=sku)
                chosen[domain.group, sku] = True
