"""The usual terms of delivery and payment, in both languages, and when a payment is due. Pure."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

Words = Mapping[str, str]

DELIVERY: dict[str, Words] = {
    "2w": {"ja": "ご発注後 2週間", "en": "2 weeks after order"},
    "4w": {"ja": "ご発注後 4週間", "en": "4 weeks after order"},
    "8w": {"ja": "ご発注後 8週間", "en": "8 weeks after order"},
    "talk": {"ja": "別途ご相談", "en": "To be agreed"},
}
PAYMENT: dict[str, Words] = {
    "eonm": {"ja": "月末締め 翌月末払い", "en": "End of the following month"},
    "20eonm": {"ja": "20日締め 翌月末払い", "en": "Closed on the 20th, end of next month"},
    "eo2m": {"ja": "月末締め 翌々月末払い", "en": "End of the second month after"},
    "eo3m": {"ja": "月末締め 3か月後末払い", "en": "End of the third month after"},
    "net30": {"ja": "請求書受領後 30日以内", "en": "Net 30 days"},
    "advance": {"ja": "前払い", "en": "Payment in advance"},
}


def terms_of(known: Mapping[str, Words], typed: str) -> dict[str, str]:
    """Return a usual term by its key or words, or what a person typed, for both languages."""
    for key, term in known.items():
        if typed in (key, *term.values()):
            return dict(term)
    return {"ja": typed, "en": typed}


LAST = 31  # the last day of a month, however many it has
MOST_DAYS = 60  # 取適法 第3条: a maker to order is paid within 60 days of receipt


@dataclass(frozen=True, slots=True)
class Closing:
    """Closed on a day of the month, paid on a day so many months later (月末締め翌月末払い).

    Without a closing day it is ``days`` after receipt.
    """

    closing_day: int = 0
    months: int = 0
    pay_day: int = LAST
    days: int = 0

    def due(self, received: date) -> date:
        """Return the day on which what was received is paid."""
        if not self.closing_day:
            return received + timedelta(days=self.days)
        first = received.replace(day=1)
        if received.day > _day_of(first, self.closing_day).day:
            first = _month_after(first, 1)
        return _day_of(_month_after(first, self.months), self.pay_day)


CLOSINGS: dict[str, Closing] = {
    "eonm": Closing(LAST, 1),
    "20eonm": Closing(20, 1),
    "eo2m": Closing(LAST, 2),
    "eo3m": Closing(LAST, 3),
    "net30": Closing(days=30),
}


@dataclass(frozen=True, slots=True)
class Due:
    """When a payment is due, how many days after receipt, and whether the law would have it sooner.

    ``late`` is only what is made to order: the sale of a standard product is not in its scope.
    """

    day: date
    days: int
    late: bool


def due_after(received: date, closing: Closing, *, made_to_order: bool) -> Due:
    """Return when what was received is paid."""
    day = closing.due(received)
    days = (day - received).days
    return Due(day, days, made_to_order and days > MOST_DAYS)


def closing_of(terms: Words) -> Closing | None:
    """Return how usual terms of payment close; None: they say nothing of it."""
    key = next((key for key, known in PAYMENT.items() if dict(known) == dict(terms)), "")
    return CLOSINGS.get(key)


def _month_after(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _day_of(first: date, day: int) -> date:
    """Return a day of a month, or its last where it has fewer."""
    return first.replace(day=min(day, monthrange(first.year, first.month)[1]))
