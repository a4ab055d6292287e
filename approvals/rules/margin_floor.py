"""A thin margin needs a yes."""

from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from approvals.rules.base import Facts, Rule
from foundation.language import Text, _


class MarginFloor(Rule):
    """Holds when the margin is known and below the limit, in percent of the net amount."""

    kind: ClassVar[str] = "margin_floor"
    under_percent: Decimal = Field(ge=0, le=100)

    def reason(self, facts: Facts) -> Text | None:
        """Name the margin and the floor."""
        if facts.margin is None or facts.margin * 100 >= self.under_percent:
            return None
        return _(
            "The margin is %(percent)s%%; the floor is %(limit)s%%.",
            percent=round(facts.margin * 100, 2),
            limit=self.under_percent,
        )
