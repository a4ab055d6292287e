"""What a formula comes to, in exact fractions, and how it reads with its values put in. Pure.

What is put in is rounded half up to six places, and so is what comes out: whoever reads the step
can reckon it again with what stands there. Only what is needed is asked for: of ``if`` one branch.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from typing import NamedTuple

from cpq.catalog.configuring.expressions import Node, written
from cpq.catalog.configuring.syntax import And, Call, Compare, Compute, Constant, Name, Not, Or
from cpq.pricing.exact import EXACT, plain, snapped
from cpq.pricing.formulas.writing import ATTRIBUTE, ROUNDINGS, Formula, name_of
from foundation.errors import Refusal
from foundation.language import Text, _

LARGEST, HIGHEST = 10**24, 10**12  # on the way, and as a price
MILLION, HALF = 10**6, Fraction(1, 2)
_COMPUTED: dict[str, Callable[[Fraction, Fraction], Fraction]] = {"+": add, "-": sub, "*": mul}
_COMPARED: dict[str, Callable[[Fraction, Fraction], bool]] = {
    "=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
Ask = Callable[[str], Decimal]


class Reckoned(NamedTuple):
    """What it comes to, whether that was rounded, the text with values put in, what was asked."""

    value: Decimal
    rounded: bool
    put_in: str
    asked: frozenset[str]


def reckon(formula: Formula, sku: str, ask: Ask) -> Reckoned:
    """Return what a formula comes to for a product; ``ask`` says what a name is worth.

    Raises:
        Refusal: it divides by nothing, or comes to less than nothing or too much.
    """
    run = _Run(formula, sku, ask)
    exact = run.number(formula.node)
    if exact < 0:
        raise run.refused(_("it comes to less than nothing"))
    if exact > HIGHEST:
        raise run.refused(_("it comes to too much"))
    value = six(exact)
    return Reckoned(_decimal(value), value != exact, run.put_in, frozenset(run.known))


def six(value: Fraction) -> Fraction:
    """Round half up to six places."""
    return Fraction(floor(value * MILLION + HALF), MILLION)


class _Run:
    """One reckoning: what was asked is kept, so that it is asked once."""

    def __init__(self, formula: Formula, sku: str, ask: Ask) -> None:
        self.formula, self.sku, self.ask = formula, sku, ask
        self.known: dict[str, Fraction] = {}

    def number(self, node: Node) -> Fraction:
        """Return what a node comes to."""
        match node:
            case Constant(value=Decimal() as value):
                return Fraction(value)
            case Name():
                return self._named(name_of(node))
            case Compute():
                return self._within(self._computed(node))
            case Call(name="if", of=(condition, this, that)):
                return self.number(this if self.holds(condition) else that)
            case Call():
                return self._within(self._called(node))
            case _:
                raise TypeError(node)

    def holds(self, node: Node) -> bool:
        """Tell whether a condition holds; what decides it first, left to right, is enough."""
        match node:
            case Compare(sign=sign, one=one, other=other):
                return _COMPARED[sign](self.number(one), self.number(other))
            case Not(of=one):
                return not self.holds(one)
            case And(of=several):
                return all(self.holds(one) for one in several)
            case Or(of=several):
                return any(self.holds(one) for one in several)
            case _:
                raise TypeError(node)

    @property
    def put_in(self) -> str:
        """Return the formula with what was asked put in."""
        return written(self._filled(self.formula.node))

    def refused(self, why: Text) -> Refusal:
        """Return the sentence that says why there is no price."""
        words = _(
            "The formula %(formula)s gives no price for %(sku)s: %(why)s (%(put_in)s).",
            formula=self.formula.text,
            sku=self.sku,
            why=why,
            put_in=self.put_in,
        )
        return Refusal(words, field="formula")

    def _named(self, name: str) -> Fraction:
        if name not in self.known:
            self.known[name] = six(Fraction(snapped(self.ask(name))))
        return self.known[name]

    def _computed(self, node: Compute) -> Fraction:
        one, other = self.number(node.one), self.number(node.other)
        if node.sign != "/":
            return _COMPUTED[node.sign](one, other)
        if not other:
            raise self.refused(_("it divides by 0"))
        return one / other

    def _called(self, node: Call) -> Fraction:
        given = [self.number(one) for one in node.of]
        if node.name in ROUNDINGS:
            unit = given[1] if given[1:] else Fraction(1)
            if unit <= 0:
                raise self.refused(_("it rounds to a multiple of 0 or less"))
            return _ROUNDED[node.name](given[0] / unit) * unit
        if node.name == "abs":
            return abs(given[0])
        return min(given) if node.name == "min" else max(given)

    def _within(self, value: Fraction) -> Fraction:
        if abs(value) > LARGEST:
            raise self.refused(_("it comes to too much"))
        return value

    def _filled(self, node: Node) -> Node:
        match node:
            case Name():
                value = self.known.get(name_of(node))
                bare = node if node.slot == ATTRIBUTE else Name(node.slot)
                return bare if value is None else Constant(_decimal(value))
            case Compare() | Compute():
                return replace(node, one=self._filled(node.one), other=self._filled(node.other))
            case Not(of=one):
                return Not(self._filled(one))
            case And() | Or() | Call():
                return replace(node, of=tuple(map(self._filled, node.of)))
            case _:
                return node


def _half_up(value: Fraction) -> int:
    """Round half away from nothing, as spreadsheets do."""
    rounded = floor(abs(value) + HALF)
    return -rounded if value < 0 else rounded


_ROUNDED: dict[str, Callable[[Fraction], int]] = {"round": _half_up, "floor": floor, "ceil": ceil}


def _decimal(value: Fraction) -> Decimal:
    """Return a fraction of at most six places as a decimal."""
    return Decimal(plain(EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))))
