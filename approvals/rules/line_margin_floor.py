"""No line is sold too cheaply without a yes, or at all."""

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from approvals.rules.base import Facts, LineFacts, Rule, Turn, lowest_net, whole
from foundation.language import Text, _
from foundation.money import Money

NAMED = 3


class LineMarginFloor(Rule):
    """Holds when a line's margin is known and below the limit, in percent of its net amount.

    A line that is priced by a pattern with a floor of its own is held to that one.
    """

    kind: ClassVar[str] = "line_margin_floor"
    under_percent: Decimal = Field(ge=-1000, lt=100)

    def reason(self, facts: Facts) -> Text | None:
        """Name each line with the lowest price that the floor allows."""
        below = [line for line in facts.lines if self._below(line)]
        said = [self._said(line) for line in below[:NAMED]]
        if not said:
            return None
        if len(below) > NAMED:
            said.append(_("%(n)s more lines are below it.", n=len(below) - NAMED))
        whole_text = said[0]
        for sentence in said[1:]:
            whole_text = _("%(before)s %(after)s", before=whole_text, after=sentence)
        return whole_text

    def alone(self, facts: Facts) -> Iterable[LineFacts]:
        """Return the lines below the floor."""
        return filter(self._below, facts.lines)

    def turns(self, _facts: Facts, line: LineFacts) -> list[Turn]:
        """Return what the line would have to bring to be at the floor."""
        if line.cost is None:
            return []
        return [Turn(net=lowest_net(line.cost.amount, self._floor(line)))]

    def _floor(self, line: LineFacts) -> Decimal:
        return self.under_percent if line.floor is None else line.floor

    def _below(self, line: LineFacts) -> bool:
        if line.cost is None:
            return False
        return line.net.amount < lowest_net(line.cost.amount, self._floor(line))

    def _said(self, line: LineFacts) -> Text:
        lowest = whole(lowest_net(line.cost.amount, self._floor(line))) if line.cost else 0
        each = whole(lowest / line.quantity)
        return _(
            "Line %(n)s (%(sku)s) is below the margin of %(limit)s%%: the lowest amount is "
            "%(lowest)s, %(each)s a unit.",
            n=line.position,
            sku=line.sku,
            limit=self._floor(line),
            lowest=Money(lowest, line.net.currency),
            each=Money(each, line.net.currency),
        )
