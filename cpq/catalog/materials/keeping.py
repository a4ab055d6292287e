"""What a quote's line keeps: what was sold, and under it everything that is in it today."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.configuring import Choice, Definition
from cpq.catalog.materials.deepening import deepened, sold_of
from cpq.catalog.materials.facts import facts_of
from cpq.catalog.materials.queries import Tree, tree_of
from cpq.catalog.models import Product

Rows = list[dict[str, Any]]
Choices = Mapping[str, Choice]


def with_materials(
    session: Session,
    sold: Sequence[Mapping[str, Any]],
    definition: Definition | None = None,
    choices: Choices | None = None,
    tree: Tree | None = None,
) -> Rows:
    """Return what is sold with the bills of materials that are published now.

    Raises:
        Refusal: one of them cannot be exploded.
    """
    known = tree or tree_of(session, skus_in(sold))
    if not known.structure:
        return [dict(row) for row in sold]
    facts = facts_for(session, definition, choices or {}) if definition else {}
    return deepened(sold, known.structure, known.items, facts, known.printed)


def product_alone(sku: str, names: Mapping[str, str], quantity: object) -> Rows:
    """Return the row of a product that is sold as it is."""
    head = {"level": 0, "path": sku, "sku": sku}
    return [{**head, "name": dict(names), "quantity": str(quantity)}]


def skus_in(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the products that are sold in some rows."""
    return list(dict.fromkeys(row["sku"] for row in sold_of(list(rows)) if row["sku"]))


def facts_for(session: Session, definition: Definition, choices: Choices) -> dict[str, Any]:
    """Return what lines may ask of a configuration, with the attributes of its products."""
    chosen = Product.sku.in_({choice.sku for choice in choices.values()})
    rows = session.execute(select(Product.sku, Product.attributes).where(chosen))
    return facts_of(definition, choices, {row.sku: row.attributes for row in rows})
