"""What every leg of a sale costs, and what every party earns. Pure.

A sale passes over legs: we sell to the first buyer, who sells on, until the end customer has it
(回し). What each leg costs is reckoned from the end customer's net amounts, from a price list, from
the leg before, or is agreed as one sum. On every leg each unit price is rounded half up to the
minor unit of the leg's currency (from 1,000 minor units on; a cheaper one keeps six places), then
the amount, once; an agreed sum is shared out exactly. A leg's total is the sum of its lines.

What parties earn is the difference of two such totals, so that our net and all the margins are
what the end customer pays, to the last yen. A leg is reckoned from its own terms and the one
before alone: the order in which legs or lines are given changes nothing.

The price of a leg that is not ours is a reference (参考価格). Fixing a reseller's price is unlawful
(独占禁止法 第2条第9項第4号): nothing here, and nothing that uses this, enforces it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.money import Money, money_of, six_places, total_of

NOTHING = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
WHOLE_FROM = 1000  # minor units: from here on a unit price has no fraction of one


class PriceBasis(StrEnum):
    """What the price of a leg is reckoned from."""

    OFF_END_USER = "off_end_user"  # ``percent`` off the end customer's net amount
    PRICE_LIST = "price_list"  # ``percent`` off a price list, 仕切 or contract
    ON_TOP = "on_top"  # ``percent`` on top of the leg before
    FIXED_NET = "fixed_net"  # one net sum for the whole leg

    @property
    def label(self) -> Text:
        """Return what people call it."""
        return LABELS[self]


LABELS = {
    PriceBasis.OFF_END_USER: _("Percent off the end-user price"),
    PriceBasis.PRICE_LIST: _("Percent off a price list"),
    PriceBasis.ON_TOP: _("Percent on top of the leg before"),
    PriceBasis.FIXED_NET: _("A fixed net sum"),
}


@dataclass(frozen=True, slots=True)
class EndUserLine:
    """What the end customer pays for a line, net."""

    position: int
    quantity: Decimal
    net: Money


@dataclass(frozen=True, slots=True)
class Leg:
    """One sale on the way. ``rate``: what one unit of its currency is worth in the document's.

    ``listed`` are the amounts on the price list by position, in the leg's currency. ``points`` are
    percentage points by position that the buyer has more (deal registration), or less; a leg on
    top of another follows that one instead.
    """

    seq: int
    buyer: str
    basis: PriceBasis = PriceBasis.OFF_END_USER
    percent: Decimal = NOTHING
    fixed: Money | None = None
    currency: str = "JPY"
    rate: Decimal = ONE
    listed: Mapping[int, Money] = field(default_factory=dict)
    points: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LegLine:
    """A line as this leg sells it: ``base`` is what ``percent`` was taken of, or put on."""

    position: int
    base: Decimal
    percent: Decimal
    net: Money
    net_unit: Decimal


@dataclass(frozen=True, slots=True)
class PricedLeg:
    """A leg with its lines. ``worth`` is its total in the currency of the document."""

    seq: int
    buyer: str
    basis: PriceBasis
    lines: tuple[LegLine, ...]
    total: Money
    worth: Money


@dataclass(frozen=True, slots=True)
class Margin:
    """What a party between us and the end customer earns; the ratio is of what it sells for."""

    party: str
    bought: Money
    sold: Money
    amount: Money
    ratio: Decimal | None


@dataclass(frozen=True, slots=True)
class Chain:
    """The whole way: ``ours`` and the margins add up to what the end customer pays.

    ``reference`` is the end-user price we reckon with; the last leg may differ from it.
    """

    legs: tuple[PricedLeg, ...]
    margins: tuple[Margin, ...]
    ours: Money
    end_user: Money
    reference: Money


def price_legs(lines: Sequence[EndUserLine], legs: Sequence[Leg], currency: str) -> Chain:
    """Price every leg, and say what every party earns.

    Raises:
        Refusal: a leg cannot be reckoned from what it is based on.
    """
    rows = sorted(lines, key=lambda line: line.position)
    priced: list[PricedLeg] = []
    before: Mapping[int, Decimal] | None = None
    for leg in sorted(legs, key=lambda one: one.seq):
        done = _priced(leg, _amounts(leg, rows, before), rows, currency)
        priced.append(done)
        before = {line.position: line.net.major * leg.rate for line in done.lines}
    if not priced:
        raise Refusal(_("The sale has no leg yet: say who buys from us."))
    return _chain(priced, total_of([line.net for line in rows], currency))


@dataclass(frozen=True, slots=True)
class _Reckoned:
    base: Decimal
    percent: Decimal
    net: Money


def _amounts(
    leg: Leg, lines: Sequence[EndUserLine], before: Mapping[int, Decimal] | None
) -> dict[int, _Reckoned]:
    """Return what each line costs on this leg; ``before`` is worth in the document's currency."""
    if leg.rate <= 0:
        words = _("Leg %(n)s: please give the exchange rate of %(currency)s.", **_names(leg))
        raise Refusal(words, field="rate")
    match leg.basis:
        case PriceBasis.FIXED_NET:
            return _shared_out(leg, lines)
        case PriceBasis.PRICE_LIST:
            return {line.position: _off(leg, line, _listed(leg, line)) for line in lines}
        case PriceBasis.ON_TOP:
            return {line.position: _on_top(leg, line, before) for line in lines}
        case _:
            return {line.position: _off(leg, line, line.net.major / leg.rate) for line in lines}


