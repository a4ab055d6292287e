"""Which rule prices a product: precedence, priority, nearness, quantity break, validity. Pure.

A shelf holds what the lists say about one product in one sales unit, in the order it is asked. It
is put together once and asked for every quantity.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any, NamedTuple

from cpq.pricing.document import Loser, Said
from cpq.pricing.exact import whole_units
from cpq.pricing.relating import of_a_price, relative
from cpq.pricing.values import ONE, PRODUCT, Breaks, Catalogue, ListVersion, Method, Rank, Rule
from foundation.errors import Conflict
from foundation.language import _

BEGINNING = datetime.min.replace(tzinfo=UTC)
OPTION = "option:"
Key = tuple[int, int, int, Decimal, datetime]
Targets = list[tuple[str, int]]


class Asked(NamedTuple):
    """How many: in the product's own unit (None: nobody knows), and in the unit it is sold in."""

    own: Decimal | None
    sold: Decimal


class Offer(NamedTuple):
    """A rule of a list that may price the product, and its rank among the list's others."""

    key: Key
    rule: Rule


class Tie(Conflict):
    """Two rules have the same claim; ``rules`` are their ids."""

    def __init__(self, one: "_Hit", other: "_Hit") -> None:
        first, second = sorted((one, other), key=_identity)
        self.rules = (first.offer.rule.id, second.offer.rule.id)
        super().__init__(
            _(
                "Two prices have the same claim: rule %(one)s on %(list_one)s and rule %(other)s "
                "on %(list_other)s. Give one of them a higher priority.",
                one=first.offer.rule.id,
                list_one=first.source.prices.code,
                other=second.offer.rule.id,
                list_other=second.source.prices.code,
            )
        )


