"""What the columns of a source mean: a mapping, kept as TOML or by name. Pure."""

import tomllib
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from cpq.catalog.modelling.checking import why_not
from cpq.catalog.modelling.toml import no_toml
from cpq.importing import derived
from foundation.errors import Refusal
from foundation.language import _

EVERY = "*"
RULE = (
    "target", "method", "percent", "base", "formula", "round_to", "surcharge", "least_margin",
    "most_margin", "breaks", "max_quantity", "price_unit", "priority",
)  # fmt: skip
PRICING = ("price", "currency", "cost", "min_quantity", "valid_from", "valid_to", *RULE)

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Part(BaseModel):
    """Plain, frozen data; an unknown entry is a mistake and is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Columns(Part):
    """The column that says each thing; empty: none does."""

    sku: Words = ""
    name: Words = ""
    name_en: Words = ""
    description: Words = ""
    description_en: Words = ""
    kind: Words = ""
    category: Words = ""
    uom: Words = ""
    tax_class: Words = ""
    lifecycle: Words = ""
    cost: Words = ""
    price: Words = ""
    currency: Words = ""
    min_quantity: Words = ""
    valid_from: Words = ""
    valid_to: Words = ""
    target: Words = ""
    method: Words = ""
    percent: Words = ""
    base: Words = ""
    formula: Words = ""
    round_to: Words = ""
    surcharge: Words = ""
    least_margin: Words = ""
    most_margin: Words = ""
    breaks: Words = ""
    max_quantity: Words = ""
    price_unit: Words = ""
    priority: Words = ""
    price_list: Words = ""
    rank: Words = ""
    assigned_to: Words = ""


class Parts(Part):
    """The column that says each thing of a part of a product's model; empty: none does."""

    product: Words = ""
    part: Words = ""
    group: Words = ""
    key: Words = ""
    name: Words = ""
    name_en: Words = ""
    sku: Words = ""
    attributes: Words = ""
    surcharge_sku: Words = ""
    category: Words = ""
    where: Words = ""
    skus: Words = ""
    least: Words = ""
    most: Words = ""
    max_quantity: Words = ""
    parent: Words = ""
    assembly: Words = ""
    page: Words = ""
    this: Words = ""
    that: Words = ""
    attribute: Words = ""
    other: Words = ""
    other_attribute: Words = ""
    allowed: Words = ""
    takes: Words = ""
    base: Words = ""
    limit: Words = ""
    text: Words = ""
    message: Words = ""
    message_en: Words = ""
    severity: Words = ""
    owner: Words = ""
    choices: Words = ""
    expect: Words = ""
    forces: Words = ""


class Fixed(Part):
    """What holds where no column says it. ``{file}`` is the file's name without its ending.

    ``sku`` is for sources without part numbers; ``{key}`` is a short form of the natural key.
    ``product`` is whose model the rows are of.
    """

    sku: Words = "{file}-{key}"
    category: Words = ""
    uom: Words = ""
    tax_class: Words = ""
    currency: Words = ""
    product: Words = ""


class NaturalKey(Part):
    """What tells products apart where there is no SKU: the file and columns, ``*`` for all.

    ``*`` leaves out what only prices are about, so that a new price is not a new product.
    """

    file: bool = False
    columns: list[Words] = Field(default_factory=list, max_length=200)


class Attributes(Part):
    """Which columns become attributes (``*``: all that are not named above), and derived ones.

    A derived attribute takes a part of a cell such as "2,16", or multiplies such parts.
    """

    columns: list[Words] = Field(default_factory=list, max_length=200)
    derived: dict[Words, Words] = Field(default_factory=dict, max_length=100)


class Names(Part):
    """A name in both languages."""

    ja: Words = ""
    en: Words = ""


