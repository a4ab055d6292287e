"""Slots and rules as clauses over true and false, for a SAT solver.

A slot of two values is one variable, a longer one has a variable per value of which exactly one is
true. Sums become clauses over "weighs at least so much" where that stays small; else they are left
out, and whoever solves checks them on each solution and adds a clause that forbids it (``cut``).
Literals are integers as the solver wants them: a variable, or its negation.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cpq.catalog.configuring.rules import AnyRule, Clause, Ladder, Lit, Pair, State, Sum, bits

FEW = 4  # literals that stand in a clause themselves before a variable stands for them
MOST_CLAUSES = 3_000  # of one sum over few slots; beyond, it is checked on each solution instead
MANY, MOST_OF_MANY = 16, 300_000  # over many slots a solution to forbid would follow another


@dataclass(frozen=True, slots=True)
class Late:
    """A sum that is checked on each solution, and the literals that switch its clauses off."""

    rule: Sum
    unless: tuple[int, ...]


class Encoding:
    """Gives every value a literal and every rule its clauses; ``add`` takes them."""

    def __init__(self, everything: State, add: Callable[[Sequence[int]], object]) -> None:
        self.add = add
        self.top = 1  # the variable that is always true
        self.everything = everything
        self.late: list[Late] = []
        self._masks: dict[Lit, int] = {}
        add([1])
        self.values = [self._slot(mask.bit_length()) for mask in everything]

    def new(self) -> int:
        """Return a new variable."""
        self.top += 1
        return self.top

    def declare(self) -> None:
        """Make every variable known to the solver, also those that no clause speaks of."""
        self.add([self.top, -self.top])

    def add_rule(self, rule: AnyRule, *unless: int) -> None:
        """Add the clauses of a rule, which hold unless one of some literals is true."""
        match rule:
            case Clause():
                self._clause(rule.lits, unless)
            case Pair():
                for ones, others in rule.rows:
                    not_one = self.everything[rule.one] & ~ones
                    self._clause(((rule.one, not_one), (rule.other, others)), unless)
            case Sum():
                self._sum(rule, unless)

    def literal(self, lit: Lit) -> int:
        """Return one literal that is true only where a slot has a value of a mask."""
        several = self._lits(lit)
        return several[0] if len(several) == 1 else self._standing_for(lit)

    def read(self, model: Sequence[int]) -> list[int]:
        """Return the place of each slot's value in a model of the solver."""
        found = []
        for literals in self.values:
            if len(literals) == len("no"):
                found.append(int(model[literals[1] - 1] > 0))
            else:
                found.append(next(n for n, one in enumerate(literals) if model[one - 1] > 0))
        return found

    def cut_all(self, values: Sequence[int], on: Collection[int] | None = None) -> bool:
        """Forbid a solution that breaks sums which stand in no clause. False: it breaks none.

        Where rules have switches, only those count whose switches are ``on``.
        """
        counting = [
            late for late in self.late if on is None or all(-one in on for one in late.unless)
        ]
        solution = [1 << value for value in values] if counting else []
        return any([self.cut(late, solution) for late in counting])  # noqa: C419  (every cut is made)

    def cut(self, late: Late, solution: State) -> bool:
        """Forbid a solution that breaks a sum, and all that weigh as much. False: it is kept."""
        weights = {n: ladder.least(solution[n]) for n, ladder in late.rule.ladders.items()}
        total = sum(weight for weight in weights.values() if weight is not None)
        over = total - late.rule.at_most
        if over <= 0:
            return False
        lits = []
        for n, ladder in late.rule.ladders.items():
            weight = weights[n]
            if weight is None:
                continue
            rung = ladder.weights.index(weight)
            while rung and weight - ladder.weights[rung - 1] < over:
                rung -= 1
                over -= weight - ladder.weights[rung]
                weight = ladder.weights[rung]
            if rung:
                lits.append((n, ladder.masks[rung]))
        self._clause(tuple(lits), late.unless)
        return True

    def _slot(self, count: int) -> list[int]:
        if count == 1:
            return [1]
        if count == len("no"):
            on = self.new()
            return [-on, on]
        values = [self.new() for _value in range(count)]
        self.add(values)  # of no value at all this is the empty clause: nothing can stand there
        self._at_most_one(values)
        return values

    def _at_most_one(self, values: list[int]) -> None:
        if len(values) <= FEW + 1:
            for n, one in enumerate(values):
                for other in values[:n]:
                    self.add([-one, -other])
            return
        before = values[0]
        for value in values[1:-1]:
            self.add([-before, -value])
            upto = self.new()
            self.add([-before, upto])
            self.add([-value, upto])
            before = upto
        self.add([-before, -values[-1]])

    def _clause(self, lits: Sequence[Lit], unless: Sequence[int]) -> None:
        clause = list(unless)
        for lit in lits:
            several = self._lits(lit)
            if several == [1]:
                return
            clause += several
        self.add(clause)

    def _lits(self, lit: Lit) -> list[int]:
        """Return literals of which one is true only where a slot has a value of a mask."""
        n, mask = lit
        values, others = self.values[n], self.everything[n] & ~mask
        if not others:
            return [1]
        if others.bit_count() == 1:
            return [-values[others.bit_length() - 1]]
        if mask.bit_count() <= FEW:
            return [values[v] for v in bits(mask)]
        return [self._standing_for(lit)]

    def _standing_for(self, lit: Lit) -> int:
        if lit not in self._masks:
            n, mask = lit
            stands = self.new()
            others = self.everything[n] & ~mask
            if mask.bit_count() <= others.bit_count():
                self.add([-stands, *(self.values[n][v] for v in bits(mask))])
            else:
                for v in bits(others):
                    self.add([-stands, -self.values[n][v]])
            self._masks[lit] = stands
        return self._masks[lit]

    def _sum(self, rule: Sum, unless: tuple[int, ...]) -> None:
        for n, ladder in rule.ladders.items():
            if ladder.masks[-1] != self.everything[n]:
                self._clause(((n, ladder.masks[-1]),), unless)
        if not all(ladder.weights for ladder in rule.ladders.values()):
            return
        room = rule.at_most - sum(ladder.weights[0] for ladder in rule.ladders.values())
        if room < 0:
            self.add(list(unless))
        elif _size(rule, room, most := _most(rule)) > most:
            self.late.append(Late(rule, unless))
        else:
            parts = [self._above(n, ladder, room) for n, ladder in rule.ladders.items()]
            too_much = _merged(parts, room, self).get(room + 1)
            if too_much:
                self.add([*unless, -too_much])

    def _above(self, n: int, ladder: Ladder, room: int) -> dict[int, int]:
        """Return a literal that is true where a slot weighs so much more than it has to."""
        found = {0: 1}
        for rung in range(len(ladder.weights) - 1, 0, -1):
            lighter = (n, self.everything[n] & ladder.masks[rung])
            more = min(ladder.weights[rung] - ladder.weights[0], room + 1)
            found[more] = -self.literal(lighter)  # of all that are too heavy the lightest stays
        return found


