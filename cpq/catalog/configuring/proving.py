"""Can this still become a complete configuration? Proven by a SAT solver, and remembered.

``valid`` is exact: a value is open only if a solution has it, and is closed only if there is none.
A solver answers one question at a time, so a prover lets one thread in after another.
"""

from collections.abc import Iterable, Mapping
from threading import RLock

from pysat.solvers import Minisat22

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.encoding import Encoding
from cpq.catalog.configuring.knowing import Bank
from cpq.catalog.configuring.rules import State, bits
from cpq.catalog.configuring.solving import Narrowing

WIDE = 6  # values a slot has, from which on narrowing, and what surrounds a solution, pay
Decided = Mapping[int, int]  # by slot: the values it is narrowed to


class Prover:
    """Answers for one compiled model."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.bank = Bank(compiled.everything)
        values = sum(mask.bit_count() for mask in compiled.everything)
        self.wide = values > WIDE * len(compiled.everything)
        self._narrowing = Narrowing(compiled) if self.wide else None
        self._around: State | None = None
        self._lock = RLock()
        self._solver = Minisat22()
        self._encoding = Encoding(compiled.everything, self._solver.add_clause)
        for rule in compiled.rules:
            self._encoding.add_rule(rule)
        self._encoding.declare()
        self._closes = self._closing()
        self.open: State | None = list(compiled.everything)
        self.open = self.valid({})
        self._fix()

    @property
    def checks_sums(self) -> bool:
        """True where sums stand in no clause, and are checked on each solution."""
        return bool(self._encoding.late)

    def possible(self, decided: Decided) -> bool:
        """Tell whether some solution has a value of each mask."""
        with self._lock:
            if self._narrowing is not None:
                left, exact = self._narrowed(decided)
                if left is None or exact:
                    return left is not None
            return bool(self.bank.agreeing(decided)) or self.solution(decided) is not None

    def solution(self, decided: Decided, toward: Iterable[tuple[int, int]] = ()) -> State | None:
        """Return a solution with a value of each mask, or None; ``toward``: values to try first."""
        with self._lock:
            assumed = self._assumed(decided)
            if assumed is None:
                return None
            self._prefer([self._encoding.values[n][value] for n, value in toward])
            found = self._solve(assumed)
            return None if found is None else [1 << value for value in found]

    def valid(self, decided: Decided, only: Iterable[int] | None = None) -> State | None:
        """Return for every slot, or for some, the values that a solution has beside the decided.

        The slots that are not asked for keep what is not yet refuted. None: there is no solution.
        """
        with self._lock:
            left, exact = self._narrowed(decided)
            if left is None or exact:
                return left
            assumed = self._assumed(decided)
            if assumed is None or not self._propagated(left, assumed):
                return None
            rows = self.bank.agreeing(decided)
            if not rows and self._solve(assumed) is None:
                return None
            asked = range(len(left)) if only is None else list(only)
            self._prove(decided, assumed, left, asked)
            return left

    def core(self, mine: Decided, wanted: Decided) -> dict[int, int]:
        """Return the fewest of my decisions, none to be spared, that bar what is wanted."""
        with self._lock:
            assumed = self._assumed({**mine, **wanted})
            if assumed is None or self._solve(assumed) is not None:
                return {}
            named = set(self._solver.get_core() or ())
            left = {n: m for n, m in mine.items() if self._encoding.literal((n, m)) in named}
            for n in list(left):
                fewer = {other: mask for other, mask in left.items() if other != n}
                if not self.possible({**fewer, **wanted}):
                    left = fewer
            return left

    def leanest(self, decided: Decided, empty: Iterable[int]) -> list[int]:
        """Return slots that cannot all stay empty, so few that none more can be emptied."""
        with self._lock:
            fixed, filled = dict(decided), []
            for n in empty:
                if self.possible({**fixed, n: 1}):
                    fixed[n] = 1
                else:
                    filled.append(n)
            return filled

    def _prove(
        self, decided: Decided, assumed: list[int], left: State, asked: Iterable[int]
    ) -> None:
        """Strike out of ``left`` what no solution has, in the slots that are asked for."""
        rows = self.bank.agreeing(decided)
        unseen = {}
        for n in asked:
            if missing := left[n] & ~self.bank.shown(n, left[n], rows):
                unseen[n] = missing
        self._prefer(self._literals(unseen))
        while unseen:
            n, mask = next(iter(unseen.items()))
            value = mask & -mask
            found = self._solve([*assumed, self._encoding.values[n][value.bit_length() - 1]])
            if found is None:
                left[n] &= ~value
                self._seen(unseen, n, value)
                continue
            turned = []
            for slot in list(unseen):
                shown = self._around[slot] if self._around else 1 << found[slot]
                if unseen[slot] & shown:
                    self._seen(unseen, slot, shown)
                    if slot in unseen:
                        turned.append(self._encoding.values[slot][unseen[slot].bit_length() - 1])
                    else:
                        turned.append(-self._encoding.values[slot][found[slot]])
            self._prefer(turned)

    def _seen(self, unseen: dict[int, int], n: int, shown: int) -> None:
        unseen[n] &= ~shown
        if not unseen[n]:
            del unseen[n]

    def _literals(self, unseen: Mapping[int, int]) -> list[int]:
        values = self._encoding.values
        return [values[n][v] for n, mask in unseen.items() for v in bits(mask)]

    def _prefer(self, literals: list[int]) -> None:
        if literals:
            self._solver.set_phases(literals)

    def _assumed(self, decided: Decided) -> list[int] | None:
        assumed = []
        for n, mask in decided.items():
            if not mask:
                return None
            assumed.append(self._encoding.literal((n, mask)))
        return assumed

    def _narrowed(self, decided: Decided) -> tuple[State | None, bool]:
        """Return the values that are left at first sight, and whether these are exactly the valid.

        None: there is no solution.
        """
        if self.open is None:
            return None, True
        left = list(self.open)
        for n, mask in decided.items():
            left[n] &= mask
        if self._narrowing is None:
            return left, False
        if not self._narrowing.propagate(left):
            return None, True
        return left, self._narrowing.is_forest(left)

    def _propagated(self, left: State, assumed: list[int]) -> bool:
        """Strike out what propagation closes. False: nothing is left somewhere."""
        fine, implied = self._solver.propagate(assumptions=assumed)
        for literal in implied if fine else ():
            closed = self._closes.get(literal)
            if closed:
                left[closed[0]] &= closed[1]
        return bool(fine) and all(left)

    def _solve(self, assumed: list[int]) -> list[int] | None:
        """Return the place of each slot's value in a solution that meets every sum as well."""
        while self._solver.solve(assumptions=assumed):
            values = self._encoding.read(self._solver.get_model())
            if not self._encoding.cut_all(values):
                self._around = self._replacing(values) if self.wide else None
                self.bank.add(values, self._around)
                return values
        return None

    def _replacing(self, values: list[int]) -> State:
        """Return for every slot the values that could stand there with all others as they are."""
        solution = [1 << value for value in values]
        fitting = list(self.compiled.everything)
        for rule in self.compiled.rules:
            for n, mask in rule.leaves(solution):
                fitting[n] &= mask
        return fitting

    def _closing(self) -> dict[int, tuple[int, int]]:
        """Return by literal the slot it says something of, and the values it leaves there."""
        closes = {}
        for n, literals in enumerate(self._encoding.values):
            for value, literal in enumerate(literals):
                if len(literals) > 1:
                    closes[-literal] = n, ~(1 << value)
        return closes

    def _fix(self) -> None:
        """Tell the solver once what no solution has."""
        if self.open is None:
            return
        for n, mask in enumerate(self.open):
            for value in bits(self.compiled.everything[n] & ~mask):
                self._solver.add_clause([-self._encoding.values[n][value]])
