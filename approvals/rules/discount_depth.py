"""Deep discounts need a yes."""

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from approvals.rules.base import Facts, LineFacts, Rule, Turn
from foundation.language import Text, _


class DiscountDepth(Rule):
    """Holds when any line is discounted beyond the limit, in percent."""

    kind: ClassVar[str] = "discount_depth"
    over_percent: Decimal = Field(ge=0, le=100)

    def reason(self, facts: Facts) -> Text | None:
        """Name the discount and the limit."""
        percent = facts.deepest_discount * 100
        if percent <= self.over_percent:
            return None
        return _(
            "A line is discounted by %(percent)s%%; up to %(limit)s%% needs no further approval.",
            percent=_shown(percent, self.over_percent),
            limit=self.over_percent,
        )

    def alone(self, _facts: Facts) -> Iterable[LineFacts]:
        """Return none: it looks at the whole."""
        return ()

    def turns(self, _facts: Facts, _line: LineFacts) -> list[Turn]:
        """Return the limit."""
        return [Turn(discount=self.over_percent / 100)]


def _shown(percent: Decimal, limit: Decimal) -> Decimal:
    """Return a percentage with two decimals, or with four where two would hide that it is over."""
    short = round(percent, 2)
    return short if short > limit else round(percent, 4)
