"""Looking bills of materials up: versions, everything below a product, everything above it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpq.catalog.materials.exploding import MOST_LEVELS, Component, Item, Structure
from cpq.catalog.materials.models import DRAFT, PUBLISHED, BomImport, BomLine, BomVersion
from cpq.catalog.materials.using import Use, uses_of
from cpq.catalog.models import Product
from cpq.catalog.units import packs_of
from foundation.db import found
from foundation.errors import Missing
from foundation.language import _

BATCH = 500


@dataclass(frozen=True, slots=True)
class Tree:
    """Everything below some products: the lines by product, and what is known of each."""

    structure: Structure
    items: Mapping[str, Item]
    printed: frozenset[str]


def tree_of(session: Session, skus: Iterable[str], draft: BomVersion | None = None) -> Tree:
    """Return what some products are made of, level by level, as it is published.

    With ``draft`` its lines stand in the place of the published ones of its product.
    """
    structure: dict[str, list[Component]] = {}
    printed: set[str] = set()
    seen = dict.fromkeys(skus)
    asked = list(seen)
    first = _of_draft(session, draft)
    for _level in range(MOST_LEVELS + 1):
        lines, shown = _published(session, asked)
        lines |= {sku: own for sku, own in first.items() if sku in asked}
        structure |= lines
        printed |= shown
        below = dict.fromkeys(line.sku for own in lines.values() for line in own)
        asked = [sku for sku in below if sku not in seen]
        seen |= below
        if not asked:
            break
    if draft is not None and first:
        printed = printed - set(first) | (set(first) if draft.printed else set())
    return Tree(structure, items_of(session, seen), frozenset(printed))


def items_of(session: Session, skus: Iterable[str]) -> dict[str, Item]:
    """Return what is known of some products."""
    columns = (
        *(Product.sku, Product.name, Product.name_en, Product.uom),
        *(Product.attributes, Product.cost, Product.cost_currency),
    )
    return {
        row.sku: Item(
            {"ja": row.name, "en": row.name_en or row.name},
            row.uom,
            packs_of(row.attributes),
            row.cost,
            row.cost_currency,
        )
        for some in _in_batches(skus)
        for row in session.execute(select(*columns).where(Product.sku.in_(some)))
    }


def component_of(line: BomLine) -> Component:
    """Return a line as a pure value."""
    same = (line.quantity, line.uom, line.scrap, line.condition, line.note)
    return Component(line.component, *same)


def version_of(session: Session, version_id: str) -> BomVersion:
    """Return one version. Raises Missing."""
    return found(session, BomVersion, version_id)


def line_of(version: BomVersion, line_id: str) -> BomLine:
    """Return a line of a version. Raises Missing."""
    for line in version.lines:
        if line.id == line_id:
            return line
    raise Missing(_("This line is not there any more. Please reload the page."))


def published(session: Session, product_id: str) -> BomVersion | None:
    """Return the version that others build by."""
    return _in_state(session, product_id, PUBLISHED)


def draft(session: Session, product_id: str) -> BomVersion | None:
    """Return the version that is being edited."""
    return _in_state(session, product_id, DRAFT)


def where_used(session: Session, sku: str) -> tuple[list[Use], dict[str, Item]]:
    """Return every product that has this one in it, at any level, and what they are called."""
    wholes: dict[str, list[tuple[str, Component]]] = {}
    seen, asked = {sku}, [sku]
    for _level in range(MOST_LEVELS):
        above = _with_component(session, asked)
        wholes |= above
        asked = list({whole for uses in above.values() for whole, _line in uses} - seen)
        seen |= set(asked)
        if not asked:
            break
    items = items_of(session, seen)
    return uses_of(sku, wholes, items), items


def ids_of(session: Session, skus: Iterable[str]) -> dict[str, str]:
    """Return the ids of products by their SKUs."""
    return {
        sku: key
        for some in _in_batches(skus)
        for sku, key in session.execute(
            select(Product.sku, Product.id).where(Product.sku.in_(some))
        )
    }


def import_row(session: Session, import_id: str) -> BomImport:
    """Return one import. Raises Missing."""
    return found(session, BomImport, import_id)


def next_version(session: Session, product_id: str) -> int:
    """Return the number of a product's next version."""
    newest = select(func.max(BomVersion.version)).where(BomVersion.product_id == product_id)
    return (session.scalar(newest) or 0) + 1


def _in_state(session: Session, product_id: str, state: str) -> BomVersion | None:
    of_product = select(BomVersion).where(BomVersion.product_id == product_id)
    newest = of_product.where(BomVersion.state == state).order_by(BomVersion.version.desc())
    return session.scalars(newest.limit(1)).one_or_none()


def _published(
    session: Session, skus: Iterable[str]
) -> tuple[dict[str, list[Component]], set[str]]:
    query = (
        select(Product.sku, BomVersion.printed, BomLine)
        .join(BomVersion, BomVersion.product_id == Product.id)
        .join(BomLine, BomLine.version_id == BomVersion.id)
        .where(BomVersion.state == PUBLISHED)
        .order_by(Product.sku, BomLine.position)
    )
    lines: dict[str, list[Component]] = {}
    shown = set()
    for some in _in_batches(skus):
        for sku, printed, line in session.execute(query.where(Product.sku.in_(some))):
            lines.setdefault(sku, []).append(component_of(line))
            shown |= {sku} if printed else set()
    return lines, shown


def _of_draft(session: Session, version: BomVersion | None) -> dict[str, list[Component]]:
    if version is None:
        return {}
    sku = session.scalars(select(Product.sku).where(Product.id == version.product_id)).one()
    return {sku: [component_of(line) for line in version.lines]}


def _with_component(
    session: Session, skus: Iterable[str]
) -> dict[str, list[tuple[str, Component]]]:
    query = (
        select(Product.sku, BomLine)
        .join(BomVersion, BomVersion.product_id == Product.id)
        .join(BomLine, BomLine.version_id == BomVersion.id)
        .where(BomVersion.state == PUBLISHED)
        .order_by(Product.sku, BomLine.position)
    )
    wholes: dict[str, list[tuple[str, Component]]] = {}
    for some in _in_batches(skus):
        for sku, line in session.execute(query.where(BomLine.component.in_(some))):
            wholes.setdefault(line.component, []).append((sku, component_of(line)))
    return wholes


def _in_batches(skus: Iterable[str]) -> Iterable[list[str]]:
    wanted = list(skus)
    return (wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH))
