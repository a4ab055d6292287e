"""What the configurator says: for every option whether it can be had, why not, and what to drop."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.completing import Completer, Completion, Tell
from cpq.catalog.configuring.costing import Goal, Prices, Quoted, quoted_by
from cpq.catalog.configuring.definition import Choice, Words
from cpq.catalog.configuring.explaining import Explainer
from cpq.catalog.configuring.hinting import Hint, hints_of
from cpq.catalog.configuring.patience import Patience
from cpq.catalog.configuring.proving import Prover
from cpq.catalog.configuring.rules import State
from foundation.errors import Refusal
from foundation.language import _

Choices = Mapping[str, Choice]
SECONDS = 2  # that a completion takes, unless it is given more


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
    """The valid domains: one mask per slot, and the slots that still want a choice.

    ``hints`` say which preferences are broken, and what is recommended and can still be had.
    """

    valid: State
    missing: tuple[str, ...]
    hints: tuple[Hint, ...] = ()

    @property
    def complete(self) -> bool:
        """True when nothing is missing."""
        return not self.missing


class Configurator:
    """Answers questions about one compiled model. May be asked by several threads."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.prover = Prover(compiled)
        self.explainer = Explainer(compiled)

    def answer(self, choices: Choices) -> Answer:
        """Return what can still be chosen beside these choices.

        Raises:
            Refusal: the choices contradict each other, or name what is not there.
        """
        decided = self.decided(choices)
        valid = self.prover.valid(decided)
        if valid is None:
            raise Refusal(_("These choices do not go together. Undo the last one."))
        missing = self._missing(decided, choices, valid)
        hints = hints_of(self.compiled, choices, decided, valid)
        return Answer(valid[: len(self.compiled.domains)], missing, hints)

    def knows(self, slot: str, choice: Choice) -> bool:
        """True when a choice names what is still there, in a quantity the slot takes."""
        n = self.compiled.index.get(slot)
        return n is not None and bool(self.compiled.domains[n].choice(choice))

    def compatible(self, choices: Choices) -> dict[str, Choice]:
        """Return the choices that go together, in their order; the newest are kept longest."""
        kept = self._kept_beside({}, choices)
        return {key: choice for key, choice in choices.items() if key in kept}

    def options(self, slot: str, answer: Answer, choices: Choices) -> dict[str, OptionState]:
        """Return the state of every candidate of a slot, as if this slot were free."""
        n = self.compiled.index[slot]
        return self._states(n, answer.valid[n] if slot not in choices else self._free(n, choices))

    def shown(self, choices: Choices, slots: Iterable[str]) -> dict[str, dict[str, OptionState]]:
        """Return the states of the options of some slots, each as if it were free.

        What a page shows at once is asked at once; the other slots are not proven.
        """
        wanted = {slot: self.compiled.index[slot] for slot in slots}
        decided = self.decided(choices)
        undecided = [n for n in wanted.values() if n not in decided]
        valid = self.prover.valid(decided, undecided)
        if valid is None:
            raise Refusal(_("These choices do not go together. Undo the last one."))
        return {
            slot: self._states(n, self._free(n, choices) if n in decided else valid[n])
            for slot, n in wanted.items()
        }

    def choose(self, choices: Choices, slot: str, choice: Choice) -> dict[str, Choice]:
        """Return the choices with one more, dropping what bars it (the newest are kept longest)."""
        others = {key: kept for key, kept in choices.items() if key != slot}
        wanted = {slot: choice}
        if not self.prover.possible(self.decided(wanted)):
            raise Refusal(_("This part fits no complete product."))
        kept = self._kept_beside(wanted, others)
        return {key: c for key, c in others.items() if key in kept} | wanted

    def why_not(self, choices: Choices, slot: str, sku: str) -> Barred:
        """Explain a barred option."""
        others = {key: choice for key, choice in choices.items() if key != slot}
        wanted = {slot: Choice(sku=sku)}
        asked = self.decided(wanted)
        core = self.prover.core(self.decided(others), asked)
        rules = self.explainer.rules_against({**core, **asked})
        kept = self._kept_beside(wanted, others) if core else others
        return Barred(
            tuple(key for key in others if self.compiled.index[key] in core),
            rules,
            tuple(key for key in others if key not in kept),
        )

    def forced(self, answer: Answer, choices: Choices) -> dict[str, Choice]:
        """Return what the rules leave no alternative to: slots with one candidate left."""
        found = {}
        for n, domain in enumerate(self.compiled.domains):
            valid = answer.valid[n]
            if valid & domain.empty or domain.slot.key in choices:
                continue
            left = [alike for mask, alike in domain.alike.items() if mask & valid]
            if len(left) == 1 and len(left[0]) == 1:
                [sku] = left[0]
                quantity = domain.quantities(sku, valid)[0]
                found[domain.slot.key] = Choice(sku=sku, quantity=quantity)
        return found

    def complete(
        self,
        choices: Choices,
        prices: Prices | Quoted | None = None,
        *,
        goal: Goal = "preferred",
        patience: Patience | None = None,
        tell: Tell = lambda _found: None,
    ) -> Completion | None:
        """Return the choices completed: as preferred, or as cheap as can be.

        Takes as long as ``patience`` lasts, by default two seconds. What is found by then may not
        be the best (``proven``); ``tell`` hears of it as it is found. None: the choices go into no
        complete product.
        """
        quoted = prices if callable(prices) else quoted_by(prices)
        completer = Completer(self.compiled, self.prover, choices, quoted, goal, tell)
        return completer.complete(self.decided(choices), patience or Patience(SECONDS))

    def decided(self, choices: Choices) -> dict[int, int]:
        """Return what choices leave of their slots.

        Raises:
            Refusal: a choice names what is not there.
        """
        found = {}
        for key, choice in choices.items():
            n = self.compiled.index.get(key)
            mask = 0 if n is None else self.compiled.domains[n].choice(choice)
            if n is None or not mask:
                raise Refusal(_("%(sku)s cannot be chosen here any more.", sku=choice.sku))
            found[n] = mask
        return found

    def _missing(
        self, decided: Mapping[int, int], choices: Choices, valid: State
    ) -> tuple[str, ...]:
        """Return slots that must have a choice; or some, if all may be empty but not together."""
        open_ones, empty = [], dict(decided)
        for n, domain in enumerate(self.compiled.domains):
            if n in decided and choices[domain.slot.key].quantity:
                continue
            if not valid[n] & domain.empty:
                open_ones.append(domain.slot.key)
            empty[n] = domain.empty
        if open_ones or self.prover.possible(empty):
            return tuple(open_ones)
        lean = self.prover.leanest(decided, [n for n in empty if empty[n] & 1 and n not in decided])
        keys = (self.compiled.domains[n].slot.key for n in lean)
        return tuple(keys)

    def _kept_beside(self, wanted: Choices, others: Choices) -> dict[str, Choice]:
        if self.prover.possible(self.decided({**others, **wanted})):
            return dict(others)
        kept: dict[str, Choice] = {}
        for key, choice in reversed(list(others.items())):
            if self.prover.possible(self.decided({**kept, **wanted, key: choice})):
                kept[key] = choice
        return kept

    def _free(self, n: int, choices: Choices) -> int:
        """Return what is valid in a slot beside the other choices."""
        decided = self.decided(choices)
        decided.pop(n, None)
        valid = self.prover.valid(decided, [n])
        return 0 if valid is None else valid[n]

    def _states(self, n: int, free: int) -> dict[str, OptionState]:
        domain = self.compiled.domains[n]
        states = [
            OptionState(
                bool(kind.mask & free), tuple(q for q, bit in kind.quantities if bit & free)
            )
            for kind in domain.kinds
        ]
        return {sku: states[kind] for sku, kind in domain.kind_of.items()}
