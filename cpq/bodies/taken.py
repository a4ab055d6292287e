"""What the API of quotes takes. Quantities and percentages are decimals."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from foundation.bodies import Body, Day, Number

Quantity = Annotated[Number, Field(gt=0, le=1_000_000, decimal_places=6)]
Percent = Annotated[Number, Field(ge=0, le=100, decimal_places=4)]
Names = dict[str, str]


class LineIn(Body):
    """A product to put on a draft."""

    sku: str = Field(min_length=1, max_length=64)
    quantity: Quantity = Decimal(1)


class BulkLineIn(Body):
    """One of many products, with the price that was given for it, if one was."""

    sku: str = Field(min_length=1, max_length=200)
    quantity: Quantity = Decimal(1)
    discount_percent: Percent | None = None
    net_unit: str = Field(default="", max_length=40)
    net_amount: str = Field(default="", max_length=40)
    reason: str = Field(default="", max_length=500)


class BulkIn(Body):
    """Many lines at once; ``dry_run`` changes nothing, ``same``: more of a line, or another one."""

    lines: list[BulkLineIn] = Field(min_length=1, max_length=2_000)
    dry_run: bool = False
    same: Literal["add", "sum"] = "add"


class LinesQuery(Body):
    """Which lines are listed."""

    q: str = Field(default="", max_length=100)
    only: Literal["", "unpriced", "discounted", "advised"] = ""
    page: int = Field(default=1, ge=1, le=1_000_000)


class LineChangeIn(Body):
    """How many, in which unit, and the discount with its reason; what is left out stays.

    ``uom`` is a unit's code, such as ``box``; empty: the product's own.
    """

    quantity: Quantity | None = None
    uom: str | None = Field(default=None, max_length=20)
    discount_percent: Percent | None = None
    discount_reason: str = Field(default="", max_length=500)


class ChoiceBody(Body):
    """A part for a slot, so many times; 0: a decision against it, without a SKU against all."""

    slot: str = Field(min_length=1, max_length=200)
    sku: str = Field(max_length=64)
    quantity: int = Field(default=1, ge=0, le=100)


class ConfigurationIn(Body):
    """Every choice of a line, in the order they were made."""

    choices: list[ChoiceBody] = Field(max_length=1_000)


class TermsIn(Body):
    """Subject, validity, delivery, payment and notes; what is left out stays as it is."""

    subject: str | None = Field(default=None, max_length=200)
    valid_until: Day | None = None
    delivery: str | None = Field(default=None, max_length=200)
    payment_terms: str | None = Field(default=None, max_length=200)
    notes: str | None = Field(default=None, max_length=2000)


class QuotesQuery(Body):
    """Which quotes are listed."""

    q: str = Field(default="", max_length=100)
    state: Literal["", "draft", "submitted", "approved", "sent_back", "accepted", "superseded"] = ""
    page: int = Field(default=1, ge=1, le=1_000_000)


class OptionsQuery(Body):
    """Which options of a slot are listed: those found by the words, those that fit first."""

    q: str = Field(default="", max_length=100)
