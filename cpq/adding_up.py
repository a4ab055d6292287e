"""What the lines of a quote come to: their shares of a discount on the whole, and taxes. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from cpq.pricing import DocumentDiscount
from cpq.pricing.engine import NO_DISCOUNT
from cpq.pricing.sharing import discount_amount, shares_of
from cpq.tax import TaxClass, TaxLine, tax_of
from foundation.errors import Refusal
from foundation.money import Money, Rounding

Net = tuple[str, int]  # a line's class of tax, and what it comes to in minor units


def shared_out(
    nets: Sequence[Net], shares: Sequence[int], discount: DocumentDiscount, currency: str
) -> Sequence[int]:
    """Share a discount on the whole anew; where lines went, it takes no more than there is."""
    if discount == NO_DISCOUNT and not any(shares):
        return shares
    total = Money(sum(net for _class, net in nets), currency)
    try:
        amount = discount_amount(total, discount).amount
    except Refusal:
        amount = max(total.amount, 0)
    return shares_of(nets, amount)


def taxes_of(
    nets: Iterable[Net], shares: Iterable[int], on: date, currency: str, mode: Rounding
) -> list[dict[str, Any]]:
    """Return what each rate of tax is taken of and what it comes to, as it is kept."""
    sums: dict[str, int] = {}
    for (group, net), share in zip(nets, shares, strict=True):
        sums[group] = sums.get(group, 0) + net - share
    amounts = [(TaxClass(group), Money(base, currency)) for group, base in sums.items()]
    return [_plain(row) for row in tax_of(amounts, on, currency, mode)]


def _plain(row: TaxLine) -> dict[str, Any]:
    return {
        "rate": str(row.rate),
        "tax_class": row.tax_class.value,
        "base": row.base.amount,
        "tax": row.tax.amount,
    }
