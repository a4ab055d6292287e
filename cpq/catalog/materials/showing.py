"""What the page of a product's bill of materials shows, as typed values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from cpq.catalog.materials import queries
from cpq.catalog.materials.costing import Cost, Costs, costed
from cpq.catalog.materials.exploding import Item, Row, explode, rolled_up
from cpq.catalog.materials.models import BomVersion
from cpq.catalog.materials.queries import Tree
from cpq.catalog.materials.using import Use
from cpq.catalog.models import Product
from foundation.errors import Refusal
from foundation.language import Text

USUAL_CURRENCY = "JPY"
MOST_SHOWN = 1_000


@dataclass(frozen=True, slots=True)
class Exploded:
    """A product's bill of materials for so many of it; ``refusal`` says why there is none."""

    tree: Tree
    rows: Sequence[Row]
    costs: Costs
    currency: str
    refusal: Text | None = None

    @property
    def totals(self) -> list[tuple[str, Item, Decimal]]:
        """Return how much of each product the whole takes, over all levels."""
        found = sorted(rolled_up(self.rows).items())[:MOST_SHOWN]
        unknown = Item({"ja": "", "en": ""})
        return [(sku, self.tree.items.get(sku, unknown), total) for sku, total in found]

    @property
    def pairs(self) -> list[tuple[Row, Cost]]:
        """Return the rows with their costs, as many as a page bears."""
        return list(zip(self.rows, self.costs.rows, strict=True))[:MOST_SHOWN]


@dataclass(frozen=True, slots=True)
class BomSheet:
    """Everything the page shows."""

    product: Product
    published: BomVersion | None
    draft: BomVersion | None
    version: BomVersion | None  # the one that is shown
    exploded: Exploded
    times: Decimal
    used: Sequence[Use]
    names: Mapping[str, Item]
    ids: Mapping[str, str]


def exploded_of(
    session: Session, product: Product, times: Decimal, draft: BomVersion | None = None
) -> Exploded:
    """Explode what is published, or a draft."""
    tree = queries.tree_of(session, [product.sku], draft)
    currency = currency_of(product, tree.items)
    try:
        rows = explode(product.sku, tree.structure, times, items=tree.items, printed=tree.printed)
    except Refusal as refusal:
        return Exploded(tree, (), Costs((), None, ()), currency, refusal.text)
    return Exploded(tree, rows, costed(rows, tree.items, currency), currency)


def sheet_of(session: Session, product: Product, times: Decimal, *, edits: bool) -> BomSheet:
    """Return what the page shows; whoever edits sees the draft where there is one."""
    published = queries.published(session, product.id)
    draft = queries.draft(session, product.id)
    shown = draft if draft and edits else published
    exploded = exploded_of(session, product, times, draft if shown is draft else None)
    used, names = queries.where_used(session, product.sku)
    in_sight = {use.sku for use in used} | {row.sku for row in exploded.rows[:MOST_SHOWN]}
    in_sight |= {line.component for line in shown.lines} if shown else set()
    return BomSheet(
        product=product,
        published=published,
        draft=draft,
        version=shown,
        exploded=exploded,
        times=times,
        used=used[:MOST_SHOWN],
        names={**names, **exploded.tree.items},
        ids=queries.ids_of(session, in_sight),
    )


def currency_of(product: Product, items: Mapping[str, Item]) -> str:
    """Return what the costs are in: the product's own currency, else that of the first part."""
    if product.cost_currency:
        return product.cost_currency
    known = (item.currency for item in items.values() if item.cost is not None)
    return next((currency for currency in known if currency), USUAL_CURRENCY)
