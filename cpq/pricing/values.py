"""What pricing is asked with: rules on lists, lists in their order, and what people decided.

Unit prices, quantities and percentages are ``Decimal``; 18 % is ``Decimal(18)``. Moments are aware
UTC. Everything is frozen: the same values give the same price, down to the byte.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

Names = Mapping[str, str]
NOTHING = Decimal(0)
ONE = Decimal(1)
PRODUCT = "product:"


class Method(StrEnum):
    """How a rule comes to a price."""

    FIXED = "fixed"  # ``amount`` per unit
    PERCENT_OFF = "percent_off"  # ``percent`` off the base
    COST_PLUS = "cost_plus"  # the cost, ``percent`` on top, then ``surcharge``
    FORMULA = "formula"  # base − percent → round_to → surcharge → least and most margin
    EXPRESSION = "expression"  # what the text ``formula`` comes to; ``base`` is its ``list``
    BLOCK = "block"  # ``amount`` for the whole band, never times the quantity
    PERCENT_OF_TOTAL = "percent_of_total"  # ``percent`` of what other lines come to


class Breaks(StrEnum):
    """What a quantity break is worth: all units (range), or only those in its band (slab)."""

    RANGE = "range"
    SLAB = "slab"


class Kind(StrEnum):
    """What a price list is."""

    LIST = "list"  # 定価
    END_USER = "end_user"
    DEALER_NET = "dealer_net"  # 仕切
    CONTRACT = "contract"
    PROMOTION = "promotion"


class Rank(StrEnum):
    """Whom a list is assigned to. Which rank is asked first is data: ``Precedence``."""

    CONTRACT = "contract"
    REGISTRATION = "registration"
    CUSTOMER = "customer"
    TIER = "tier"
    REGION = "region"
    CHANNEL = "channel"
    CAMPAIGN = "campaign"
    STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of a list version: for one product, a category, a model's option, or everything.

    ``target`` is ``product:SKU``, ``option:MODEL/slot/option``, ``category:NAME`` or ``all``.
    Quantities are in ``uom`` (empty: the product's own unit); ``base`` is ``list`` (the first
    parent, else the standard price), ``cost`` or ``list:CODE``. Validity is half open: from the
    first moment on, before the last.
    """

    id: str
    target: str
    method: Method = Method.FIXED
    amount: Decimal = NOTHING
    percent: Decimal = NOTHING
    base: str = "list"
    formula: str = ""
    round_to: Decimal | None = None
    surcharge: Decimal = NOTHING
    least_margin: Decimal | None = None  # per unit, over the base
    most_margin: Decimal | None = None
    breaks: Breaks = Breaks.RANGE
    min_quantity: Decimal = ONE
    max_quantity: Decimal | None = None
    uom: str = ""
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class ListVersion:
    """A published version of a list with the rules that may concern the document's products.

    ``rules`` are by target. What it has no rule for, its parents are asked in order.
    """

    code: str
    name: Names
    version: int
    currency: str
    kind: Kind
    rules: Mapping[str, tuple[Rule, ...]]
    parents: tuple["ListVersion", ...] = ()


@dataclass(frozen=True, slots=True)
class Assigned:
    """A list that this customer, tier, channel … has, at a rank. A higher priority goes first."""

    rank: Rank
    prices: ListVersion
    priority: int = 0


@dataclass(frozen=True, slots=True)
class RankAt:
    """A rank's place. Two ranks may share one; an exclusive one lets no later rank be asked."""

    rank: Rank
    position: int
    exclusive: bool = False


class Basis(StrEnum):
    """What a percentage is taken of."""

    LIST = "list"
    BASE = "base"  # what the rules made of it, or where it began
    RUNNING = "running"
    COST = "cost"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A step a person or a policy puts on a line: a discount pattern, a partner's margin, a fee.

    Either ``percent`` off the basis (negative: on top of it) or ``amount`` off per unit.
    ``kind`` is ``pattern``, ``discretion``, ``partner``, ``distributor``, ``registration`` or
    ``uplift``.
    """

    kind: str
    name: Names = field(default_factory=dict)
    percent: Decimal = NOTHING
    amount: Decimal = NOTHING
    basis: Basis = Basis.RUNNING
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Manual:
    """A price a person agreed: per unit, or for the whole line. It survives other quantities.

    Where one sum was agreed for all lines, ``net`` is this line's share ``of`` it.
    """

    unit: Decimal | None = None
    net: Decimal | None = None
    of: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything the price of a document depends on, besides the document itself.

    ``rates`` say what one unit of a currency is worth in the document's own; ``factors`` how many
    of a product's own units one sales unit holds, by ``sku/uom``; ``costs`` are per own unit, with
    their currency; ``categories`` by SKU; ``attributes`` are what products say of themselves, by
    SKU and name; ``bases`` are the lists that rules name as ``list:CODE``.
    """

    at: datetime
    currency: str
    assigned: tuple[Assigned, ...]
    precedence: tuple[RankAt, ...]
    costs: Mapping[str, tuple[Decimal, str]] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    factors: Mapping[str, Decimal] = field(default_factory=dict)
    rates: Mapping[str, Decimal] = field(default_factory=dict)
    bases: tuple[ListVersion, ...] = ()
    attributes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def named(self) -> set[str]:
        """Return the products that a list assigned, or a parent of it, has an own rule for."""
        waiting = [one.prices for one in self.assigned]
        targets: set[str] = set()
        for one in waiting:
            targets |= one.rules.keys()
            waiting += one.parents
        return {target.removeprefix(PRODUCT) for target in targets if target.startswith(PRODUCT)}


PRECEDENCE = tuple(RankAt(rank, position) for position, rank in enumerate(Rank, start=1))
