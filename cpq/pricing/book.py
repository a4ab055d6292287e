"""Everything one document asks its lists, asked once: shelves, prices found, rates and costs. Pure.

What is found is in the document's currency and per unit of the line.
"""

from collections.abc import Iterator
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from cpq.pricing.document import Said, Step
from cpq.pricing.exact import snapped
from cpq.pricing.formulas import number_in
from cpq.pricing.methods import NeedsTotal, Reckoning, Worth, converted, worth_of
from cpq.pricing.relating import begins_of
from cpq.pricing.searching import (
    OPTION,
    Asked,
    Choice,
    Shelf,
    chosen_on,
    shelf_of,
    source_of,
    targets_of,
)
from cpq.pricing.values import ONE, Catalogue, ListVersion, Names, Rank, Rule
from cpq.pricing.weighing import weighed
from foundation.errors import Refusal
from foundation.language import _
from foundation.money import Money, six_places

PIECE = Decimal(1)
SIX = Decimal("0.000001")


class Found(NamedTuple):
    """A product's price for a quantity: per sales unit, and for all of it, exactly."""

    unit: Decimal
    gross: Decimal
    total: Decimal
    gross_total: Decimal
    steps: tuple[Step, ...]
    price_list: Names


class Book:
    """One catalogue, opened for one document.

    ``weighs``: also say what the rules that lost would have given, which takes its time.
    """

    def __init__(self, catalogue: Catalogue, *, weighs: bool = False) -> None:
        self.catalogue, self.weighs = catalogue, weighs
        self.costed: set[str] = set()  # whose costs were asked
        self.measured: dict[str, dict[str, Decimal]] = {}  # whose attributes were asked
        self.total: Money | None = None  # what the lines come to that need no total
        self._shelves: dict[tuple[str, str, bool], Shelf] = {}
        self._found: dict[tuple[str, str, Decimal, bool], Found | None] = {}
        self._breaks: dict[tuple[str, str, bool], tuple[Decimal, ...]] = {}
        self._asking: list[tuple[str, str]] = []
        self._lists = {one.code: one for one in _all_lists(catalogue)}
        self.options = {  # that a list charges for, or takes something off
            target
            for prices in self._lists.values()
            for target in prices.rules
            if target.startswith(OPTION)
        }
        self._standard = {a.prices.code for a in catalogue.assigned if a.rank is Rank.STANDARD}

    def find(self, sku: str, uom: str, sold: Decimal, *, standard: bool = False) -> Found | None:
        """Return what so many of a product cost; None: no list has a price.

        Raises:
            Conflict: two rules have the same claim.
            Refusal: a cost, a rate or a base is missing.
        """
        key = (sku, uom, sold, standard)
        if key not in self._found:
            self._found[key] = self._find(sku, uom, sold, standard=standard)
        return self._found[key]

    def option(self, option: str, sold: Decimal) -> Found | None:
        """Return what an option adds; None: nothing."""
        key = f"{OPTION}{option}"
        return self.find(key, "", sold) if key in self.options else None

    def shelf(self, sku: str, uom: str, *, standard: bool = False) -> Shelf:
        """Return what the lists say about a product."""
        key = (sku, uom, standard)
        if key not in self._shelves:
            targets = targets_of(self.catalogue, sku)
            self._shelves[key] = shelf_of(self.catalogue, targets, uom, standard=standard)
        return self._shelves[key]

    def breaks(self, sku: str, uom: str, *, whole: bool) -> tuple[Decimal, ...]:
        """Return the quantities at which a price begins, in the sales unit, ascending."""
        key = (sku, uom, whole)
        if key not in self._breaks:
            self._breaks[key] = self._broken(sku, uom, PIECE if whole else SIX)
        return self._breaks[key]

    def _broken(self, sku: str, uom: str, to: Decimal) -> tuple[Decimal, ...]:
        rules = [o.rule for one in self.shelf(sku, uom).sources() for o in one.offers]
        factor = self.catalogue.factors.get(f"{sku}/{uom}") if uom else ONE
        found = {
            least if rule.uom or not factor else snapped(least / factor)
            for rule in rules
            for least in (rule.min_quantity, *begins_of(rule))
        }
        return tuple(sorted({least.quantize(to, ROUND_CEILING) for least in found}))

    def asked(self, sku: str, uom: str, sold: Decimal) -> Asked:
        """Return how many that is in the product's own unit, where that is known."""
        if not uom:
            return Asked(sold, sold)
        factor = self.catalogue.factors.get(f"{sku}/{uom}")
        return Asked(None if factor is None else snapped(sold * factor), sold)

    def own(self, sku: str, uom: str, sold: Decimal) -> Decimal:
        """Return how many own units that is. Raises Refusal: nobody knows."""
        return snapped(sold * self.factor(sku, uom))

    def factor(self, sku: str, uom: str) -> Decimal:
        """Return how many own units a sales unit holds. Raises Refusal: nobody knows."""
        factor = self.catalogue.factors.get(f"{sku}/{uom}") if uom else ONE
        if factor is None:
            words = _("How many of %(sku)s one %(unit)s holds is not known.", sku=sku, unit=uom)
            raise Refusal(words, field="uom")
        return factor

    def cost(self, sku: str, into: str) -> Decimal:
        """Return what one own unit costs us, in a currency. Raises Refusal: nobody knows."""
        if sku not in self.catalogue.costs:
            words = _("The cost of %(sku)s is not known, and its price is made from it.", sku=sku)
            raise Refusal(words)
        amount, currency = self.catalogue.costs[sku]
        self.costed.add(sku)
        return amount * self.rate(currency, into)

    def attribute(self, sku: str, name: str) -> Decimal:
        """Return a number that a product says of itself. Raises Refusal: it says none."""
        value = number_in(self.catalogue.attributes.get(sku, {}), name)
        if value is None:
            words = _(
                "%(sku)s has no number as its attribute “%(name)s”, and its price is made from it.",
                sku=sku,
                name=name,
            )
            raise Refusal(words)
        return self.measured.setdefault(sku, {}).setdefault(name, value)

    def rate(self, currency: str, into: str) -> Decimal:
        """Return what one unit of a currency is worth in another. Raises Refusal: nobody knows."""
        if currency == into:
            return ONE
        return self._worth(currency, currency, into) / self._worth(into, currency, into)

    def _worth(self, currency: str, one: str, other: str) -> Decimal:
        if currency == self.catalogue.currency:
            return ONE
        if not self.catalogue.rates.get(currency):
            words = _("There is no exchange rate from %(one)s to %(other)s.", one=one, other=other)
            raise Refusal(words)
        return self.catalogue.rates[currency]

    def _find(self, sku: str, uom: str, sold: Decimal, *, standard: bool) -> Found | None:
        asked = self.asked(sku, uom, sold)
        shelf = self.shelf(sku, uom, standard=standard)
        choice = shelf.choice(asked)
        if choice is None:
            return None
        if self.weighs:
            losers = weighed(shelf, choice, asked, lambda one: self._given(sku, one, asked, uom))
            choice = choice._replace(losers=losers)
        return self._priced(sku, choice, asked, uom)

    def _given(self, sku: str, choice: Choice, asked: Asked, uom: str) -> Decimal:
        return six_places(snapped(self._priced(sku, choice, asked, uom).unit))

    def _priced(self, sku: str, choice: Choice, asked: Asked, uom: str = "") -> Found:
        worth = self._worth_of(sku, uom, choice, asked)
        prices = choice.source.prices
        rate = self.rate(prices.currency, self.catalogue.currency)
        times = rate if choice.rule.uom or not uom else rate * self.factor(sku, uom)
        worth = converted(worth, times, rate)
        steps = worth.steps
        if prices.currency != self.catalogue.currency:
            steps = (*steps, self._converted(steps[-1], prices, rate))
        return Found(
            worth.unit,
            worth.gross,
            worth.total,
            worth.gross_total,
            (*steps[:-1], steps[-1]._replace(losers=choice.losers)),
            prices.name,
        )

    def _converted(self, last: Step, prices: ListVersion, rate: Decimal) -> Step:
        said = Said("converted", {"one": prices.currency, "rate": rate})
        return last._replace(kind="rate", before=last.after, said=said, rounding=None)

    def _worth_of(self, sku: str, uom: str, choice: Choice, asked: Asked) -> Worth:
        return worth_of(
            Reckoning(
                choice,
                asked,
                sku,
                lambda rule, on, so_many: self._base(sku, uom, rule, on, so_many),
                lambda prices: self.cost(sku, prices.currency),
                lambda: self.factor(sku, uom),
                lambda: self._others(sku),
                lambda name: self.attribute(sku, name),
            )
        )

    def _others(self, sku: str) -> Money:
        if self.total is None:
            words = _("%(sku)s is priced in percent of the other lines of a quote.", sku=sku)
            raise NeedsTotal(words)
        return self.total

    def _base(self, sku: str, uom: str, rule: Rule, on: Choice, asked: Asked) -> Worth:
        """Return the price a percentage is taken of, per unit of the rule, in its list's money."""
        prices = on.source.prices
        if (prices.code, rule.id) in self._asking:
            path = " → ".join(dict.fromkeys(code for code, _rule in self._asking))
            words = _("Price lists are made from each other in a circle: %(path)s.", path=path)
            raise Refusal(words)
        self._asking.append((prices.code, rule.id))
        try:
            choice = self._base_choice(sku, uom, rule, on, asked)
            worth = self._worth_of(sku, uom, choice, asked)
        finally:
            self._asking.pop()
        rate = self.rate(choice.source.prices.currency, prices.currency)
        times = rate
        if rule.uom and not choice.rule.uom:
            times *= self.factor(sku, uom)
        elif choice.rule.uom and not rule.uom:
            times /= self.factor(sku, uom)
        return converted(worth, times, rate)

    def _base_choice(self, sku: str, uom: str, rule: Rule, on: Choice, asked: Asked) -> Choice:
        for choice in self._bases(sku, uom, rule, on, asked):
            if choice is not None:
                return choice
        words = _(
            "%(list)s makes the price of %(sku)s from another, and there is none. Add it first.",
            list=on.source.prices.code,
            sku=sku,
        )
        raise Refusal(words)

    def _bases(
        self, sku: str, uom: str, rule: Rule, on: Choice, asked: Asked
    ) -> Iterator[Choice | None]:
        """Give what a base may be: the list named; else parents, the standard, the list itself."""
        source = on.source
        if rule.base.startswith("list:"):
            named = self._lists.get(rule.base.removeprefix("list:"))
            targets = targets_of(self.catalogue, sku)
            at = self.catalogue.at
            yield chosen_on(source_of(named, targets, uom, at), asked) if named else None
            return
        yield from (chosen_on(parent, asked) for parent in source.parents)
        if source.prices.code not in self._standard:
            yield self.shelf(sku, uom, standard=True).choice(asked)
        own = source.absolute()
        yield chosen_on(own, asked)
        for one in self.shelf(sku, uom, standard=True).sources():
            if one.prices.code != source.prices.code:
                yield chosen_on(one, asked)


def _all_lists(catalogue: Catalogue) -> Iterator[ListVersion]:
    waiting = [*(one.prices for one in catalogue.assigned), *catalogue.bases]
    known: set[str] = set()
    while waiting:
        prices = waiting.pop()
        if prices.code not in known:
            known.add(prices.code)
            yield prices
            waiting += prices.parents