class Choice(NamedTuple):
    """The rule that won, the list it stands on, and what lost against it."""

    rule: Rule
    source: "Source"
    losers: tuple[Loser, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """What one list says about a product: its own rules, best first, then its parents."""

    prices: ListVersion
    offers: tuple[Offer, ...]
    barred: tuple[tuple[Rule, str], ...]  # rules that do not hold now, or for another sales unit
    parents: tuple["Source", ...]

    def absolute(self) -> "Source":
        """Return the list alone, without rules that take a percentage of the list price."""
        kept = [offer for offer in self.offers if not relative(offer.rule)]
        return Source(self.prices, tuple(kept), (), ())

    @property
    def knows(self) -> bool:
        """True where the list or a parent has any rule for the product."""
        return bool(self.offers or self.barred) or any(one.knows for one in self.parents)

    def reached(self, asked: Asked) -> Iterator[Offer]:
        """Give the rules whose quantity is reached, best first."""
        return (offer for offer in self.offers if reaches(offer.rule, asked))


@dataclass(slots=True)
class Shelf:
    """The lists to ask about one product in one sales unit, rank by rank."""

    ranks: list[tuple[bool, list[tuple[int, Source]]]] = field(default_factory=list)

    def choice(self, asked: Asked) -> Choice | None:
        """Return the rule that wins for a quantity; None: no list has a price.

        Raises:
            Tie: two rules have the same claim.
        """
        losers: list[Loser] = []
        for exclusive, sources in self.ranks:
            found = []
            for priority, source in sources:
                hit = first_hit(source, asked)
                if hit is None:
                    losers.append(Loser(source.prices.name, why_not(source, asked)))
                else:
                    found.append((priority, hit))
            if found:
                return _winner(found, losers, asked)
            if exclusive and any(source.knows for _priority, source in sources):
                return None
        return None

    def sources(self) -> Iterator[Source]:
        """Give every list of the shelf, parents after their children."""
        for _exclusive, sources in self.ranks:
            for _priority, source in sources:
                yield from _family(source)


def targets_of(catalogue: Catalogue, sku: str) -> Targets:
    """Return what a rule may be for to concern a product, nearest first, with its nearness.

    An option has a price of its own alone; what is taken off its model is taken off it, too.
    """
    if not sku.startswith(OPTION):
        return _of_product(catalogue, sku)
    model = sku.removeprefix(OPTION).partition("/")[0]
    return [(sku, 4), *_of_product(catalogue, model)]


def _of_product(catalogue: Catalogue, sku: str) -> Targets:
    category = catalogue.categories.get(sku, "")
    named = [(f"{PRODUCT}{sku}", 3)]
    if category:
        named.append((f"category:{category}", 2))
    return [*named, ("all", 1)]


def shelf_of(catalogue: Catalogue, targets: Targets, uom: str, *, standard: bool = False) -> Shelf:
    """Put together what the lists say about a target, in the order they are asked."""
    shelf = Shelf()
    for position in sorted({at.position for at in catalogue.precedence}):
        here = [at for at in catalogue.precedence if at.position == position]
        ranks = {at.rank for at in here if not standard or at.rank is Rank.STANDARD}
        sources = [
            (one.priority, source_of(one.prices, targets, uom, catalogue.at))
            for one in catalogue.assigned
            if one.rank in ranks
        ]
        if sources:
            shelf.ranks.append((any(at.exclusive for at in here), sources))
    return shelf


def source_of(prices: ListVersion, targets: Targets, uom: str, at: datetime) -> Source:
    """Return what one list version says about a target at a moment."""
    offers: list[Offer] = []
    barred: list[tuple[Rule, str]] = []
    of_option = targets[0][0].startswith(OPTION)
    for target, nearness in targets:
        for rule in prices.rules.get(target, ()):
            why = bar_of(rule, uom, at)
            if of_option and target != targets[0][0] and not of_a_price(rule):
                continue
            if why:
                barred.append((rule, why))
            else:
                offers.append(Offer(_key(rule, nearness), rule))
    offers.sort(key=lambda offer: (offer.key, offer.rule.id), reverse=True)
    parents = tuple(source_of(parent, targets, uom, at) for parent in prices.parents)
    return Source(prices, tuple(offers), tuple(barred), parents)


def reaches(rule: Rule, asked: Asked) -> bool:
    """True where a quantity lies in a rule's band; a unit that is begun is in its block or slab."""
    quantity = asked.sold if rule.uom else asked.own
    if quantity is None:
        return False
    begun = rule.method is Method.BLOCK or rule.breaks is Breaks.SLAB
    if begun:
        quantity = quantity.to_integral_value(ROUND_CEILING)
    if rule.min_quantity > max(quantity, ONE):
        return False
    most = rule.max_quantity
    return most is None or quantity <= most or (not begun and whole_units(quantity) <= most)


def _key(rule: Rule, nearness: int) -> Key:
    begun = rule.valid_from or BEGINNING
    return rule.priority, nearness, 1 if rule.uom else 0, rule.min_quantity, begun


def bar_of(rule: Rule, uom: str, at: datetime) -> str:
    """Return why a rule does not hold for a sales unit at a moment; empty: it does."""
    if rule.uom and rule.uom != uom:
        return "unit"
    if rule.valid_from is not None and at < rule.valid_from:
        return "begins"
    if rule.valid_to is not None and at >= rule.valid_to:
        return "ended"
    return ""


class _Hit(NamedTuple):
    offer: Offer
    source: Source


def first_hit(source: Source, asked: Asked) -> _Hit | None:
    """Return a list's best rule for a quantity; a list without one asks its parents in order."""
    offer = next(source.reached(asked), None)
    if offer is not None:
        return _Hit(offer, source)
    return next((hit for parent in source.parents if (hit := first_hit(parent, asked))), None)


def chosen_on(source: Source, asked: Asked) -> Choice | None:
    """Return the rule that wins on one list alone. Raises Tie."""
    hit = first_hit(source, asked)
    return _winner([(0, hit)], [], asked) if hit else None


def _winner(found: list[tuple[int, _Hit]], losers: list[Loser], asked: Asked) -> Choice:
    best = max(found, key=lambda one: (one[0], one[1].offer.key))
    rivals = [
        (priority, _Hit(offer, hit.source))
        for priority, hit in found
        for offer in hit.source.reached(asked)
    ]
    known = {_identity(best[1])}
    for priority, hit in rivals:
        if _identity(hit) in known:
            continue
        known.add(_identity(hit))
        if (priority, hit.offer.key) == (best[0], best[1].offer.key):
            raise Tie(best[1], hit)
        losers.append(_beaten(best, priority, hit))
    return Choice(best[1].offer.rule, best[1].source, tuple(losers))


def _identity(hit: _Hit) -> tuple[str, int, str]:
    return hit.source.prices.code, hit.source.prices.version, hit.offer.rule.id


def _beaten(best: tuple[int, _Hit], priority: int, hit: _Hit) -> Loser:
    """Say on what a rule that also fits lost against the best."""
    if priority != best[0]:
        why = "list_priority"
    else:
        names = ("priority", "farther", "other_unit", "lower_break", "older")
        pairs = zip(names, best[1].offer.key, hit.offer.key, strict=True)
        why = next(name for name, ours, theirs in pairs if ours != theirs)
    return loser_of(hit, why)


def loser_of(hit: _Hit, why: str) -> Loser:
    """Return the rule that was hit as one that lost."""
    prices = hit.source.prices
    return Loser(prices.name, Said(why), hit.offer.rule.id, prices.code)


def why_not(source: Source, asked: Asked) -> Said:
    """Say why a list has no price for a product now."""
    rules = [offer.rule for one in _family(source) for offer in one.offers]
    barred = [pair for one in _family(source) for pair in one.barred]
    if rules:
        return _out_of_band(rules, asked)
    begins = [rule.valid_from for rule, why in barred if why == "begins"]
    if begins:
        return Said("begins", {"moment": min(m for m in begins if m)})
    ended = [rule.valid_to for rule, why in barred if why == "ended"]
    if ended:
        return Said("ended", {"moment": max(m for m in ended if m)})
    if barred:
        return Said("unit", {"unit": min(rule.uom for rule, _why in barred)})
    return Said("none")


def _out_of_band(rules: list[Rule], asked: Asked) -> Said:
    if asked.own is None:
        return Said("factor")
    least = min(rule.min_quantity for rule in rules)
    if least > max(asked.own, ONE):
        return Said("begins_at", {"n": least})
    most: Any = max((r.max_quantity for r in rules if r.max_quantity is not None), default=None)
    return Said("ends_at", {"n": most}) if most is not None else Said("none")


def _family(source: Source) -> Iterator[Source]:
    yield source
    for parent in source.parents:
        yield from _family(parent)
