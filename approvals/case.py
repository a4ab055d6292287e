"""What an approver sees, as plain values: made by whoever asks, shown by this room."""

from pydantic import BaseModel, ConfigDict

Amount = tuple[int, str]  # minor units and currency


class Plain(BaseModel):
    """Plain values that do not change."""

    model_config = ConfigDict(frozen=True)


class Evidence(Plain):
    """A stored file that speaks for a price, under its fingerprint."""

    sha256: str
    name: str
    media_type: str
    size: int


class Past(Plain):
    """What the customer was offered, or ordered at, before. Unit price as a decimal string."""

    number: str
    day: str
    quantity: str
    net_unit: str
    currency: str
    ordered: bool


class CaseLine(Plain):
    """One line of what is offered. ``discount`` is a ratio as a decimal string.

    ``pattern`` names the usual reason it is priced by; ``agreed``: the price itself was agreed.
    """

    name: dict[str, str]
    sku: str
    quantity: str
    list_amount: Amount
    net_amount: Amount
    discount: str
    reason: str
    price_list: dict[str, str]
    pattern: dict[str, str] = {}
    agreed: bool = False
    net_unit: str = ""
    competitor: str = ""
    evidence_words: str = ""
    evidence: Evidence | None = None
    promised: str = ""
    until: str = ""
    uom: dict[str, str] = {}
    past: list[Past] = []


class Case(Plain):
    """The whole case. ``margin`` is a ratio as a decimal string, None where costs are unknown."""

    number: str
    revision: int
    customer: dict[str, str]
    deal: str
    channel: dict[str, str]
    requester: str
    valid_until: str
    payment_terms: dict[str, str]
    lines: list[CaseLine]
    list_total: Amount
    subtotal: Amount
    total: Amount
    deepest_discount: str
    margin: str | None
    notes: str = ""
    document_discount: Amount = (0, "JPY")
    document_reason: str = ""
    quote_only: bool = False
    past_orders: int = 0
    past_amount: Amount | None = None
    customer_size: dict[str, str] = {}
