"""What a quote costs. Pure: values in, values out, no database and no clock.

The price of a product is found on the first list that has a valid entry for it: the customer's,
else the channel's, else the standard one. Of that list's entries the one with the highest quantity
break the line reaches wins; of two with the same break, the one that began to be valid last. A
configured product costs its own entry, if it has one, and its parts; a part's break counts the
parts of the whole line. The net amount of a line is rounded once, half up, to the minor unit.

Every step is kept with what stood before and after it, and so are the lists that lost, and why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.money import Money, money_of, six_places

NO_DISCOUNT = Decimal(0)
FIRST_BREAK = Decimal(1)  # a price from a quantity of one is the price of half an hour, too
Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit price on a list, from a quantity upward, between two days (both included)."""

    unit_price: Decimal
    min_quantity: Decimal = Decimal(1)
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """True on the days between the two."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class PriceList:
    """Entries by SKU, under a code and a name in both languages."""

    code: str
    name: Names
    currency: str
    entries: Mapping[str, Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of one configured unit."""

    sku: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line to be priced. ``discount`` is a ratio: 0.18 is 18 %."""

    position: int
    sku: str
    quantity: Decimal
    parts: tuple[Part, ...] = ()
    discount: Decimal = NO_DISCOUNT


@dataclass(frozen=True, slots=True)
class Loser:
    """A list that was asked first and did not win, and why."""

    price_list: Names
    why: Text


@dataclass(frozen=True, slots=True)
class Step:
    """One step toward the net amount; ``before`` and ``after`` are per unit, or the amount."""

    kind: str  # list | part | unit | amount | discount | net
    sku: str
    before: Decimal
    after: Decimal
    note: Text
    price_list: Names = field(default_factory=dict)
    losers: tuple[Loser, ...] = ()


@dataclass(frozen=True, slots=True)
class Priced:
    """A line with every number a reader may ask about. ``list_unit`` is per unit of the line."""

    position: int
    list_unit: Decimal
    list_amount: Money
    net_amount: Money
    net_unit: Decimal
    discount: Decimal
    price_list: Names
    steps: tuple[Step, ...]


def price_document(
    lines: Iterable[Wanted], lists: Sequence[PriceList], on: date, currency: str
) -> list[Priced]:
    """Price every line of a document for one day, from the lists in the order they are asked.

    Raises:
        Refusal: a product has no price on any list that could be asked.
    """
    usable = [price_list for price_list in lists if price_list.currency == currency]
    return [_price_line(line, usable, on, currency) for line in lines]


def price_line(line: Wanted, lists: Sequence[PriceList], on: date, currency: str) -> Priced:
    """Price one line as ``price_document`` does."""
    return price_document([line], lists, on, currency)[0]


def _price_line(line: Wanted, lists: Sequence[PriceList], on: date, currency: str) -> Priced:
    steps = _unit_steps(line, lists, on, currency)
    unit = steps[-1].after
    list_amount = money_of(unit * line.quantity, currency)
    net_amount = money_of(unit * line.quantity * (1 - line.discount), currency)
    steps.append(_amount_step(line, unit, list_amount))
    if line.discount:
        steps.append(_discount_step(line, list_amount, net_amount))
    steps.append(_net_step(line, list_amount, net_amount))
    return Priced(
        line.position,
        unit,
        list_amount,
        net_amount,
        six_places(net_amount.major / line.quantity),
        line.discount,
        steps[0].price_list,
        tuple(steps),
    )


def _unit_steps(line: Wanted, lists: Sequence[PriceList], on: date, currency: str) -> list[Step]:
    """Return the steps to the price of one unit: its own entry, then its parts."""
    own = _find(line.sku, line.quantity, lists, on)
    if own is None and not line.parts:
        raise _no_price(line.sku, lists, on, currency)
    running = Decimal(0)
    steps: list[Step] = []
    if own is not None:
        steps.append(_list_step("list", line.sku, Decimal(1), running, own))
        running = steps[-1].after
    for part in line.parts:
        found = _find(part.sku, part.quantity * line.quantity, lists, on)
        if found is None:
            raise _no_price(part.sku, lists, on, currency)
        steps.append(_list_step("part", part.sku, part.quantity, running, found))
        running = steps[-1].after
    return steps


@dataclass(frozen=True, slots=True)
class _Found:
    entry: Entry
    price_list: PriceList
    losers: tuple[Loser, ...]


def _find(sku: str, quantity: Decimal, lists: Sequence[PriceList], on: date) -> _Found | None:
    losers: list[Loser] = []
    reach = max(quantity, FIRST_BREAK)
    for price_list in lists:
        entries = price_list.entries.get(sku, ())
        reached = [e for e in entries if e.valid_on(on) and e.min_quantity <= reach]
        if reached:
            best = max(reached, key=lambda e: (e.min_quantity, e.valid_from or date.min))
            return _Found(best, price_list, tuple(losers))
        losers.append(Loser(price_list.name, _why_not(entries, on)))
    return None


def _why_not(entries: Sequence[Entry], on: date) -> Text:
    if not entries:
        return _("It has no entry for this product.")
    valid = [entry for entry in entries if entry.valid_on(on)]
    if valid:
        least = min(entry.min_quantity for entry in valid)
        return _("Its prices begin at a quantity of %(n)s.", n=least)
    begins = [e.valid_from for e in entries if e.valid_from and e.valid_from > on]
    if begins:
        return _("Its price is valid from %(day)s.", day=min(begins))
    return _("Its price expired on %(day)s.", day=max(e.valid_to for e in entries if e.valid_to))


def _no_price(sku: str, lists: Sequence[PriceList], on: date, currency: str) -> Refusal:
    if not lists:
        return Refusal(
            _("There is no price list in %(currency)s for this customer.", currency=currency)
        )
    expired = [_why_not(p.entries[sku], on) for p in lists if p.entries.get(sku)]
    if expired:
        return Refusal(
            _(
                "%(sku)s has no valid price: %(why)s Update the price list, or drop the product.",
                sku=sku,
                why=expired[0],
            )
        )
    asked = ", ".join(price_list.code for price_list in lists)
    return Refusal(
        _(
            "%(sku)s has no price on %(lists)s. Add one to a price list, or drop the product.",
            sku=sku,
            lists=asked,
        )
    )


def _list_step(kind: str, sku: str, times: Decimal, before: Decimal, found: _Found) -> Step:
    entry = found.entry
    if entry.min_quantity > 1:
        note = _(
            "%(times)s × %(price)s (price from a quantity of %(n)s)",
            times=times,
            price=entry.unit_price,
            n=entry.min_quantity,
        )
    else:
        note = _("%(times)s × %(price)s", times=times, price=entry.unit_price)
    after = before + entry.unit_price * times
    return Step(kind, sku, before, after, note, found.price_list.name, found.losers)


def _amount_step(line: Wanted, unit: Decimal, amount: Money) -> Step:
    note = _("%(n)s × %(unit)s", n=line.quantity, unit=unit)
    return Step("amount", line.sku, unit, amount.major, note)


def _discount_step(line: Wanted, before: Money, after: Money) -> Step:
    note = _("Discount of %(percent)s%%", percent=line.discount * 100)
    return Step("discount", line.sku, before.major, after.major, note)


def _net_step(line: Wanted, before: Money, after: Money) -> Step:
    note = _("Net amount, rounded once")
    return Step("net", line.sku, before.major if line.discount else after.major, after.major, note)
