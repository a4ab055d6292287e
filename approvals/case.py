"""What an approver sees, as plain values: made by whoever asks, shown by this room."""

from pydantic import BaseModel, ConfigDict

Amount = tuple[int, str]  # minor units and currency


class Plain(BaseModel):
    """Plain values that do not change."""

    model_config = ConfigDict(frozen=True)


class CaseLine(Plain):
    """One line of what is offered. ``discount`` is a ratio as a decimal string."""

    name: dict[str, str]
    sku: str
    quantity: str
    list_amount: Amount
    net_amount: Amount
    discount: str
    reason: str
    price_list: dict[str, str]


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
