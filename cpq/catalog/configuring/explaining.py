"""Which rules bar a configuration: a set of them of which none can be spared, and not a long one.

The rules are given to a second solver, each behind a switch of its own; a set of switches that
cannot all be on is a set of rules that contradict the choices. It is thinned out until every rule
in it is needed, in several orders, and the shortest set is told.
"""

from collections.abc import Collection, Mapping, Sequence
from random import Random
from threading import RLock

from pysat.solvers import Minisat22

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.definition import Words
from cpq.catalog.configuring.encoding import Encoding

MOST_RULES = 7
ORDERS = 3  # in which a set is thinned out
LONG = 25  # rules; a set as long as that is thinned out once only


class Explainer:
    """Explains one compiled model; the solver is made when it is first asked."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self._lock = RLock()
        self._solver: Minisat22 | None = None

    def rules_against(self, decided: Mapping[int, int]) -> tuple[Words, ...]:
        """Return what the rules say that bar these decisions, at most seven; empty: none does."""
        said = dict.fromkeys(self.compiled.message(n) for n in self.conflict(decided) or ())
        return tuple(said)[:MOST_RULES]

    def conflict(
        self, decided: Mapping[int, int], among: Collection[int] | None = None
    ) -> tuple[int, ...] | None:
        """Return rules that cannot all be kept beside these decisions, none of them to be spared.

        They are numbers, of all rules or of those ``among`` which to look. None: they can be kept.
        """
        with self._lock:
            solver, fixed, on = self._asked(decided, among)
            switches = self._core(solver, fixed, on)
            if switches is None:
                return None
            found = self._shortest(solver, fixed, switches)
        return tuple(sorted(self._rule_of[switch] for switch in found))

    def contradicts(self, decided: Mapping[int, int], among: Collection[int]) -> bool:
        """Tell whether some rules cannot all be kept beside these decisions."""
        with self._lock:
            return self._core(*self._asked(decided, among)) is not None

    def _asked(
        self, decided: Mapping[int, int], among: Collection[int] | None
    ) -> tuple[Minisat22, list[int], list[int]]:
        solver = self._ready()
        fixed = [self._encoding.literal(lit) for lit in decided.items()]
        on = [s for s, rule in self._rule_of.items() if among is None or rule in among]
        return solver, fixed, on

    def _ready(self) -> Minisat22:
        if self._solver is None:
            soft = {one.rule for one in self.compiled.soft}
            solver = Minisat22()
            self._encoding = Encoding(self.compiled.everything, solver.add_clause)
            switches: dict[int, int] = {}
            for rule in self.compiled.rules:
                if rule.rule not in soft:
                    switch = switches.setdefault(rule.rule, 0) or self._encoding.new()
                    switches[rule.rule] = switch
                    self._encoding.add_rule(rule, -switch)
            self._encoding.declare()
            self._rule_of = {switch: rule for rule, switch in switches.items()}
            self._solver = solver
        return self._solver

    def _shortest(self, solver: Minisat22, fixed: list[int], switches: list[int]) -> list[int]:
        dice = Random(len(switches))  # noqa: S311  (orders to try, no secret)
        best = self._thinned(solver, fixed, switches)
        if len(switches) > LONG:
            return best
        for _order in range(ORDERS - 1):
            if len(best) == 1:
                break
            dice.shuffle(switches)
            best = min(best, self._thinned(solver, fixed, switches), key=len)
        return best

    def _thinned(self, solver: Minisat22, fixed: list[int], switches: Sequence[int]) -> list[int]:
        """Return a part of the switches of which none can be spared."""
        needed: list[int] = []
        left = list(switches)
        while left:
            *rest, one = left
            core = self._core(solver, fixed, [*needed, *rest])
            if core is None:
                needed.append(one)
                left = rest
            else:
                kept = set(core)
                left = [switch for switch in rest if switch in kept]
        return needed

    def _core(self, solver: Minisat22, fixed: list[int], on: list[int]) -> list[int] | None:
        """Return which of the switches cannot all be on beside what is fixed; None: all can."""
        switched = set(on)
        while solver.solve(assumptions=[*fixed, *on]):
            if not self._encoding.late:
                return None
            if not self._encoding.cut_all(self._encoding.read(solver.get_model()), switched):
                return None
        core = set(solver.get_core() or ())
        return [switch for switch in on if switch in core]
