"""What every leg of a sale costs, and what every party earns. Pure.

A sale passes over legs: we sell to the first buyer, who sells on, until the end customer has it
(回し). Each leg is a document of its own for the pricing engine: its lines begin at what the end
customer pays, at a price list or at the leg before, or bear their share of one agreed sum. Each
unit price is rounded half up to the minor unit of the leg's currency (from 1,000 minor units on; a
cheaper one keeps six places), then the amount, once. A leg's total is the sum of its lines.

What parties earn is the difference of two such totals, so that our net and all the margins are
what the end customer pays, to the last yen. A leg is reckoned from its own terms and the one
before alone: the order in which legs or lines are given changes nothing.

The price of a leg that is not ours is a reference (参考価格). Fixing a reseller's price is unlawful
(独占禁止法 第2条第9項第4号): nothing here, and nothing that uses this, enforces it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from cpq.pricing import Adjustment, Catalogue, Priced, Wanted, price_document
from cpq.pricing.document import Handed
from cpq.pricing.handed import bare, shared_out
from cpq.pricing.values import Basis
from foundation.errors import Conflict, Refusal
from foundation.language import Text, _
from foundation.money import Money, money_of, six_places, total_of

NOTHING = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)  # what asks no list is the same at every moment


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


FIELDS = {
    PriceBasis.OFF_END_USER: "percent",
    PriceBasis.PRICE_LIST: "list_code",
    PriceBasis.ON_TOP: "percent",
    PriceBasis.FIXED_NET: "fixed",
}


@dataclass(frozen=True, slots=True)
class EndUserLine:
    """What is sold, and what the end customer pays for it, net."""

    wanted: Wanted
    net: Money


@dataclass(frozen=True, slots=True)
class Leg:
    """One sale on the way. ``rate``: what one unit of its currency is worth in the document's.

    ``catalogue`` holds the lists that a price list is taken from, in the leg's currency. ``points``
    are percentage points by position that the buyer has more (deal registration), or less; a leg on
    top of another follows that one instead.
    """

    seq: int
    buyer: str
    basis: PriceBasis = PriceBasis.OFF_END_USER
    percent: Decimal = NOTHING
    fixed: Money | None = None
    currency: str = "JPY"
    rate: Decimal = ONE
    catalogue: Catalogue | None = None
    points: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PricedLeg:
    """A leg with its lines as they were ``asked`` and priced.

    ``worth`` is its total in the currency of the document.
    """

    seq: int
    buyer: str
    basis: PriceBasis
    asked: tuple[Wanted, ...]
    lines: tuple[Priced, ...]
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
    rows = sorted(lines, key=lambda line: line.wanted.position)
    ordered = sorted(legs, key=lambda one: one.seq)
    if not ordered:
        raise Refusal(_("The sale has no leg yet: say who buys from us."))
    priced: list[PricedLeg] = []
    before: Mapping[int, Handed] | None = None
    for leg in ordered:
        kind = "distributor" if leg in ordered[:-2] else "partner"
        done = _priced(leg, _asked(leg, rows, before, kind), currency)
        priced.append(done)
        before = {one.position: _handed_on(leg, one) for one in done.lines}
    return _chain(priced, total_of([line.net for line in rows], currency))


def _asked(
    leg: Leg, rows: Sequence[EndUserLine], before: Mapping[int, Handed] | None, kind: str
) -> list[Wanted]:
    """Return a leg's lines for the engine; ``kind`` is what its terms are called there."""
    if leg.rate <= 0:
        words = _("Leg %(n)s: please give the exchange rate of %(currency)s.", **_names(leg))
        raise Refusal(words, field="rate")
    end_user = [
        replace(row.wanted, handed=Handed("end_user", row.net, rate=leg.rate)) for row in rows
    ]
    match leg.basis:
        case PriceBasis.FIXED_NET:
            return shared_out(end_user, _sum(leg))
        case PriceBasis.PRICE_LIST:
            lines = [row.wanted for row in rows]
        case PriceBasis.ON_TOP:
            lines = [_after(leg, row.wanted, before) for row in rows]
        case _:
            lines = end_user
    return [replace(one, adjustments=_terms(leg, one, kind), whole_units=True) for one in lines]


def _terms(leg: Leg, line: Wanted, kind: str) -> tuple[Adjustment, ...]:
    """Return what is taken off, or put on top: as agreed, and for who registered the deal."""
    on_top = leg.basis is PriceBasis.ON_TOP
    percent = min(leg.percent, HUNDRED)
    points = NOTHING if on_top else leg.points.get(line.position, NOTHING)
    given = [
        (kind, -leg.percent if on_top else percent),
        ("registration", min(points, HUNDRED - percent)),
    ]
    return tuple(Adjustment(name, percent=one, basis=Basis.BASE) for name, one in given if one)


def _after(leg: Leg, line: Wanted, before: Mapping[int, Handed] | None) -> Wanted:
    if before is None:
        words = _(
            "Leg %(n)s is the first: there is no leg before it to put a percentage on.",
            n=leg.seq,
        )
        raise Refusal(words, field="basis")
    return replace(line, handed=replace(before[line.position], rate=leg.rate))


def _handed_on(leg: Leg, line: Priced) -> Handed:
    return Handed("before", line.net_amount, leg.rate)


def _sum(leg: Leg) -> Money:
    if leg.fixed is None or leg.fixed.amount < 0:
        words = _("Leg %(n)s: please give the net sum that was agreed.", n=leg.seq)
        raise Refusal(words, field="fixed")
    return leg.fixed


def _priced(leg: Leg, asked: Sequence[Wanted], currency: str) -> PricedLeg:
    catalogue = leg.catalogue if leg.basis is PriceBasis.PRICE_LIST else None
    try:
        done = price_document(asked, catalogue or bare(leg.currency, ALWAYS))
    except Conflict:
        raise
    except Refusal as refusal:
        words = _("Leg %(n)s: %(why)s", n=leg.seq, why=refusal.text)
        raise Refusal(words, field=FIELDS[leg.basis]) from refusal
    total = total_of([line.net_amount for line in done], leg.currency)
    same = leg.currency == currency
    worth = total if same else money_of(total.major * leg.rate, currency)
    return PricedLeg(leg.seq, leg.buyer, leg.basis, tuple(asked), tuple(done), total, worth)


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