def _off(leg: Leg, line: EndUserLine, base: Decimal) -> _Reckoned:
    percent = min(HUNDRED, leg.percent + leg.points.get(line.position, NOTHING))
    amount = base * (HUNDRED - percent) / HUNDRED
    return _Reckoned(base, percent, _rounded(amount, line.quantity, leg.currency))


def _on_top(leg: Leg, line: EndUserLine, before: Mapping[int, Decimal] | None) -> _Reckoned:
    if before is None:
        words = _(
            "Leg %(n)s is the first: there is no leg before it to put a percentage on.",
            n=leg.seq,
        )
        raise Refusal(words, field="basis")
    base = before[line.position] / leg.rate
    amount = base * (HUNDRED + leg.percent) / HUNDRED
    return _Reckoned(base, leg.percent, _rounded(amount, line.quantity, leg.currency))


def _rounded(amount: Decimal, quantity: Decimal, currency: str) -> Money:
    """Round the unit price, unless it is so small that this would change it, then the amount."""
    unit = money_of(amount / quantity, currency)
    if abs(unit.amount) < WHOLE_FROM:
        return money_of(amount, currency)
    return money_of(unit.major * quantity, currency)


def _listed(leg: Leg, line: EndUserLine) -> Decimal:
    amount = leg.listed.get(line.position)
    if amount is None:
        words = _(
            "Leg %(n)s: line %(line)s has no price on the list. Choose another basis.",
            n=leg.seq,
            line=line.position,
        )
        raise Refusal(words, field="list_code")
    return amount.major


def _shared_out(leg: Leg, lines: Sequence[EndUserLine]) -> dict[int, _Reckoned]:
    """Share the agreed sum out over the lines, in proportion to what the end customer pays.

    What rounding down leaves goes to the lines with the largest remainder, the first ones first.
    """
    if leg.fixed is None or leg.fixed.amount < 0:
        words = _("Leg %(n)s: please give the net sum that was agreed.", n=leg.seq)
        raise Refusal(words, field="fixed")
    sum_, weights = leg.fixed.amount, {line.position: line.net.amount for line in lines}
    whole = sum(weights.values())
    if not whole:
        weights, whole = dict.fromkeys(weights, 1), len(weights) or 1
    parts = {position: divmod(sum_ * weight, whole) for position, weight in weights.items()}
    left = sum_ - sum(amount for amount, _rest in parts.values())
    first = sorted(parts, key=lambda position: (-parts[position][1], position))[:left]
    return {
        position: _fixed(leg, amount + (position in first))
        for position, (amount, _rest) in parts.items()
    }


def _fixed(leg: Leg, amount: int) -> _Reckoned:
    net = Money(amount, leg.currency)
    return _Reckoned(net.major, NOTHING, net)


def _priced(
    leg: Leg, amounts: Mapping[int, _Reckoned], lines: Sequence[EndUserLine], currency: str
) -> PricedLeg:
    done = tuple(_line(line, amounts[line.position]) for line in lines)
    total = total_of([line.net for line in done], leg.currency)
    same = leg.currency == currency
    worth = total if same else money_of(total.major * leg.rate, currency)
    return PricedLeg(leg.seq, leg.buyer, leg.basis, done, total, worth)


def _line(line: EndUserLine, reckoned: _Reckoned) -> LegLine:
    unit = six_places(reckoned.net.major / line.quantity)
    return LegLine(line.position, reckoned.base, reckoned.percent, reckoned.net, unit)


def _chain(legs: Sequence[PricedLeg], reference: Money) -> Chain:
    return Chain(
        legs=tuple(legs),
        margins=tuple(_margin(bought, sold) for bought, sold in pairwise(legs)),
        ours=legs[0].worth,
        end_user=legs[-1].worth,
        reference=reference,
    )


def _margin(bought: PricedLeg, sold: PricedLeg) -> Margin:
    amount = sold.worth - bought.worth
    ratio = six_places(Decimal(amount.amount) / sold.worth.amount) if sold.worth.amount else None
    return Margin(bought.buyer, bought.worth, sold.worth, amount, ratio)


def _names(leg: Leg) -> dict[str, object]:
    return {"n": leg.seq, "currency": leg.currency}
