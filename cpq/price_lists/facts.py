"""What products themselves say for their prices: cost, category, and how units are reckoned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product
from cpq.catalog.units import KINDS, packs_of, ratio
from cpq.pricing.exact import EXACT

BATCH = 500


@dataclass(frozen=True, slots=True)
class Facts:
    """What the products themselves say: cost, category, how units are reckoned, attributes."""

    costs: Mapping[str, tuple[Decimal, str]]
    categories: Mapping[str, str]
    factors: Mapping[str, Decimal]
    attributes: Mapping[str, Mapping[str, str]]


def products_of(session: Session, skus: Sequence[str]) -> dict[str, Any]:
    """Return the columns of products that prices depend on, by SKU."""
    columns = (
        Product.sku, Product.category, Product.cost, Product.cost_currency, Product.uom,
        Product.attributes,
    )  # fmt: skip
    found: dict[str, Any] = {}
    for some in batches(skus):
        rows = session.execute(select(*columns).where(Product.sku.in_(some)))
        found |= {row.sku: row for row in rows}
    return found


def facts_of(products: Mapping[str, Any]) -> Facts:
    """Return what the products say for their prices."""
    costs = {
        sku: (row.cost, row.cost_currency)
        for sku, row in products.items()
        if row.cost is not None and row.cost_currency
    }
    categories = {sku: row.category for sku, row in products.items()}
    attributes = {sku: row.attributes for sku, row in products.items() if row.attributes}
    return Facts(costs, categories, _factors(products), attributes)


def categories_of(products: Mapping[str, Any]) -> list[str]:
    """Return the categories of the products, each once."""
    return sorted({row.category for row in products.values() if row.category})


def _factors(products: Mapping[str, Any]) -> dict[str, Decimal]:
    """Return how many of its own unit another unit of a product holds, where anybody can say."""
    factors: dict[str, Decimal] = {}
    for sku, row in products.items():
        factors |= {f"{sku}/{unit}": factor for unit, factor in _related(row.uom).items()}
        packs = packs_of(row.attributes or {})
        factors |= {f"{sku}/{unit}": as_factor(size) for unit, size in packs.items()}
    return factors


@cache
def _related(own: str) -> dict[str, Decimal]:
    kind = next((units for units in KINDS.values() if own in units), {})
    known = {unit: ratio(unit, own) for unit in kind if unit != own}
    return {unit: as_factor(value) for unit, value in known.items() if value is not None}


def as_factor(value: Fraction) -> Decimal:
    """Return how many one unit holds as pricing takes it: a twelfth is cut at sixty digits."""
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))


def batches(values: Sequence[str]) -> Iterable[Sequence[str]]:
    """Give some at a time: a statement takes only so many values."""
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))
