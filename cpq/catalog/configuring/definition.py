"""A product model as data: slots to fill, rules between them, and where the parts go in the BoM."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Value(BaseModel):
    """Plain, frozen data; an unknown field is a mistake and is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(Value):
    """A name or sentence in both languages."""

    ja: str
    en: str


class Assembly(Value):
    """A level of the bill of materials. Without a parent it stands right under the product."""

    key: str
    name: Words
    parent: str = ""


class Slot(Value):
    """A place for one kind of part, taken ``1`` to ``max_quantity`` times.

    Candidates are the products of ``category`` whose attributes are among ``where``, or ``skus``.
    """

    key: str
    label: Words
    category: str = ""
    where: dict[str, list[str]] = Field(default_factory=dict)
    skus: list[str] = Field(default_factory=list)
    required: bool = True
    max_quantity: int = Field(default=1, ge=1, le=100)
    assembly: str = ""


class Rule(Value):
    """What every rule has: a sentence for whoever it bars."""

    message: Words


class Match(Rule):
    """An attribute of one slot equals that of another, or is one of its ``/``-separated values."""

    kind: Literal["match"] = "match"
    slot: str
    attribute: str
    other: str
    other_attribute: str


class Table(Rule):
    """The attributes of two slots form one of the allowed pairs."""

    kind: Literal["table"] = "table"
    slot: str
    attribute: str
    other: str
    other_attribute: str
    allowed: list[tuple[str, str]]


class Use(Value):
    """What a slot takes of a resource: its attribute, times ``times``, times the quantity."""

    slot: str
    attribute: str
    times: Decimal = Decimal(1)
    unknown: Decimal | None = None  # what to count where the attribute is unknown; None: barred


class Resource(Rule):
    """What all slots take, and ``base``, is at most what ``provider`` has, or ``limit``."""

    kind: Literal["resource"] = "resource"
    uses: list[Use]
    provider: str = ""
    provider_attribute: str = ""
    limit: Decimal = Decimal(0)
    base: Decimal = Decimal(0)


class Excludes(Rule):
    """Two products never stand together."""

    kind: Literal["excludes"] = "excludes"
    slot: str
    sku: str
    other: str
    other_sku: str


class Requires(Rule):
    """A product needs one of some others."""

    kind: Literal["requires"] = "requires"
    slot: str
    sku: str
    other: str
    other_skus: list[str]


Constraint = Annotated[Match | Table | Resource | Excludes | Requires, Field(discriminator="kind")]


class Definition(Value):
    """The whole model of one configurable product."""

    sku: str
    slots: list[Slot]
    assemblies: list[Assembly] = Field(default_factory=list)
    constraints: list[Constraint] = Field(default_factory=list)

    def slot(self, key: str) -> Slot:
        """Return a slot by its key."""
        return next(slot for slot in self.slots if slot.key == key)


class Choice(Value):
    """A product chosen for a slot, so many times."""

    sku: str
    quantity: int = 1
