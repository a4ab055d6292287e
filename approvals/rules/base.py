"""What every kind of rule offers."""

from abc import abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from foundation.language import Text
from foundation.money import Money
from people.roles import Role


@dataclass(frozen=True, slots=True)
class Facts:
    """What a rule may look at. Discount and margin are ratios: 0.18 is 18 %."""

    total: Money
    deepest_discount: Decimal
    margin: Decimal | None = None


class Rule(BaseModel):
    """A condition with its limit, and the role that must agree when it holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]
    role: Literal[Role.LEADER, Role.MANAGER, Role.APPROVER]

    @abstractmethod
    def reason(self, facts: Facts) -> Text | None:
        """Return why approval is needed, in words for the approver, or None."""
