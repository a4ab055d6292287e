"""Which hard rules bar nothing: no configuration breaks them that keeps all the others.

Every rule is turned round: it is demanded that something breaks it, beside the other rules. Where
that cannot be, the rule says nothing new, and the rules in the way are those that say it already.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cpq.catalog.configuring.compiling import Compiled
from cpq.catalog.configuring.explaining import Explainer
from cpq.catalog.configuring.logic import Logic
from cpq.catalog.configuring.rules import Clause, Ladder, Pair, Sum
from cpq.catalog.configuring.syntax import Not

NAMED = 5  # ways to break a rule whose obstacles are named; there may be hundreds

Way = tuple[dict[int, int], int | None]  # decisions, and a rule that demands the rest


@dataclass(frozen=True, slots=True)
class Needless:
    """A rule that bars nothing, by number, and those that bar the same already, if any do."""

    rule: int
    because: tuple[int, ...]


def needless_rules(compiled: Compiled) -> tuple[Needless, ...]:
    """Return the hard rules of a model that bar nothing. Only for a model that has solutions."""
    turned = _Turned(compiled)
    found = []
    for number in turned.ways:
        because = turned.obstacles(number)
        if because is not None:
            found.append(Needless(number, because))
    return tuple(found)


class _Turned:
    """A model with, for every hard rule, the ways in which it can be broken."""

    def __init__(self, compiled: Compiled) -> None:
        everything, rules = list(compiled.everything), list(compiled.rules)
        self.compiled = replace(compiled, everything=everything, rules=rules)
        self.own = len(compiled.definition.constraints)
        self.numbers = range(self.own + len(compiled.structure))
        soft = {one.rule for one in compiled.soft}
        self.ways = {n: list(self._ways(n)) for n in range(self.own) if n not in soft}
        self.explainer = Explainer(self.compiled)

    def obstacles(self, number: int) -> tuple[int, ...] | None:
        """Return the rules that keep this one from being broken; None: it can be broken."""
        others = set(self.numbers) - {number}
        found: set[int] = set()
        for tried, (decided, demand) in enumerate(self.ways[number]):
            among = others if demand is None else others | {demand}
            if tried >= NAMED:
                if not self.explainer.contradicts(decided, among):
                    return None
                continue
            rules = self.explainer.conflict(decided, among)
            if rules is None:
                return None
            found |= {rule for rule in rules if rule < self.own}
        return tuple(sorted(found))

    def _ways(self, number: int) -> Iterator[Way]:
        demand = len(self.numbers) + number
        if number in self.compiled.sentences:
            broken = Not(self.compiled.sentences[number])
            self.compiled.rules += Logic(self.compiled, demand).rules(broken)
            yield {}, demand
            return
        for rule in [rule for rule in self.compiled.rules if rule.rule == number]:
            match rule:
                case Clause():
                    yield from self._way(dict(map(self.compiled.without, rule.lits)))
                case Pair():
                    for ones, others in rule.rows:
                        beside = self.compiled.without((rule.other, others))
                        yield from self._way({rule.one: ones} | dict([beside]))
                case Sum():
                    yield from self._above(rule, demand)

    def _way(self, decided: dict[int, int]) -> Iterator[Way]:
        if all(decided.values()):
            yield decided, None

    def _above(self, rule: Sum, demand: int) -> Iterator[Way]:
        """Yield what breaks a sum: an unknown weight, or all together weighing more."""
        for n, ladder in rule.ladders.items():
            yield from self._way(dict([self.compiled.without((n, ladder.masks[-1]))]))
        ladders = {}
        for n, ladder in rule.ladders.items():
            values = range(self.compiled.everything[n].bit_length())
            weights = [ladder.least(1 << value) for value in values]
            ladders[n] = Ladder([None if weight is None else -weight for weight in weights])
        self.compiled.rules.append(Sum(demand, ladders, -rule.at_most - 1))
        yield {}, demand
