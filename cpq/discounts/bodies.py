"""What the API of prices, patterns and promises takes and gives. Numbers are decimal strings."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from cpq.bodies import Names
from cpq.discounts.conditions import Condition
from foundation.bodies import Amount, Body, Day, Number

Value = Annotated[Number, Field(ge=0, le=10**13, decimal_places=6)]
Percent = Annotated[Number, Field(ge=0, le=100, decimal_places=4)]


class LinePriceIn(Body):
    """How a line is priced beside the rules; ``rules``: by them alone.

    ``value`` is a percentage off, a net price per unit, or the net amount of the line. What is
    typed as net stays so, whatever the quantity.
    """

    how: Literal["rules", "percent", "unit", "net"]
    value: Value = Decimal(0)
    pattern: str = Field(default="", max_length=40)
    reason: str = Field(default="", max_length=500)
    competitor: str = Field(default="", max_length=100)
    evidence_words: str = Field(default="", max_length=500)
    promised: Annotated[Number, Field(gt=0, le=10**13, decimal_places=6)] | None = None
    until: Day | None = None


class IgnoreRulesIn(Body):
    """Whether a line's price begins at the standard list, whatever rules would make of it."""

    ignore: bool


class DocumentDiscountIn(Body):
    """What is taken off the whole: a percentage or an amount; neither: nothing."""

    percent: Percent = Decimal(0)
    amount: Value = Decimal(0)
    reason: str = Field(default="", max_length=500)


class QuoteOnlyIn(Body):
    """Whether a quote is one for comparison, from which no order is expected."""

    quote_only: bool


class EvidenceOut(Body):
    """A stored file that speaks for a price."""

    sha256: str
    name: str
    media_type: str
    size: int


class PastPriceOut(Body):
    """What the customer was offered, or ordered at, before."""

    number: str
    day: date
    quantity: str
    net_unit: Amount
    ordered: bool


class LinePriceOut(Body):
    """How a line is priced, and what the rules say now."""

    how: str
    value: str | None
    percent: str
    net_amount: Amount | None
    net_unit: Amount | None
    by_rules: Amount | None
    pattern: str
    reason: str
    competitor: str
    evidence_words: str
    evidence: EvidenceOut | None
    promised: str | None
    until: date | None
    ignore_rules: bool
    problems: list[str]
    past: list[PastPriceOut]


class PatternBody(Body):
    """A discount pattern. Without a limit there is none of its own."""

    name: str = Field(min_length=1, max_length=60)
    name_en: str = Field(default="", max_length=60)
    conditions: list[Condition] = Field(default_factory=list, max_length=20)
    cap_percent: Percent | None = None
    floor_percent: Annotated[Number, Field(ge=-1000, lt=100, decimal_places=4)] | None = None
    reason_required: bool = True
    evidence: Literal["none", "words", "file"] = "none"
    promise_required: bool = False
    role: Literal["", "leader", "manager", "approver"] = ""
    valid_from: Day | None = None
    valid_to: Day | None = None
    active: bool = True


class PatternIn(PatternBody):
    """A new pattern, under its code."""

    code: str = Field(min_length=1, max_length=40)


class PatternOut(PatternIn):
    """A pattern, and whether it may be used today."""

    usable: bool


class PatternsOut(Body):
    """Every pattern: those in use first."""

    patterns: list[PatternOut]


class PromisesQuery(Body):
    """Which promises are listed."""

    q: str = Field(default="", max_length=100)
    state: Literal["", "open", "kept", "missed"] = ""
    page: int = Field(default=1, ge=1, le=1_000_000)


class PromiseOut(Body):
    """A promise, and what was ordered since."""

    quote: str
    revision_id: str
    customer_id: str
    customer: Names
    sku: str
    pattern: str
    discount_percent: str
    promised: str
    since: date
    until: date
    ordered: str
    state: str


class PromisesOut(Body):
    """A page of promises."""

    promises: list[PromiseOut]
    page: int
    pages: int
    total: int


class NetTermsIn(Body):
    """What a reseller agreed to for net prices: turnover of a year, standing stock, or both."""

    customer_id: str = Field(max_length=40)
    currency: str = Field(default="JPY", pattern="^[A-Z]{3}$")
    annual_amount: Value | None = None
    stock_quantity: Value | None = None
    stock_sku: str = Field(default="", max_length=64)
    valid_from: Day | None = None
    valid_to: Day | None = None
    note: str = Field(default="", max_length=500)


class NetTermsOut(Body):
    """An agreement."""

    id: str
    customer_id: str
    currency: str
    annual_amount: Amount | None
    stock_quantity: str | None
    stock_sku: str
    valid_from: date
    valid_to: date | None
    note: str


class AllTermsOut(Body):
    """Every agreement, newest first."""

    terms: list[NetTermsOut]