def _most(rule: Sum) -> int:
    return MOST_CLAUSES if len(rule.ladders) <= MANY else MOST_OF_MANY


def _merged(parts: list[dict[int, int]], room: int, encoding: Encoding) -> dict[int, int]:
    """Return by weight a literal that is true where all parts together weigh as much or more."""
    parts.sort(key=len)
    while len(parts) > 1:
        ones, others = parts[::2], parts[1::2]
        pairs = zip(ones, others, strict=False)
        odd = ones[len(others) :]
        parts = [*odd, *(_added(one, other, room, encoding) for one, other in pairs)]
    return parts[0]


def _added(
    one: dict[int, int], other: dict[int, int], room: int, encoding: Encoding
) -> dict[int, int]:
    sums = sorted({min(a + b, room + 1) for a in one for b in other})
    found = {weight: encoding.new() for weight in sums}
    for lighter, heavier in pairwise(sums):
        encoding.add([-found[heavier], found[lighter]])
    for a, has_one in one.items():
        for b, has_other in other.items():
            encoding.add([-has_one, -has_other, found[min(a + b, room + 1)]])
    return found


def _size(rule: Sum, room: int, most: int) -> int:
    """Return how many clauses a sum would be, or something more than the most."""
    parts = [
        frozenset(min(weight - ladder.weights[0], room + 1) for weight in ladder.weights)
        for ladder in rule.ladders.values()
    ]
    parts.sort(key=len)
    clauses = 0
    while len(parts) > 1:
        ones, others = parts[::2], parts[1::2]
        parts = ones[len(others) :]
        for one, other in zip(ones, others, strict=False):
            clauses += len(one) * len(other)
            if clauses > most:
                return clauses
            parts.append(frozenset(min(a + b, room + 1) for a in one for b in other))
    return clauses
