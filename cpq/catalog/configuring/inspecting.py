"""Looking a model over before it is published: what is void, dead or forced, and its tests."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cpq.catalog.configuring.answering import Configurator
from cpq.catalog.configuring.constraining import compile_model
from cpq.catalog.configuring.definition import Choice, Definition, ModelTest
from cpq.catalog.configuring.domains import Candidate
from foundation.errors import Refusal
from foundation.language import Text, _


@dataclass(frozen=True, slots=True)
class TestResult:
    """Whether a test of the model's own passed, and if not, what came instead."""

    name: str
    passed: bool
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An option that no complete product has (dead), or that every one has (forced)."""

    slot: str  # the slot, or slot/option of a multi-choice
    option: str  # its SKU, or its key where it brings no product
    why: Text


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found. A void model has no solution at all."""

    void: bool
    dead: tuple[Found, ...]
    forced: tuple[Found, ...]
    tests: tuple[TestResult, ...]

    @property
    def sound(self) -> bool:
        """True when there is a solution and every test passes; dead options are for judgement."""
        return not self.void and all(test.passed for test in self.tests)


def inspect_model(
    definition: Definition, candidates: Mapping[str, Iterable[Candidate]]
) -> Inspection:
    """Look a definition over with the candidates of its slots."""
    configurator = Configurator(compile_model(definition, candidates))
    tests = tuple(_tested(configurator, test) for test in definition.tests)
    try:
        answer = configurator.answer({})
    except Refusal:
        return Inspection(True, (), (), tests)
    dead, forced = [], []
    for domain in configurator.compiled.domains:
        key = domain.slot.key
        for sku, state in configurator.options(key, answer, {}).items():
            if not state.possible:
                dead.append(Found(key, sku, _("No complete product has this option.")))
    for key, choice in configurator.forced(answer, {}).items():
        forced.append(Found(key, choice.sku, _("Every complete product has this option.")))
    return Inspection(False, tuple(dead), tuple(forced), tests)


def _tested(configurator: Configurator, test: ModelTest) -> TestResult:
    try:
        answer = configurator.answer(test.choices)
    except Refusal as refusal:
        return TestResult(test.name, test.expect == "invalid", refusal.text)
    if test.expect == "invalid":
        return TestResult(test.name, False, _("These choices go together, but should not."))
    left = configurator.forced(answer, test.choices) | dict(test.choices)
    return _compared(test, left) if test.expect == "forces" else TestResult(test.name, True)


def _compared(test: ModelTest, left: Mapping[str, Choice]) -> TestResult:
    for slot, option in test.forces.items():
        if slot not in left or left[slot].sku != option:
            return TestResult(test.name, False, _("%(slot)s is not bound to %(option)s.",
                                                  slot=slot, option=option))  # fmt: skip
    return TestResult(test.name, True)
