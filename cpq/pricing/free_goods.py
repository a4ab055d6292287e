"""Goods that come free with others: every so many, so many more. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from cpq.pricing.exact import NOTHING, ONE, whole_units


@dataclass(frozen=True, slots=True)
class FreeGoods:
    """``free`` units with every ``per`` that are bought, or once where ``per`` is nothing.

    It holds from ``min_quantity`` to ``max_quantity``; what is bought up to ``beyond`` counts for
    nothing. ``whole``: only for every full ``per``.
    """

    free: Decimal
    per: Decimal = NOTHING
    min_quantity: Decimal = ONE
    max_quantity: Decimal | None = None
    beyond: Decimal = NOTHING
    whole: bool = True

    def given_with(self, quantity: Decimal) -> Decimal:
        """Return how many come free with a quantity."""
        too_many = self.max_quantity is not None and quantity > self.max_quantity
        if quantity <= 0 or quantity < self.min_quantity or too_many:
            return NOTHING
        if not self.per:
            return self.free
        times = max(quantity - self.beyond, NOTHING) / self.per
        return (whole_units(times) if self.whole else times) * self.free
