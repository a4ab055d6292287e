"""A comparison of an expression, as masks where one slot is concerned, else as a table or a sum."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from math import lcm

from cpq.catalog.configuring.compiling import NO, YES, Compiled
from cpq.catalog.configuring.domains import QUANTITY, SlotDomain, SlotValue
from cpq.catalog.configuring.expressions import Known, evaluate, number, walk
from cpq.catalog.configuring.rules import AnyRule, Ladder, Lit, Sum, clause_of
from cpq.catalog.configuring.syntax import Compare, Compute, Constant, Name, Node
from foundation.errors import Refusal
from foundation.language import _

Clauses = list[list[Lit]]
Term = tuple[Decimal, Node]
MOST_COMPARED = 20_000
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


class Comparing:
    """Turns the comparisons of one rule into clauses; what it needs besides goes to ``made``."""

    def __init__(self, compiled: Compiled, number: int, made: list[AnyRule]) -> None:
        self.compiled, self.number, self.made = compiled, number, made

    def clauses(self, node: Compare, *, wanted: bool) -> Clauses:
        """Return clauses that hold exactly where the comparison is, or is not, true."""
        places = self._places(node)
        if len(places) <= 1:
            return self._alone(node, places, wanted=wanted)
        terms = self._terms(node)
        if terms is None or (node.sign in {"=", "!="} and len(places) == len("ab")):
            return self._table(node, places, wanted=wanted)
        return _Linear(self, terms).clauses(node.sign, wanted=wanted)

    def values(self, node: Node, n: int, value: int) -> Mapping[str, Known]:
        """Return what the names of a node are where a slot has one of its values."""
        domain = self.compiled.domains[n]
        of = domain.values[value]
        found: dict[str, Known] = {}
        for name in walk(node):
            if isinstance(name, Name) and n in self._of(name) and self._meant(name, n, value):
                found[str(name)] = _value(domain, of, name.attribute)
        return found

    def _meant(self, name: Name, n: int, value: int) -> bool:
        """Tell whether something is chosen there, and is what the name says."""
        domain = self.compiled.domains[n]
        if not domain.values[value].quantity:
            return False
        return not name.option or bool(domain.named(name.option) >> value & 1)

    def _of(self, name: Name) -> list[int]:
        return self.compiled.places(name.key)

    def _places(self, node: Node) -> list[int]:
        found: dict[int, None] = {}
        for name in walk(node):
            if isinstance(name, Name):
                several = self._of(name)
                if len(several) > 1:
                    raise Refusal(_(
                        "“%(name)s” takes several options. Name one of them: %(name)s/option.",
                        name=name.slot,
                    ), field="text")  # fmt: skip
                found.update(dict.fromkeys(several))
        return list(found)

    def _alone(self, node: Compare, places: Sequence[int], *, wanted: bool) -> Clauses:
        if not places:
            return [] if evaluate(node, {}) == wanted else [[]]
        [n] = places
        true = range(len(self.compiled.domains[n].values))
        lit = n, sum(1 << v for v in true if evaluate(node, self.values(node, n, v)))
        return [[lit]] if wanted else [[self.compiled.without(lit)]]

    def _terms(self, node: Compare) -> list[tuple[Decimal, Node]] | None:
        """Return the comparison as a sum of terms over one slot each, if it is one."""
        try:
            return [*self._split(Decimal(1), node.one), *self._split(Decimal(-1), node.other)]
        except _Mixed:
            return None

    def _split(self, times: Decimal, node: Node) -> Iterator[Term]:
        if len(self._places(node)) <= 1:
            yield times, node
            return
        match node:
            case Compute(sign="+" | "-" as sign, one=one, other=other):
                yield from self._split(times, one)
                yield from self._split(times if sign == "+" else -times, other)
            case Compute(sign="*", one=Constant(value=Decimal() as by), other=of):
                yield from self._split(times * by, of)
            case Compute(sign="*", one=of, other=Constant(value=Decimal() as by)):
                yield from self._split(times * by, of)
            case _:
                raise _Mixed

    def _table(self, node: Compare, places: Sequence[int], *, wanted: bool) -> Clauses:
        """Try every combination of values that the comparison tells apart."""
        alike = [list(self._classes(node, n)) for n in places]
        count = 1
        for classes in alike:
            count *= len(classes)
        if count > MOST_COMPARED:
            raise Refusal(_("The rule compares %(count)s combinations, more than %(most)s.",
                            count=count, most=MOST_COMPARED), field="text")  # fmt: skip
        clauses = []
        *first, last = alike
        for combination in product(*first):
            values = {k: v for _mask, known in combination for k, v in known.items()}
            fits = sum(m for m, known in last if evaluate(node, {**values, **known}) == wanted)
            others = [
                self.compiled.without((n, mask))
                for n, (mask, _known) in zip(places, combination, strict=False)
            ]
            if fits != self.compiled.everything[places[-1]]:
                clauses.append([*others, (places[-1], fits)])
        return clauses

    def _classes(self, node: Node, n: int) -> Iterator[tuple[int, Mapping[str, Known]]]:
        masks: dict[tuple[tuple[str, Known], ...], int] = {}
        for value in range(len(self.compiled.domains[n].values)):
            known = tuple(self.values(node, n, value).items())
            masks[known] = masks.get(known, 0) | 1 << value
        yield from ((mask, dict(known)) for known, mask in masks.items())


def _value(domain: SlotDomain, of: SlotValue, attribute: str) -> Known:
    if not attribute:
        return True
    if attribute == QUANTITY:
        return Decimal(of.quantity)
    return domain.read(of, attribute) or None


class _Mixed(Exception):  # noqa: N818  (no error: the comparison is no plain sum)
    """A term speaks of more than one slot."""


class _Linear:
    """A comparison that is a sum: of the weight of each slot's value, against nothing."""

    def __init__(self, comparing: Comparing, terms: Sequence[Term]) -> None:
        self.comparing, self.compiled = comparing, comparing.compiled
        exact, self.known = self._weights(terms)
        by = lcm(*(w.as_integer_ratio()[1] for ws in exact.values() for w in ws))
        self.weights = {n: [int(w * by) for w in ws] for n, ws in exact.items()}

    def _weights(self, terms: Sequence[Term]) -> tuple[dict[int, list[Decimal]], dict[int, int]]:
        weights: dict[int, list[Decimal]] = {}
        known: dict[int, int] = {}
        constant, constants_known = Decimal(0), True
        for times, node in terms:
            places = self.comparing._places(node)  # noqa: SLF001  (the two are one)
            if not places:
                value = number(evaluate(node, {}))
                constant, constants_known = constant + times * (value or 0), (
                    constants_known and value is not None)  # fmt: skip
                continue
            [n] = places
            own = weights.setdefault(n, [Decimal(0)] * len(self.compiled.domains[n].values))
            for value_n in range(len(own)):
                value = number(evaluate(node, self.comparing.values(node, n, value_n)))
                if value is None:
                    known[n] = known.get(n, self.compiled.everything[n]) & ~(1 << value_n)
                else:
                    own[value_n] += times * value
        first = next(iter(weights))
        weights[first] = [w + constant for w in weights[first]]
        if not constants_known:
            known[first] = 0
        return weights, known

    def clauses(self, sign: str, *, wanted: bool) -> Clauses:
        """Return the clauses of the comparison with nothing, or of its opposite."""
        if wanted:
            return [[lit] for lit in self._all_of(sign)] if sign != "!=" else [self._any_of()]
        unknown = [self.compiled.without((n, mask)) for n, mask in self.known.items()]
        opposite = OPPOSITE[sign]
        lits = self._any_of() if opposite == "!=" else None
        if lits is not None:
            return [[*unknown, *lits]]
        return [[*unknown, lit] for lit in self._all_of(opposite)]

    def _any_of(self) -> list[Lit]:
        return [*self._all_of("<"), *self._all_of(">")]

    def _all_of(self, sign: str) -> list[Lit]:
        if sign == "=":
            return [self._at_most(1, 0), self._at_most(-1, 0)]
        return [self._at_most(1 if sign[0] == "<" else -1, 0 if sign.endswith("=") else -1)]

    def _at_most(self, times: int, limit: int) -> Lit:
        """Return what may be true only where the sum, so many times, is known and this small."""
        rule, made = self.comparing.number, self.comparing.made
        switch = self.compiled.new_switch()
        made += [clause_of(rule, [(switch, NO), lit]) for lit in self.known.items()]
        ladders = {n: Ladder([times * w for w in ws]) for n, ws in self.weights.items()}
        over = sum(ladder.weights[-1] for ladder in ladders.values()) - limit
        if over > 0:
            ladders[switch] = Ladder([-over, 0])
            made.append(Sum(rule, ladders, limit))
        return switch, YES
