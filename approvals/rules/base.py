"""What every kind of rule offers."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from foundation.language import Text
from foundation.money import Money
from people.roles import Role

REFUSE: Literal["refuse"] = "refuse"
HUNDRED = Decimal(100)
LOWEST_FLOOR = Decimal(-1000)  # of a margin, in percent


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line of what is offered. ``discount`` is a ratio, ``net`` what is paid for the line.

    ``pattern`` is the code of the usual reason it is priced by, under its names; ``floor`` the
    margin in percent that this reason allows instead of the general one.
    """

    position: int
    sku: str
    net: Money
    discount: Decimal = Decimal(0)
    quantity: Decimal = Decimal(1)
    cost: Money | None = None
    tax_rate: Decimal = Decimal(0)
    pattern: str = ""
    called: Mapping[str, str] = field(default_factory=dict)
    floor: Decimal | None = None
    evident: bool = False
    promised: bool = False

    @property
    def margin(self) -> Decimal | None:
        """Return the margin as a ratio of the net amount, where it can be reckoned."""
        if self.cost is None or not self.net.amount:
            return None
        return 1 - Decimal(self.cost.amount) / self.net.amount


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may look at. Discount and margin are ratios: 0.18 is 18 %.

    ``rules`` come with what is offered, beside the policy: a pattern may name its own approver.
    """

    total: Money
    deepest_discount: Decimal
    margin: Decimal | None = None
    lines: tuple[LineFacts, ...] = ()
    rules: tuple["Rule", ...] = ()

    @property
    def cost(self) -> int | None:
        """Return what everything costs us in minor units, where every cost is known."""
        costs = [line.cost.amount for line in self.lines if line.cost is not None]
        return sum(costs) if self.lines and len(costs) == len(self.lines) else None

    @property
    def net(self) -> int:
        """Return what is paid for the lines, without tax, in minor units."""
        return sum(line.net.amount for line in self.lines)


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a rule turns when one line's price moves: at a net amount, or at a discount (ratio).

    The amount is in minor units and need not be whole.
    """

    net: Decimal | None = None
    discount: Decimal | None = None


class Rule(BaseModel):
    """A condition with its limit, and the role that must agree (or: nobody may) when it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]
    role: Literal[Role.LEADER, Role.MANAGER, Role.APPROVER, "refuse"]

    @abstractmethod
    def reason(self, facts: Facts) -> Text | None:
        """Return why approval is needed, in words for the approver, or None."""

    def alone(self, facts: Facts) -> Iterable[LineFacts]:
        """Return the lines each of which makes this rule hold by itself, whatever the others are.

        A rule that looks at the whole only has none.
        """
        return facts.lines

    def turns(self, _facts: Facts, _line: LineFacts) -> list[Turn]:
        """Return where this rule turns when the price of this line alone moves."""
        return []


def lowest_net(cost: int, floor: Decimal) -> Decimal:
    """Return the net amount at which a cost leaves a margin of ``floor`` percent."""
    return Decimal(cost) * HUNDRED / (HUNDRED - floor)


def whole(amount: Decimal) -> int:
    """Return the next whole minor unit from an amount upward."""
    return int(amount.to_integral_value(ROUND_CEILING))
