"""When a payment is due: closing days, days after receipt, business days. Pure.

Terms are read from the words people write, Japanese or English: 20日締め 翌月末払い, Net 30 days.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from cpq.business_days import business_day_after, moved

LAST = 31  # the last day of a month, however many it has
MOST_DAYS = 60  # 取適法 第3条: a maker to order is paid within 60 days of receipt
BEFORE, AFTER = timedelta(days=-1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Closing:
    """Closed on a day of the month, paid on a day so many months later (月末締め翌月末払い).

    With ``days`` or ``business_days`` it is paid so long after it closed; without a closing day, so
    long after receipt. ``month_end``: then at the end of that month. ``shift`` is the way a day
    moves on which banks are shut; nothing: it stays.
    """

    closing_day: int = 0
    months: int = 0
    pay_day: int = LAST
    days: int = 0
    business_days: int = 0
    month_end: bool = False
    shift: timedelta | None = None

    def due(self, received: date) -> date:
        """Return the day on which what was received is paid."""
        day = self._planned(received)
        return day if self.shift is None else moved(day, self.shift)

    def _planned(self, received: date) -> date:
        closed = self._closed(received)
        if self.business_days:
            return business_day_after(closed, self.business_days)
        if self.days or not self.closing_day:
            day = closed + timedelta(days=self.days)
            return _day_of(day.replace(day=1), LAST) if self.month_end else day
        return _day_of(_month_after(closed.replace(day=1), self.months), self.pay_day)

    def _closed(self, received: date) -> date:
        """Return the day on which what was received is on a bill; without closing, that day."""
        if not self.closing_day:
            return received
        first = received.replace(day=1)
        if received.day > _day_of(first, self.closing_day).day:
            first = _month_after(first, 1)
        return _day_of(first, self.closing_day)


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


def closing_in(words: str) -> Closing | None:
    """Return how terms of payment close; None: the words do not say."""
    text = unicodedata.normalize("NFKC", words).casefold().replace(" ", "")
    shift = next((way for said, way in SHIFTS if re.search(said, text)), None)
    closed = re.search(CLOSED, text)
    paid = text[closed.end() :] if closed else text
    day = closed and next(filter(None, closed.groups()), "")
    closing = 0 if not closed else int(day) if day and day.isdigit() else LAST
    months = _months(paid)
    if re.search(COUNTED, paid):
        return None if months else _counted(paid, closing, shift)
    if months is not None:
        at = re.search(r"(\d{1,2})(?:日|of|(?:st|nd|rd|th)(?!month))", paid)
        return Closing(closing or LAST, months, int(at[1]) if at else LAST, shift=shift)
    if found := re.search(r"(\d{1,3})日", paid):
        return Closing(closing, days=int(found[1]), shift=shift)
    if not closing and re.search(AT_ONCE, paid):
        return Closing(shift=shift)
    return None


def _counted(paid: str, closing: int, shift: timedelta | None) -> Closing | None:
    """Read so many days after something closed, or after receipt where nothing closes."""
    if found := re.search(r"(\d{1,3})(?:営業日|businessday)", paid):
        return Closing(closing, business_days=int(found[1]))
    found = re.search(COUNTED, paid)
    days = int(next(filter(None, found.groups()))) if found else 0
    if re.search(r"\d(?:days?,?endof|日後の?月?末)", paid):
        return Closing(closing, days=days, month_end=True, shift=shift)
    after = re.search(r"(?:after|from)(?:the)?(?:endof|eom)|net\d+(?:days?)?,?eom", paid)
    return Closing(LAST if after else closing, days=days, shift=shift)


COUNTED = r"(\d{1,3})(?:営業日|businessday|days?|日後)|net(\d{1,3})"  # no day of a month
AT_ONCE = "onreceipt|ondelivery|immediate|即日|即時|引換|代引"
CLOSED = (
    r"(月?末|\d{1,2})日?締め?"
    r"|close[sd]?(?:on|at)?(?:the)?(endof(?:the|each)?month|lastday|\d{1,2})(?:st|nd|rd|th)?"
    r"|(endof(?:the)?month|eom)(?:\+|plus|and)(?=\d)"
)
SHIFTS = (
    ("前営業日|(?:previous|preceding|prior)businessday|businessdaybefore", BEFORE),
    ("翌営業日|(?:next|following)businessday|businessdayafter", AFTER),
)
SOME_MONTHS = r"(\d{1,2})(?:[かヶカケ箇]月後|months(?:after|later)|(?:nd|rd|th)month)"
MONTHS = (  # of two that fit, the first counts
    (r"翌々月|翌翌月|monthafternext|secondmonth|secondfollowingmonth", 2),
    (r"thirdmonth|thirdfollowingmonth", 3),
    (r"翌月|(?:next|following)month|month(?:following|after)", 1),
    (r"当月|同月|(?:same|this|current)month|endof(?:the)?month|eom", 0),
)


def _months(paid: str) -> int | None:
    """Return how many months later it is paid; None: it is not said in months."""
    if found := re.search(SOME_MONTHS, paid):
        return int(found[1])
    return next((months for said, months in MONTHS if re.search(said, paid)), None)


def _month_after(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _day_of(first: date, day: int) -> date:
    """Return a day of a month, its last where it has fewer, its first where somebody says 0."""
    return first.replace(day=max(1, min(day, monthrange(first.year, first.month)[1])))
