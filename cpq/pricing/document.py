"""What is to be priced, and what a price is with every step that led to it. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from cpq.pricing.exact import CENT, HUNDRED, NOTHING, ONE
from cpq.pricing.values import Adjustment, Manual, Names
from foundation.language import Text
from foundation.money import Money

NO_NAMES: Names = {}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of one configured unit."""

    sku: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Handed:
    """What a line comes to in another document of the same sale, where its own price begins.

    ``of`` is ``end_user`` or ``before``, the leg before. ``worth`` and ``rate`` say what one unit
    of the amount's currency, and one of the document's own, are worth in a third: the line begins
    at amount × worth ÷ rate.
    """

    of: str
    amount: Money
    worth: Decimal = ONE
    rate: Decimal = ONE


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line to be priced.

    ``uom`` is the unit it is sold in (empty: the product's own); ``adjustments`` stand in the order
    of the waterfall; ``surcharges`` are options, as ``MODEL/slot/option``. A line that is not
    ``of_total`` counts for no percentage of the total; ``group`` is its tax, under which a document
    discount is shared. What was ``handed`` takes the place of the lists; ``whole_units``: the unit
    price is rounded to the minor unit, then the amount.
    """

    position: int
    sku: str
    quantity: Decimal
    parts: tuple[Part, ...] = ()
    uom: str = ""
    adjustments: tuple[Adjustment, ...] = ()
    manual: Manual | None = None
    ignore_rules: bool = False
    surcharges: tuple[str, ...] = ()
    of_total: bool = True
    group: str = ""
    handed: Handed | None = None
    whole_units: bool = False


@dataclass(frozen=True, slots=True)
class DocumentDiscount:
    """Taken off the document as a whole: a percentage of its net amounts, or an amount."""

    percent: Decimal = NOTHING
    amount: Money | None = None


class Said(NamedTuple):
    """Words to come: which sentence, and what goes into it. ``notes.text_of`` makes the text."""

    key: str
    values: Mapping[str, Any] = {}


class Loser(NamedTuple):
    """A list or a rule of it that did not win, and why.

    ``would_give`` is its price per unit the product is sold in, in the document's currency, where
    somebody asked for that and it has one.
    """

    price_list: Names
    said: Said
    rule: str = ""
    code: str = ""
    would_give: Decimal | None = None


class Rounded(NamedTuple):
    """How a step was rounded: the mode, and to multiples of what."""

    mode: str
    unit: Decimal


class Step(NamedTuple):
    """One step toward the net amount.

    ``before`` and ``after`` are per sales unit up to ``amount``, and amounts from there on, all in
    the document's currency. ``kind`` is list, end_user, before, rule, round, surcharge, margin,
    band, part, option, amount, one of the adjustments' kinds (``discount``: the rep's own), manual,
    unit, net or document.
    """

    kind: str
    sku: str
    before: Decimal
    after: Decimal
    said: Said
    basis: str = ""
    rule: str = ""
    version: int = 0
    code: str = ""
    price_list: Names = NO_NAMES
    rounding: Rounded | None = None
    losers: tuple[Loser, ...] = ()


class Priced(NamedTuple):
    """A line with every number a reader may ask about; units are per unit it is sold in.

    ``list_unit`` is where the price began (定価), ``regular_unit`` what the rules made of it before
    any adjustment, ``rule_unit`` the net price the rules and adjustments would give now, beside a
    manual one. ``share`` is what the line bears of the document discount: its tax is taken of
    ``net_amount − share``.
    """

    position: int
    sku: str
    quantity: Decimal
    list_unit: Decimal
    regular_unit: Decimal
    rule_unit: Decimal | None
    net_unit: Decimal
    list_amount: Money
    net_amount: Money
    share: Money
    price_list: Names
    steps: tuple[Step, ...]
    warnings: tuple[Said, ...] = ()

    @property
    def percent_off(self) -> Decimal:
        """Return how much less than the list it is, for display: the net amount is the truth."""
        if not self.list_amount.amount:
            return NOTHING
        less = self.list_amount.amount - self.net_amount.amount
        return (HUNDRED * less / self.list_amount.amount).quantize(CENT, "ROUND_HALF_UP")


Outcome = Priced | Text
