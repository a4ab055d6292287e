"""A product model as data: slots to fill, rules between them, and where the parts go in the BoM.

A slot is a group of options: products of the catalogue, or plain values. ``most`` above one makes
it a multi-choice, whose options are chosen one by one under the names ``slot/option``.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Severity = Literal["hard", "preferred", "recommended"]


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


class Option(Value):
    """A value to choose. With a ``sku`` it brings that product, without it is a plain value."""

    key: str
    name: Words
    sku: str = ""
    attributes: dict[str, str] = Field(default_factory=dict)
    surcharge_sku: str = ""  # what the price list charges for choosing it


class Slot(Value):
    """A place for ``least`` to ``most`` different options, each taken up to ``max_quantity`` times.

    Options are the products of ``category`` whose attributes are among ``where``, or ``skus``, and
    ``options``. ``required`` says the same as a ``least`` above nothing; of the two ``least``
    counts. Under a ``parent``, an option named ``slot/option``, the slot is there only with it.
    """

    key: str
    label: Words
    category: str = ""
    where: dict[str, list[str]] = Field(default_factory=dict)
    skus: list[str] = Field(default_factory=list)
    options: list[Option] = Field(default_factory=list)
    required: bool = True
    least: int = Field(default=1, ge=0, le=10_000)
    most: int = Field(default=1, ge=1, le=10_000)
    max_quantity: int = Field(default=1, ge=1, le=100)
    parent: str = ""
    page: str = ""
    assembly: str = ""

    @property
    def multiple(self) -> bool:
        """True where options are chosen one by one."""
        return self.most > 1

    @model_validator(mode="before")
    @classmethod
    def _least(cls, data: Any) -> Any:
        """Read ``least`` from ``required`` where it is not said, and the other way round."""
        if not isinstance(data, Mapping):
            return data
        least = data.get("least")
        if least is None:
            return {**data, "least": int(data.get("required", True) is not False)}
        return {**data, "required": least not in {0, "0"}}


class Rule(Value):
    """What every rule has: a sentence for whoever it bars, and how much it demands.

    A ``hard`` rule bars. A ``preferred`` one is kept where nothing else was chosen and only says
    so when broken; a ``recommended`` one advertises what could still be had.
    """

    message: Words
    severity: Severity = "hard"
    key: str = ""
    owner: str = ""


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
    """Two options never stand together: ``sku`` of ``slot``, or ``slot`` says ``slot/option``."""

    kind: Literal["excludes"] = "excludes"
    slot: str
    sku: str = ""
    other: str
    other_sku: str = ""


class Requires(Rule):
    """An option needs one of some others; ``slot`` and ``other`` may say ``slot/option``."""

    kind: Literal["requires"] = "requires"
    slot: str
    sku: str = ""
    other: str
    other_skus: list[str] = Field(default_factory=list)


class Expression(Rule):
    """A sentence of our own little language holds (``expressions``)."""

    kind: Literal["expression"] = "expression"
    text: str


Constraint = Annotated[
    Match | Table | Resource | Excludes | Requires | Expression, Field(discriminator="kind")
]


class Choice(Value):
    """An option chosen for a slot: its SKU, or its key where it brings no product.

    Quantity 0 is a decision against it; with an empty ``sku`` against everything in the slot.
    """

    sku: str
    quantity: int = 1


class ModelTest(Value):
    """What must be true of the model before it is published."""

    name: str
    choices: dict[str, Choice] = Field(default_factory=dict)
    expect: Literal["valid", "invalid", "forces"] = "valid"
    forces: dict[str, str] = Field(default_factory=dict)  # by slot: the option left


class Answer(Value):
    """An answer to a question: what it leaves open per slot, and what it chooses."""

    key: str
    text: Words
    allow: dict[str, list[str]] = Field(default_factory=dict)
    choose: dict[str, str] = Field(default_factory=dict)
    skus: list[str] = Field(default_factory=list)


class Question(Value):
    """A question of guided selling, asked ``when`` an expression holds (empty: always)."""

    key: str
    text: Words
    answers: list[Answer]
    when: str = ""


class Definition(Value):
    """The whole model of one configurable product."""

    sku: str
    slots: list[Slot]
    assemblies: list[Assembly] = Field(default_factory=list)
    constraints: list[Constraint] = Field(default_factory=list)
    tests: list[ModelTest] = Field(default_factory=list)
    questions: list[Question] = Field(default_factory=list)
    meant: list[str] = Field(default_factory=list)  # slots, slot/option: dead or forced on purpose

    def slot(self, key: str) -> Slot:
        """Return a slot by its key, or by the name ``slot/option`` of one of its options."""
        whole = key.partition("/")[0]
        return next(slot for slot in self.slots if slot.key in {key, whole})
