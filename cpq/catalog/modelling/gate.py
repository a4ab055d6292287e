"""May this model be published? Its tests pass, and no option is dead or forced by mistake."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cpq.catalog.configuring import Configurator, Definition
from cpq.catalog.configuring.definition import ModelTest, Words
from cpq.catalog.configuring.domains import SlotDomain
from cpq.catalog.modelling.naming import called
from cpq.catalog.models import ProductModel
from cpq.catalog.queries import configurator_for
from foundation.errors import Refusal
from foundation.language import Text, _


@dataclass(frozen=True, slots=True)
class Finding:
    """An option that can never be chosen, or always has to be; ``meant``: it was marked as such."""

    slot: str
    label: Words
    option: str
    name: Mapping[str, str]
    meant: bool

    @property
    def key(self) -> str:
        """Return the name by which it is marked."""
        return f"{self.slot}/{self.option}"


@dataclass(frozen=True, slots=True)
class Result:
    """How a test of the model went."""

    test: ModelTest
    failure: Text | None

    @property
    def passed(self) -> bool:
        """True when it is as the test expects."""
        return self.failure is None


@dataclass(frozen=True, slots=True)
class Gate:
    """Everything that stands between a model and reps."""

    empty: bool
    void: bool
    dead: tuple[Finding, ...]
    forced: tuple[Finding, ...]
    results: tuple[Result, ...]

    @property
    def mistakes(self) -> list[Finding]:
        """Return what is dead or forced and was not marked as meant."""
        return [one for one in (*self.dead, *self.forced) if not one.meant]

    @property
    def failures(self) -> list[Result]:
        """Return the tests that do not pass."""
        return [result for result in self.results if not result.passed]

    @property
    def problem(self) -> Text | None:
        """Return the first thing that has to be mended."""
        if self.empty:
            return _("The model has no groups yet. Add one with its options.")
        if self.void:
            return _("No configuration meets all rules. Take a rule out, or add options.")
        if self.failures:
            failed = self.failures[0]
            return _(
                "The test “%(name)s” fails: %(why)s", name=failed.test.name, why=failed.failure
            )
        if self.mistakes:
            return _("%(n)s options are dead or forced. Mend the rules, or mark them as meant.",
                     n=len(self.mistakes))  # fmt: skip
        if not self.results:
            return _("The model has no test yet. Keep a configuration as a test.")
        return None

    def must_be_open(self) -> None:
        """Refuse while something has to be mended."""
        if problem := self.problem:
            raise Refusal(problem)


def gate_of(session: Session, row: ProductModel) -> Gate:
    """Return how a model stands."""
    return inspect(configurator_for(session, row))


def inspect(configurator: Configurator) -> Gate:
    """Ask a compiled model whether anything is wrong with it."""
    definition = configurator.compiled.definition
    results = tuple(Result(test, failure_of(configurator, test)) for test in definition.tests)
    try:
        valid = configurator.answer({}).valid
    except Refusal:
        return Gate(not definition.slots, True, (), (), results)
    domains = list(zip(configurator.compiled.domains, valid, strict=True))
    finder = Finder(definition, set(definition.meant))
    dead = tuple(one for domain, left in domains for one in finder.dead(domain, left))
    forced = tuple(one for domain, left in domains for one in finder.forced(domain, left))
    return Gate(not definition.slots, False, dead, forced, results)


def failure_of(configurator: Configurator, test: ModelTest) -> Text | None:
    """Return why a test fails; None: it passes."""
    unknown = [key for key, choice in test.choices.items() if not configurator.knows(key, choice)]
    if unknown:
        return _("“%(key)s” has no such option any more.", key=unknown[0])
    try:
        answer = configurator.answer(test.choices)
    except Refusal:
        return None if test.expect == "invalid" else _("these choices do not go together")
    if test.expect == "invalid":
        return _("these choices go together")
    if test.expect == "valid":
        return None
    left = configurator.forced(answer, test.choices)
    for slot, option in test.forces.items():
        if slot not in left or left[slot].sku != option:
            return _("“%(option)s” of “%(slot)s” is not forced", option=option, slot=slot)
    return None


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds options that are dead or forced in what is left of a slot."""

    definition: Definition
    meant: set[str]

    def dead(self, domain: SlotDomain, left: int) -> Iterator[Finding]:
        """Yield the options that no configuration has."""
        for sku, mask in domain.of_sku.items():
            if not mask & left:
                yield self._finding(domain, sku)

    def forced(self, domain: SlotDomain, left: int) -> Iterator[Finding]:
        """Yield the only option of a slot that may stay empty, and yet never can."""
        possible = [sku for sku, mask in domain.of_sku.items() if mask & left]
        if domain.empty and not left & domain.empty and len(possible) == 1:
            yield self._finding(domain, possible[0])

    def _finding(self, domain: SlotDomain, sku: str) -> Finding:
        slot = domain.slot
        group = self.definition.slot(domain.group or slot.key)
        candidate = domain.candidates[sku]
        named = {group.key, slot.key, f"{slot.key}/{sku}", f"{slot.key}/{candidate.key}"}
        name = called(self.definition, domain, candidate)
        return Finding(slot.key, group.label, sku, name, bool(named & self.meant))
