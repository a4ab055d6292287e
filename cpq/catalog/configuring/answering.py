"""What the configurator says: for every option whether it can be had, why not, and what to drop."""

from collections.abc import Mapping
from dataclasses import dataclass

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.definition import Choice, Words
from cpq.catalog.configuring.rules import State
from cpq.catalog.configuring.solving import Solver
from foundation.errors import Refusal
from foundation.language import _

MOST_RULES = 7
Choices = Mapping[str, Choice]


@dataclass(frozen=True, slots=True)
class OptionState:
    """Whether a product can still be chosen for a slot, and in which quantities.

    Products that are alike to every rule share one.
    """

    possible: bool
    quantities: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Barred:
    """Why an option is barred: my choices that bar it, the rules in words, and what to drop."""

    because: tuple[str, ...]  # slots of my choices
    rules: tuple[Words, ...]
    drop: tuple[str, ...]  # slots whose choice has to go; empty: never possible


@dataclass(frozen=True, slots=True)
class Answer:
    """The valid domains: one mask per slot, and the slots that still want a choice."""

    valid: State
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """True when nothing is missing."""
        return not self.missing


class Configurator:
    """Answers questions about one compiled model."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.solver = Solver(compiled)

    def answer(self, choices: Choices) -> Answer:
        """Return what can still be chosen beside these choices.

        Raises:
            Refusal: the choices contradict each other, or name what is not there.
        """
        valid = self.solver.valid(self._state(choices))
        if valid is None:
            raise Refusal(_("These choices do not go together. Undo the last one."))
        required = [d.slot.key for d in self.compiled.domains if d.slot.required]
        return Answer(valid, tuple(key for key in required if key not in choices))

    def knows(self, slot: str, choice: Choice) -> bool:
        """True when a choice names what is still there, in a quantity the slot takes."""
        n = self.compiled.index.get(slot)
        return n is not None and bool(self._mask(n, choice, exact=True))

    def compatible(self, choices: Choices) -> dict[str, Choice]:
        """Return the choices that go together, in their order; the newest are kept longest."""
        kept = self._kept_beside({}, choices)
        return {key: choice for key, choice in choices.items() if key in kept}

    def options(self, slot: str, answer: Answer, choices: Choices) -> dict[str, OptionState]:
        """Return the state of every candidate of a slot, as if this slot were free."""
        n = self.compiled.index[slot]
        domain = self.compiled.domains[n]
        free = answer.valid[n] if slot not in choices else self._valid_without(slot, choices)
        states = {
            mask: OptionState(bool(mask & free), self._quantities(n, alike[0], free))
            for mask, alike in domain.alike.items()
        }
        return {sku: states[mask] for sku, mask in domain.of_sku.items()}

    def choose(self, choices: Choices, slot: str, choice: Choice) -> dict[str, Choice]:
        """Return the choices with one more, dropping what bars it (the newest are kept longest)."""
        others = {key: kept for key, kept in choices.items() if key != slot}
        wanted = {slot: choice}
        if not self._possible(wanted):
            raise Refusal(_("This part fits no complete product."))
        kept = self._kept_beside(wanted, others)
        return {key: c for key, c in others.items() if key in kept} | wanted

    def why_not(self, choices: Choices, slot: str, sku: str) -> Barred:
        """Explain a barred option."""
        others = {key: choice for key, choice in choices.items() if key != slot}
        wanted = {slot: Choice(sku=sku)}
        if not self._possible(wanted):
            return Barred((), self._rules_against(wanted), ())
        core = dict(others)
        for key in list(others):
            smaller = {k: c for k, c in core.items() if k != key}
            if not self._possible({**smaller, **wanted}):
                core = smaller
        kept = self._kept_beside(wanted, others)
        dropped = tuple(key for key in others if key not in kept)
        return Barred(tuple(core), self._rules_against({**core, **wanted}), dropped)

    def forced(self, answer: Answer, choices: Choices) -> dict[str, Choice]:
        """Return what the rules leave no alternative to: slots with one candidate left."""
        found = {}
        for n, domain in enumerate(self.compiled.domains):
            if domain.slot.key in choices or not domain.slot.required:
                continue
            left = [alike for mask, alike in domain.alike.items() if mask & answer.valid[n]]
            if len(left) == 1 and len(left[0]) == 1:
                [sku] = left[0]
                quantities = self._quantities(n, sku, answer.valid[n])
                found[domain.slot.key] = Choice(sku=sku, quantity=quantities[0])
        return found

    def _kept_beside(self, wanted: Choices, others: Choices) -> dict[str, Choice]:
        kept: dict[str, Choice] = {}
        for key, choice in reversed(list(others.items())):
            if self._possible({**kept, **wanted, key: choice}):
                kept[key] = choice
        return kept

    def _rules_against(self, choices: Choices) -> tuple[Words, ...]:
        """Return a smallest set of rules that forbids the choices, at most seven of them."""
        state = self._state(choices, check=False)
        rules = [compiled.rule for compiled in self.compiled.rules]
        for rule in list(rules):
            fewer = [r for r in rules if r != rule]
            if Solver(self.compiled, fewer).solve(state) is None:
                rules = fewer
        messages = self.compiled.definition.constraints
        return tuple(messages[rule].message for rule in rules[:MOST_RULES])

    def _possible(self, choices: Choices) -> bool:
        return self.solver.solve(self._state(choices)) is not None

    def _valid_without(self, slot: str, choices: Choices) -> int:
        others = {key: choice for key, choice in choices.items() if key != slot}
        valid = self.solver.valid(self._state(others))
        return 0 if valid is None else valid[self.compiled.index[slot]]

    def _quantities(self, n: int, sku: str, mask: int) -> tuple[int, ...]:
        domain = self.compiled.domains[n]
        wanted = range(1, domain.slot.max_quantity + 1)
        return tuple(q for q in wanted if domain.of_choice[sku, q] & mask)

    def _state(self, choices: Choices, *, check: bool = True) -> State:
        state = self.solver.start()
        for key, choice in choices.items():
            n = self.compiled.index.get(key)
            mask = 0 if n is None else self._mask(n, choice, exact=check)
            if n is None or not mask:
                raise Refusal(_("%(sku)s cannot be chosen here any more.", sku=choice.sku))
            state[n] = mask
        return state

    def _mask(self, n: int, choice: Choice, *, exact: bool) -> int:
        domain = self.compiled.domains[n]
        if exact:
            return domain.of_choice.get((choice.sku, choice.quantity), 0)
        return domain.of_sku.get(choice.sku, 0)
