"""What the API of quotes gives. Money is a decimal string in whole units."""

from datetime import date

from pydantic import BaseModel

from cpq.bodies.taken import ChoiceBody, Names
from foundation.bodies import Amount


class LoserOut(BaseModel):
    """A price list, or a rule of one, that did not win, and why.

    ``would_give`` is its price per unit the line is sold in, in the quote's currency, where it can
    be reckoned; only for those who may read costs.
    """

    price_list: Names
    why: str
    would_give: str | None


class StepOut(BaseModel):
    """One step toward the net amount; before and after are per unit up to ``amount``."""

    kind: str
    sku: str
    before: str
    after: str
    note: str
    price_list: Names
    losers: list[LoserOut]


class BomOut(BaseModel):
    """A line of the bill of materials, for the whole quote line; assemblies have no SKU.

    What is not ``priced`` is what sold parts are made of.
    """

    level: int
    path: str
    sku: str
    name: Names
    quantity: str
    uom: str = ""
    priced: bool = True


class AttachmentOut(BaseModel):
    """A paper that goes along, by the fingerprint of its file; pinned once it is submitted."""

    title: Names
    kind: str
    language: str
    sku: str
    sha256: str
    pages: int


class LineOut(BaseModel):
    """A line and why it costs what it costs. Without a price, ``refusal`` says why."""

    id: str
    position: int
    sku: str
    name: Names
    quantity: str
    uom: Names
    complete: bool
    discount_percent: str
    discount_reason: str
    list_unit: Amount | None
    list_amount: Amount | None
    net_amount: Amount | None
    price_list: Names
    refusal: str | None
    steps: list[StepOut]
    bom: list[BomOut]


class LinesOut(BaseModel):
    """One page of a quote's lines."""

    lines: list[LineOut]
    page: int
    pages: int
    total: int


class BulkLineOut(BaseModel):
    """What became, or would become, of one of many lines; ``problem`` says why nothing."""

    row: int
    sku: str
    quantity: str
    problem: str | None
    near: list[str]
    on_line: int | None


class BulkOut(BaseModel):
    """What was put on the quote: all of the lines, or none where one has a problem."""

    added: int
    rows: list[BulkLineOut]
    total: Amount


class TaxOut(BaseModel):
    """One rate of tax, rounded once."""

    tax_class: str
    rate: str
    base: Amount
    tax: Amount


class QuoteRowOut(BaseModel):
    """A revision in a list."""

    id: str
    number: str
    revision: int
    deal_id: str
    customer_id: str
    state: str
    total: Amount
    valid_until: date


class QuotesOut(BaseModel):
    """One page of quotes."""

    quotes: list[QuoteRowOut]
    page: int
    pages: int
    total: int


class QuoteOut(QuoteRowOut):
    """A revision with its lines."""

    customer: Names
    contact_id: str
    channel: str
    currency: str
    subject: str
    issued_on: date
    delivery: Names
    payment_terms: Names
    notes: str
    lines: list[LineOut]
    subtotal: Amount
    taxes: list[TaxOut]
    tax_total: Amount
    content_sha256: str
    reason: str
    attachments: list[AttachmentOut]
    problems: list[str]


class SlotOut(BaseModel):
    """A slot of a configurable product."""

    slot: str
    label: Names
    required: bool
    max_quantity: int
    fitting: int
    of: int
    forced: str | None


class ConfigurationOut(BaseModel):
    """What is chosen, what is missing, and what it comes to per unit."""

    choices: list[ChoiceBody]
    missing: list[str]
    complete: bool
    slots: list[SlotOut]
    unit_price: Amount | None
    refusal: str | None
    bom: list[BomOut]


class WhyOut(BaseModel):
    """Why an option does not fit: slots of my choices, rules in words, and what to drop for it."""

    because: list[str]
    rules: list[Names]
    drop: list[str]


class OptionOut(BaseModel):
    """A part that may stand in a slot. ``why`` is worked out for the first that do not fit."""

    sku: str
    name: Names
    possible: bool
    quantities: list[int]
    unit_price: Amount | None
    why: WhyOut | None


class OptionsOut(BaseModel):
    """The options of a slot, as if it were free."""

    slot: str
    options: list[OptionOut]
    found: int
