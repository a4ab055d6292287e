"""Completing a configuration: preferences kept where possible, and then as cheap as can be.

What is found first is good; the time that is left goes into proving that nothing is better, or
finding it: where slots have many values by trying the cheapest first (``_Trying``), where they have
few by MaxSAT (``optimising``), and where large sums stand in the way by OR-Tools (``linear``), if
that is installed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from time import monotonic

from cpq.catalog.configuring.compiling import NO, Compiled
from cpq.catalog.configuring.definition import Choice
from cpq.catalog.configuring.domains import Candidate, SlotDomain
from cpq.catalog.configuring.linear import can_reckon, cheapest_solution
from cpq.catalog.configuring.optimising import best_solution
from cpq.catalog.configuring.proving import Prover
from cpq.catalog.configuring.rules import Ladder, State, bits
from cpq.catalog.configuring.solving import Narrowing

Prices = Mapping[str, Decimal]
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Completion:
    """A complete configuration.

    ``cost`` is what its priced options come to, None where no prices were given; ``unpriced`` are
    the products that have no price; ``broken`` the preferences that could not be kept. ``proven``:
    no other keeps more preferences, or as many with fewer unpriced parts and at less cost.
    """

    choices: dict[str, Choice]
    cost: Decimal | None
    unpriced: tuple[str, ...]
    broken: tuple[int, ...]
    proven: bool


class Completer:
    """Completes some choices of one model, at some prices by SKU or ``slot/option``."""

    def __init__(
        self,
        compiled: Compiled,
        prover: Prover,
        choices: Mapping[str, Choice],
        prices: Prices | None,
    ) -> None:
        self.compiled, self.prover = compiled, prover
        self.choices, self.prices = choices, prices
        self.cheapest: list[dict[int, str]] = []
        self.scales: tuple[int, ...] = ()
        self.costs = self._costs()

    def complete(self, decided: Mapping[int, int], seconds: float) -> Completion | None:
        """Return a completion of what is decided, or None: there is none."""
        until = monotonic() + seconds
        first = self._greedy(decided, until)
        if first is None:
            return None
        if self.prover.wide:
            ladders = [Ladder(costs) for costs in self.costs]
            best, proven = _Trying(self.compiled, ladders, first, until).best(decided)
        elif self.prover.checks_sums and can_reckon(levels := self._levels()):
            best, proven = cheapest_solution(self.compiled, levels, decided, first, until)
        else:
            best, proven = best_solution(self.compiled, self.costs, decided, first, until)
        return self._told(best, proven=proven)

    def _greedy(self, decided: Mapping[int, int], until: float) -> State | None:
        """Find a solution, then make one slot after another cheaper while there is time."""
        cheapest = [min(range(len(own)), key=own.__getitem__) for own in self.costs]
        best = self.prover.solution(decided, enumerate(cheapest))
        if best is None:
            return None
        fixed = dict(decided)
        spread = [max(own) - min(own) for own in self.costs]
        for n in sorted(range(len(self.costs)), key=lambda n: -spread[n]):
            if best[n] != 1 << cheapest[n] and monotonic() < until:
                best = self._cheaper(n, fixed, best)
            fixed[n] = best[n]
        return best

    def _cheaper(self, n: int, fixed: Mapping[int, int], best: State) -> State:
        valid = self.prover.valid(fixed, [n])
        value = 1 << min(bits(valid[n] if valid else best[n]), key=self.costs[n].__getitem__)
        return self.prover.solution({**fixed, n: value}) or best

    def _costs(self) -> list[list[int]]:
        """Return what each value costs: dear where it is unpriced, dearest where not preferred."""
        told = [self._offers(domain) for domain in self.compiled.domains]
        money = sum(max((cost for cost, _free, _sku in of.values()), default=0) for of in told) + 1
        most = len(self.compiled.everything) + 1
        costs = []
        for domain, offers in zip(self.compiled.domains, told, strict=True):
            own = [0] * len(domain.values)
            for value, (cost, free, _sku) in offers.items():
                own[value] = cost * most + 1 + (money * most * most if not free else 0)
            costs.append(own)
            self.cheapest.append({value: sku for value, (_c, _f, sku) in offers.items()})
        dear = money * most**3
        self.scales = (dear, money * most * most, most, 1)
        preferred = {one.switch for one in self.compiled.soft if one.severity == "preferred"}
        switches = range(len(self.compiled.domains), len(self.compiled.everything))
        return [*costs, *([dear if n in preferred else 0, 0] for n in switches)]

    def _levels(self) -> list[list[list[int]]]:
        """Return the costs by level: preferences, products without a price, money, options."""
        levels: list[list[list[int]]] = []
        left = self.costs
        for scale in self.scales:
            levels.append([[cost // scale for cost in own] for own in left])
            left = [[cost % scale for cost in own] for own in left]
        return levels

    def _offers(self, domain: SlotDomain) -> dict[int, tuple[int, bool, str]]:
        """Return by value the cheapest option that is this value; those with a price come first."""
        found: dict[int, tuple[int, bool, str]] = {}
        quantities = range(1, domain.slot.max_quantity + 1)
        for sku, part in self._meant(domain).items():
            price = self._price(domain, part)
            known, each = price is not None, int((price or 0) * MILLION)
            for quantity in quantities:
                value = domain.of_choice[sku, quantity].bit_length() - 1
                old = found.get(value)
                if old is None or (not old[1], old[0]) > (not known, each * quantity):
                    found[value] = (each * quantity, known, sku)
        return found

    def _meant(self, domain: SlotDomain) -> dict[str, Candidate]:
        """Return the options that my choice leaves; to the rules others may be like them."""
        choice = self.choices.get(domain.slot.key)
        if choice is None:
            return domain.candidates
        mine = domain.names.get(choice.sku, choice.sku)
        wanted = bool(choice.quantity)
        return {sku: one for sku, one in domain.candidates.items() if (sku == mine) == wanted}

    def _price(self, domain: SlotDomain, part: Candidate) -> Decimal | None:
        """Return what an option costs, None where it is a product without a price."""
        if self.prices is None:
            return Decimal(0)
        named = f"{domain.group}/{part.key or part.sku}"
        price = self.prices.get(named, self.prices.get(part.sku))
        if price is None and part.is_product:
            return None
        return (price or Decimal(0)) + self.prices.get(part.surcharge_sku, Decimal(0))

    def _told(self, solution: State, *, proven: bool) -> Completion:
        choices: dict[str, Choice] = {}
        cost, unpriced = Decimal(0), []
        for n, domain in enumerate(self.compiled.domains):
            value = solution[n].bit_length() - 1
            if not domain.values[value].quantity:
                continue
            sku, quantity = self.cheapest[n][value], domain.values[value].quantity
            choices[domain.slot.key] = Choice(sku=sku, quantity=quantity)
            price = self._price(domain, domain.candidates[sku])
            cost += (price or 0) * quantity
            unpriced += [sku] if price is None else []
        against = {key: one for key, one in self.choices.items() if not one.quantity}
        choices = {**against, **choices}
        soft = self.compiled.soft
        broken = [s.rule for s in soft if s.severity == "preferred" and solution[s.switch] == NO]
        total = None if self.prices is None else cost
        return Completion(choices, total, tuple(unpriced), tuple(broken), proven)


class _Trying:
    """Branch and bound over the values of slots, cheapest first."""

    def __init__(
        self, compiled: Compiled, ladders: Sequence[Ladder], first: State, until: float
    ) -> None:
        self.narrowing = Narrowing(compiled)
        self.everything, self.ladders, self.until = compiled.everything, ladders, until
        self.found, self.cost = first, self._least(first)

    def best(self, decided: Mapping[int, int]) -> tuple[State, bool]:
        """Return the cheapest solution, or the cheapest so far and False when time is up."""
        start = [mask & decided.get(n, mask) for n, mask in enumerate(self.everything)]
        todo: list[tuple[State, int | None]] = [(start, None)]
        for turn in count():
            if not todo:
                break
            if turn % 64 == 0 and monotonic() > self.until:
                return self.found, False
            state, changed = todo.pop()
            if self._cut(state, changed):
                todo += self._branches(state)
        return self.found, True

    def _cut(self, state: State, changed: int | None) -> bool:
        """Narrow a state to what is cheaper than the best so far; False: nothing is."""
        if not self.narrowing.propagate(state, changed):
            return False
        room = self.cost - 1 - self._least(state)
        if room < 0:
            return False
        for n, ladder in enumerate(self.ladders):
            state[n] &= ladder.at_most((ladder.least(state[n]) or 0) + room)
        return self.narrowing.propagate(state)

    def _branches(self, state: State) -> list[tuple[State, int | None]]:
        slot = self._widest(state)
        if slot is None:
            self.found = [self._cheapest(n, mask) for n, mask in enumerate(state)]
            self.cost = self._least(self.found)
            return []
        cheap = self._cheapest(slot, state[slot])
        one, other = list(state), list(state)
        one[slot], other[slot] = cheap, state[slot] & ~cheap
        return [(other, slot), (one, slot)]

    def _widest(self, state: State) -> int | None:
        """Return the undecided slot that rules look at whose second choice costs most."""
        undecided = [
            (self._regret(n, state[n]), n)
            for n, looked_at in enumerate(self.narrowing.looking_at)
            if looked_at and state[n] & (state[n] - 1)
        ]
        return max(undecided)[1] if undecided else None

    def _regret(self, n: int, mask: int) -> int:
        ladder = self.ladders[n]
        least = ladder.least(mask) or 0
        return (ladder.least(mask & ~ladder.at_most(least)) or least) - least

    def _cheapest(self, n: int, mask: int) -> int:
        ladder = self.ladders[n]
        best = mask & ladder.at_most(ladder.least(mask) or 0)
        return best & -best

    def _least(self, state: State) -> int:
        least = (ladder.least(mask) for ladder, mask in zip(self.ladders, state, strict=True))
        return sum(weight or 0 for weight in least)
