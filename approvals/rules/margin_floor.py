"""A thin margin needs a yes, or is refused."""

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from pydantic import Field

from approvals.rules.base import Facts, LineFacts, Rule, Turn, lowest_net
from foundation.language import Text, _


class MarginFloor(Rule):
    """Holds when the margin is known and below the limit, in percent of the net amount."""

    kind: ClassVar[str] = "margin_floor"
    under_percent: Decimal = Field(ge=-1000, le=100)

    def reason(self, facts: Facts) -> Text | None:
        """Name the margin and the floor."""
        margin = _margin(facts)
        if margin is None or margin * 100 >= self.under_percent:
            return None
        return _(
            "The margin is %(percent)s%%; the floor is %(limit)s%%.",
            percent=round(margin * 100, 2),
            limit=self.under_percent,
        )

    def alone(self, _facts: Facts) -> Iterable[LineFacts]:
        """Return none: it looks at the whole."""
        return ()

    def turns(self, facts: Facts, line: LineFacts) -> list[Turn]:
        """Return what the line would have to bring so that the whole is at the floor."""
        if facts.cost is None or self.under_percent >= 100:  # noqa: PLR2004  (percent)
            return []
        others = facts.net - line.net.amount
        return [Turn(net=lowest_net(facts.cost, self.under_percent) - others)]


class MarginUnknown(Rule):
    """Holds when the cost of something that is offered is not known."""

    kind: ClassVar[str] = "margin_unknown"

    def reason(self, facts: Facts) -> Text | None:
        """Name the lines."""
        unknown = [line.sku for line in facts.lines if line.cost is None]
        if not unknown:
            return None
        return _("The margin is not known: no cost of %(skus)s.", skus=", ".join(unknown[:5]))

    def alone(self, facts: Facts) -> Iterable[LineFacts]:
        """Return the lines without a cost."""
        return (line for line in facts.lines if line.cost is None)


def _margin(facts: Facts) -> Decimal | None:
    """Return the margin of the whole; what is given away has lost all that it costs."""
    if facts.cost is None:
        return facts.margin
    if not facts.net:
        return Decimal(-1) if facts.cost else None
    return 1 - Decimal(facts.cost) / facts.net
