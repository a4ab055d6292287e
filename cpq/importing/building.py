"""Takes over parts of product models: each model touched becomes a draft, by one edit."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.modelling.building import Building
from cpq.catalog.modelling.versions import begin_draft, edit, open_draft, published_model
from cpq.catalog.models import Product, ProductModel
from cpq.importing.parts import PartRow
from foundation.errors import Refusal
from foundation.language import Text, _

MOST_SHOWN = 50
EMPTY: dict[str, object] = {"slots": [], "assemblies": [], "constraints": []}


class Models:
    """The models that the rows of a run speak of, as they will be."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.products: dict[str, Product] = {}
        self.buildings: dict[str, Building] = {}

    def take(self, row: PartRow) -> str | Text:
        """Return ``new``, ``changed`` or ``unchanged``, or why the row cannot be taken."""
        try:
            return self._of(row.product).take(row.cells)
        except Refusal as refusal:
            return refusal.text

    def check(self) -> None:
        """Refuse models that do not hold together as a whole."""
        for building in self.buildings.values():
            building.check()

    def write(self, *, by: str, file: str) -> None:
        """Put what was taken on the draft of each model, or begin one."""
        what = _("Take over %(file)s", file=file)
        for sku, building in self.buildings.items():
            if not building.changed:
                continue
            product = self.products[sku]
            draft = open_draft(self.session, product.id)
            if draft:
                seen = str(draft.head)
                edit(self.session, draft.id, building.data, what, by=by, seen=seen)
            else:
                begin_draft(self.session, product.id, by=by, definition=building.data, what=what)

    def _of(self, sku: str) -> Building:
        if sku not in self.buildings:
            query = select(Product).where(Product.sku == sku)
            product = self.session.scalars(query).one_or_none()
            if product is None:
                words = _("There is no product %(sku)s. Import the products first.", sku=sku)
                raise Refusal(words)
            self.products[sku] = product
            self.buildings[sku] = Building(_standing(self.session, product))
        return self.buildings[sku]


def drafts_of(session: Session, skus: Iterable[str]) -> list[tuple[Product, ProductModel]]:
    """Return the open drafts of the models of some products."""
    query = select(Product).where(Product.sku.in_(list(skus)[:MOST_SHOWN])).order_by(Product.sku)
    found = ((one, open_draft(session, one.id)) for one in session.scalars(query))
    return [(product, draft) for product, draft in found if draft]


def _standing(session: Session, product: Product) -> dict[str, object]:
    """Return what rows are compared with: the open draft, else what is published."""
    row = open_draft(session, product.id) or published_model(session, product.id)
    return dict(row.definition) if row else {**EMPTY, "sku": product.sku}
