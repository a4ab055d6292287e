"""May this model be published? Its tests pass, and no option is dead or forced by mistake."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cpq.catalog.configuring import Configurator
from cpq.catalog.configuring.compiling import YES, Compiled
from cpq.catalog.configuring.definition import ModelTest
from cpq.catalog.configuring.needless import needless_rules
from cpq.catalog.modelling.finding import Cause, Finding, causes_of, findings_of
from cpq.catalog.models import ProductModel
from cpq.catalog.queries import configurator_for
from foundation.errors import Refusal
from foundation.language import Text, _, speaking


@dataclass(frozen=True, slots=True)
class Idle:
    """A rule that never has an effect: what it demands is so anyway, or can never be.

    ``because``: the rules that demand the same already. It is said, and bars nothing.
    """

    rule: Cause
    kept: bool  # always, or never
    because: tuple[Cause, ...] = ()

    @property
    def text(self) -> Text:
        """Return why it has no effect."""
        if not self.kept:
            return _("No configuration keeps it, whatever is chosen.")
        if self.because:
            return _("Other rules demand the same already.")
        return _("Nothing that can be chosen breaks it.")


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
    """Everything that stands between a model and reps.

    ``against``: the rules because of which nothing can be configured. ``idle`` bars nothing.
    """

    empty: bool
    void: bool
    results: tuple[Result, ...]
    found: tuple[Finding, ...] = ()
    against: tuple[Cause, ...] = ()
    idle: tuple[Idle, ...] = ()
    unfilled: str = ""  # a group that has to be chosen from and offers nothing

    @property
    def dead(self) -> list[Finding]:
        """Return what can never be chosen."""
        return [one for one in self.found if one.kind == "dead"]

    @property
    def forced(self) -> list[Finding]:
        """Return what always has to be chosen."""
        return [one for one in self.found if one.kind == "forced"]

    @property
    def mistakes(self) -> list[Finding]:
        """Return what is dead or forced and was not marked as meant."""
        return [one for one in self.found if not one.meant]

    @property
    def failures(self) -> list[Result]:
        """Return the tests that do not pass."""
        return [result for result in self.results if not result.passed]

    @property
    def problem(self) -> Text | None:
        """Return the first thing that has to be mended."""
        if self.empty or self.void:
            return self._unsolvable
        if self.failures:
            failed = self.failures[0]
            return _(
                "The test “%(name)s” fails: %(why)s", name=failed.test.name, why=failed.failure
            )
        if self.mistakes:
            return _("%(what)s Mend the rules, or mark it as meant (%(n)s to look at).",
                     what=self.mistakes[0].sentence, n=len(self.mistakes))  # fmt: skip
        if not self.results:
            return _("The model has no test yet. Keep a configuration as a test.")
        return None

    @property
    def _unsolvable(self) -> Text:
        if self.empty:
            return _("The model has no groups yet. Add one with its options.")
        if self.unfilled:
            return _("The group “%(name)s” has no options yet. Add one.", name=self.unfilled)
        return _("No configuration meets all rules. Take a rule out, or add options.")

    def must_be_open(self) -> None:
        """Refuse while something has to be mended."""
        if problem := self.problem:
            raise Refusal(problem)


def gate_of(session: Session, row: ProductModel) -> Gate:
    """Return how a model stands."""
    return inspect(configurator_for(session, row))


def inspect(configurator: Configurator) -> Gate:
    """Ask a compiled model whether anything is wrong with it."""
    compiled = configurator.compiled
    definition = compiled.definition
    results = tuple(Result(test, failure_of(configurator, test)) for test in definition.tests)
    try:
        valid = configurator.answer({}).valid
    except Refusal:
        against = causes_of(configurator, {})
        unfilled = _unfilled(compiled)
        return Gate(not definition.slots, True, results, (), against, unfilled=unfilled)
    found = tuple(findings_of(configurator, valid))
    return Gate(not definition.slots, False, results, found, (), tuple(_idle(configurator)))


def _unfilled(compiled: Compiled) -> str:
    """Return the name of a group that nothing can stand in."""
    for slot in compiled.definition.slots:
        places = [compiled.domains[n] for n in compiled.groups[slot.key]]
        if slot.least and not slot.parent and not any(domain.of_sku for domain in places):
            return str(getattr(slot.label, speaking()))
    return ""


def _idle(configurator: Configurator) -> Iterator[Idle]:
    """Yield the rules that have no effect."""
    compiled = configurator.compiled
    for one in needless_rules(compiled):
        because = tuple(_rule(compiled, n) for n in one.because)
        yield Idle(_rule(compiled, one.rule), kept=True, because=because)
    for soft in compiled.soft:
        if not configurator.prover.possible({soft.switch: YES}):
            yield Idle(_rule(compiled, soft.rule), kept=False)


def _rule(compiled: Compiled, n: int) -> Cause:
    return Cause(n + 1, compiled.message(n))


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
