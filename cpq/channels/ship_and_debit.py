"""What a distributor may claim back after a special price (特価, ship and debit). Pure."""

from decimal import Decimal

HUNDRED = Decimal(100)


def ship_and_debit_claim(cost: Decimal, margin_percent: Decimal, resale: Decimal) -> Decimal:
    """Return what keeps the agreed margin whole: margin × resale − resale + cost, never below 0.

    A distributor who bought at ``cost`` and sold at the special price ``resale`` keeps
    ``margin_percent`` of what it sold for.
    """
    return max(margin_percent / HUNDRED * resale - resale + cost, Decimal(0))