class Mapping(Part):
    """The whole mapping."""

    name: Words = ""
    encoding: Words = ""
    separator: Annotated[str, StringConstraints(max_length=1)] = ""
    sheet: Words = ""
    price_list: Words = ""
    price_list_name: Names = Names()
    columns: Columns = Columns()
    parts: Parts = Parts()
    fixed: Fixed = Fixed()
    key: NaturalKey = NaturalKey()
    attributes: Attributes = Attributes()

    def named(self) -> dict[str, str]:
        """Return the columns that say something, by what they say."""
        return {field: column for field, column in self._said if column}

    @property
    def _said(self) -> Columns | Parts:
        return self.parts if self.builds else self.columns

    @property
    def builds(self) -> bool:
        """True where rows are parts of models, and nothing else."""
        return bool(self.parts.part)

    @property
    def assigns(self) -> bool:
        """True where rows say whom lists are for, and nothing else."""
        return bool(self.columns.rank)

    @property
    def prices(self) -> bool:
        """True where rows say prices, or whom lists of prices are for."""
        said = self.columns
        return not self.builds and bool(said.price or said.percent or said.rank)

    @property
    def has_rules(self) -> bool:
        """True where rows say more of a price than what it is, from when and from how many."""
        return any(getattr(self.columns, name) for name in RULE)


def mapping_of(values: Any) -> Mapping:
    """Return the mapping of plain values. Raises Refusal."""
    try:
        mapping = Mapping.model_validate(values)
    except ValidationError as error:
        raise Refusal(
            _("The mapping is not right: %(why)s", why=why_not(error.errors()[0]))
        ) from error
    for expression in mapping.attributes.derived.values():
        derived.parse(expression)
    check_whole(mapping)
    return mapping


def mapping_from_toml(text: str) -> Mapping:
    """Read a mapping file. Raises Refusal."""
    try:
        return mapping_of(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refusal(no_toml(str(error), text), field="toml") from error


def check_columns(mapping: Mapping, header: Sequence[str], file: str) -> None:
    """Refuse a file that lacks a column of the mapping."""
    wanted = [*mapping.named().values(), *mapping.key.columns, *mapping.attributes.columns]
    missing = [column for column in wanted if column not in header and column != EVERY]
    if missing:
        raise Refusal(
            _(
                "%(file)s has no column “%(column)s”. Its columns are: %(columns)s.",
                file=file,
                column=missing[0],
                columns=", ".join(header)[:500],
            )
        )


def key_columns(mapping: Mapping, header: Sequence[str]) -> list[str]:
    """Return the columns of the natural key in the order of the file."""
    if EVERY not in mapping.key.columns:
        return [column for column in header if column in mapping.key.columns]
    left_out = {column for field, column in mapping.columns if field in PRICING}
    return [column for column in header if column not in left_out]


def attribute_columns(mapping: Mapping, header: Sequence[str]) -> list[str]:
    """Return the columns that become attributes."""
    if EVERY not in mapping.attributes.columns:
        return [column for column in header if column in mapping.attributes.columns]
    named = set(mapping.named().values())
    return [column for column in header if column not in named]


def check_whole(mapping: Mapping) -> None:
    """Refuse a mapping that says too little to import anything."""
    named = mapping.named()
    if mapping.builds:
        if "product" not in named and not mapping.fixed.product:
            raise Refusal(_("Say of which product the model is."), field="fixed_product")
    elif mapping.assigns:
        if "price_list" not in named and not mapping.price_list:
            raise Refusal(_("Say on which price list the prices go."), field="price_list")
    else:
        _check_products(mapping)


def _check_products(mapping: Mapping) -> None:
    named = mapping.named()
    if "sku" not in named and "target" not in named and not mapping.key.columns:
        raise Refusal(_("Say which column has the SKU, or which columns tell products apart."))
    if not named.keys() & {"name", "price", "percent", "formula"}:
        raise Refusal(_("Say which column has the name (for products) or the price (for a list)."))
    unsaid = not (mapping.columns.currency or mapping.fixed.currency)
    if "cost" in named and unsaid:
        raise Refusal(_("Say in which currency the cost is."), field="fixed_currency")
    if not named.keys() & {"price", "percent", "formula"}:
        return
    if not mapping.price_list:
        raise Refusal(_("Say on which price list the prices go."), field="price_list")
    if unsaid:
        raise Refusal(_("Say in which currency the prices are."), field="fixed_currency")
