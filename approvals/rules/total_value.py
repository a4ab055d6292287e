"""Large offers need a yes."""

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from approvals.rules.base import Facts, LineFacts, Rule, Turn
from foundation.language import Text, _
from foundation.money import minor_digits


class TotalValue(Rule):
    """Holds when the offer is worth more than the limit, in whole units of its currency."""

    kind: ClassVar[str] = "total_value"
    over: Decimal = Field(ge=0)
    currency: str = Field(pattern="^[A-Z]{3}$")

    def reason(self, facts: Facts) -> Text | None:
        """Name the total and the limit."""
        if facts.total.currency != self.currency or facts.total.major <= self.over:
            return None
        return _(
            "The offer is worth %(total)s; up to %(limit)s needs no further approval.",
            total=facts.total,
            limit=self.over,
        )

    def alone(self, _facts: Facts) -> Iterable[LineFacts]:
        """Return none: it looks at the whole."""
        return ()

    def turns(self, facts: Facts, line: LineFacts) -> list[Turn]:
        """Return about what the line brings when the whole, with tax, comes to the limit."""
        if facts.total.currency != self.currency:
            return []
        room = self.over.scaleb(minor_digits(self.currency)) - facts.total.amount
        return [Turn(net=line.net.amount + room / (1 + line.tax_rate))]
