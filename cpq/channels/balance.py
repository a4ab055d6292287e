"""Whether channels are in balance: what the end user pays and what we net over each. Pure.

Two channels are out of balance where the end user pays less through one than through another by
more than the tolerance. This is for our own people, to set our own prices by: what a reseller
sells for is its own decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from foundation.language import Text, _
from foundation.money import Money, six_places

Names = Mapping[str, str]
HUNDRED = Decimal(100)
WIDTH = 300  # of the longest bar


@dataclass(frozen=True, slots=True)
class Figures:
    """What the end user pays, and what we net of it."""

    end_user: Money
    ours: Money

    @property
    def share(self) -> Decimal | None:
        """Return what we net as a ratio of what the end user pays."""
        if not self.end_user.amount:
            return None
        return six_places(Decimal(self.ours.amount) / self.end_user.amount)


@dataclass(frozen=True, slots=True)
class Offer:
    """One channel with the companies it passes. Without figures, ``refusal`` says why."""

    key: str
    name: Text
    way: tuple[Names, ...]
    figures: Figures | None = None
    refusal: Text | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """Two bars of the drawing: what the end user pays, and what we net of it."""

    offer: Offer
    end_user: int
    ours: int


def warnings_of(offers: Sequence[Offer], tolerance: Decimal) -> list[Text]:
    """Say which channel undercuts which, with the figures; ``tolerance`` is in percent."""
    known = [(offer, offer.figures.end_user) for offer in offers if offer.figures]
    pairs = (sorted(pair, key=lambda one: one[1].amount) for pair in combinations(known, 2))
    said = (_undercut(cheap, dear, tolerance) for cheap, dear in pairs)
    return [words for words in said if words is not None]


def bars_of(offers: Sequence[Offer]) -> list[Bar]:
    """Return the bars to draw, in the order of the offers."""
    known = [(offer, offer.figures) for offer in offers if offer.figures]
    sizes = [max(one.end_user.amount, one.ours.amount) for _offer, one in known]
    largest = max([1, *sizes])
    return [
        Bar(offer, _length(one.end_user, largest), _length(one.ours, largest))
        for offer, one in known
    ]


def _undercut(
    cheap: tuple[Offer, Money], dear: tuple[Offer, Money], tolerance: Decimal
) -> Text | None:
    (offer, less), (other, more) = cheap, dear
    if not more.amount:
        return None
    percent = HUNDRED * (more.amount - less.amount) / more.amount
    if percent <= tolerance:
        return None
    return _(
        "%(cheap)s: the end user pays %(less)s, which is %(percent)s%% less than "
        "%(dear)s (%(more)s).",
        cheap=offer.name,
        less=less,
        percent=round(percent, 1),
        dear=other.name,
        more=more,
    )


def _length(money: Money, largest: int) -> int:
    return max(1, WIDTH * max(0, money.amount) // largest)
