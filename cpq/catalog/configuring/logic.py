"""From a sentence of the expression language to clauses and sums.

A sentence is brought into clauses; what would multiply too much, and every comparison over more
than one slot, hangs on a switch that is on only where it holds.
"""

from collections.abc import Sequence

from cpq.catalog.configuring.comparing import Comparing
from cpq.catalog.configuring.compiling import NO, YES, Compiled
from cpq.catalog.configuring.rules import AnyRule, Lit, clause_of
from cpq.catalog.configuring.syntax import (
    And,
    Compare,
    Constant,
    Iff,
    Implies,
    Name,
    Node,
    Not,
    Or,
)

Clauses = list[list[Lit]]
MOST_AT_ONCE = 16  # clauses that one disjunction may multiply to, before a switch stands for a part


class Logic:
    """Turns the sentence of one rule into rules for the prover."""

    def __init__(self, compiled: Compiled, number: int) -> None:
        self.compiled, self.number = compiled, number
        self.made: list[AnyRule] = []
        self.comparing = Comparing(compiled, number, self.made)

    def rules(self, sentence: Node) -> list[AnyRule]:
        """Return the rules that hold exactly where the sentence is true."""
        clauses = self._clauses(sentence, True)
        return [*self.made, *(clause_of(self.number, lits) for lits in clauses)]

    def _clauses(self, node: Node, wanted: bool) -> Clauses:  # noqa: FBT001  (true or false is what a sentence is)
        match node:
            case Not(of=one):
                return self._clauses(one, not wanted)
            case And(of=several):
                return self._joined(several, wanted, all_of=wanted)
            case Or(of=several):
                return self._joined(several, wanted, all_of=not wanted)
            case Implies(one=one, other=other):
                return self._clauses(Or((Not(one), other)), wanted)
            case Iff(one=one, other=other):
                both = And((Implies(one, other), Implies(other, one)))
                either = And((Or((one, other)), Or((Not(one), Not(other)))))
                return self._clauses(both if wanted else either, True)
            case _:
                return self._atom(node, wanted)

    def _atom(self, node: Node, wanted: bool) -> Clauses:  # noqa: FBT001  (as above)
        match node:
            case Constant(value=value):
                return [] if bool(value) == wanted else [[]]
            case Name():
                lits = self.compiled.having(node.slot, node.option)
                return [lits] if wanted else [[self.compiled.without(lit)] for lit in lits]
            case Compare():
                return self.comparing.clauses(node, wanted=wanted)
            case _:
                raise TypeError(node)

    def _joined(self, several: Sequence[Node], wanted: bool, *, all_of: bool) -> Clauses:  # noqa: FBT001  (as above)
        each = [self._clauses(one, wanted) for one in several]
        if all_of:
            return [lits for clauses in each for lits in clauses]
        joined: Clauses = [[]]
        for clauses in sorted(each, key=len):
            some = clauses
            if len(clauses) > 1 and len(joined) * len(clauses) > MOST_AT_ONCE:
                some = [[self._switch(clauses)]]
            joined = [[*lits, *more] for lits in joined for more in some]
        return joined

    def _switch(self, clauses: Clauses) -> Lit:
        """Return what may be true only where all of the clauses are."""
        switch = self.compiled.new_switch()
        self.made += [clause_of(self.number, [(switch, NO), *lits]) for lits in clauses]
        return switch, YES
