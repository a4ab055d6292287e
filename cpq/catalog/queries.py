"""Looking products up, and asking the models of configurable ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from cpq.catalog.configuring import Candidate, Configurator, Definition, compile_model
from cpq.catalog.configuring.definition import Slot
from cpq.catalog.models import ModelState, Product, ProductModel
from cpq.catalog.units import unit_of
from foundation.db import found
from foundation.errors import Missing
from foundation.language import Text, _
from foundation.numbers import folded

Stamp = tuple[str, int, datetime | None]
BATCH = 500
KEPT = 50  # compiled models

_configurators: dict[str, tuple[Stamp, Configurator]] = {}


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product as quotes know it. ``cost`` is per unit, None where nobody entered one."""

    id: str
    sku: str
    name: str
    name_en: str
    kind: str
    category: str
    uom: Mapping[str, str]
    tax_class: str
    cost: Decimal | None
    cost_currency: str

    @property
    def names(self) -> dict[str, str]:
        """Return the name in both languages."""
        return {"ja": self.name, "en": self.name_en or self.name}

    def called(self, language: str) -> str:
        """Return the name in a language."""
        return self.names[language]


def product_card(session: Session, sku: str) -> ProductCard:
    """Return one product. Raises Missing."""
    found = product_cards(session, [sku])
    if sku not in found:
        raise Missing(_("There is no product %(sku)s. Choose one from the list.", sku=sku))
    return found[sku]


def product_cards(session: Session, skus: Iterable[str]) -> dict[str, ProductCard]:
    """Return the products that exist, by SKU."""
    wanted = list(dict.fromkeys(skus))
    cards = {}
    for start in range(0, len(wanted), BATCH):
        some = select(Product).where(Product.sku.in_(wanted[start : start + BATCH]))
        cards.update({row.sku: card_of(row) for row in session.scalars(some)})
    return cards


def card_of(row: Product) -> ProductCard:
    """Return the card of a row."""
    return ProductCard(
        row.id,
        row.sku,
        row.name,
        row.name_en,
        row.kind,
        row.category,
        unit_of(row.uom),
        row.tax_class,
        row.cost,
        row.cost_currency,
    )


def product_row(session: Session, product_id: str) -> Product:
    """Return one product, retired ones too. Raises Missing."""
    return found(session, Product, product_id)


def product_by_sku(session: Session, sku: str) -> Product:
    """Return one product by its SKU, retired ones too. Raises Missing."""
    row = session.scalars(select(Product).where(Product.sku == sku)).one_or_none()
    if row is None:
        raise Missing(_("There is no product %(sku)s. Choose one from the list.", sku=sku))
    return row


def products_matching(
    words: str = "", category: str = "", sort: str = "sku", lifecycle: str = "active"
) -> Select[Product]:
    """Return the query of products found by words and category; retired ones only when asked."""
    orders = {
        "sku": Product.sku.asc(),
        "-sku": Product.sku.desc(),
        "name": Product.name.asc(),
        "-name": Product.name.desc(),
        "category": Product.category.asc(),
        "-category": Product.category.desc(),
    }
    query = select(Product).where(Product.lifecycle == lifecycle)
    query = query.order_by(orders.get(sort, Product.sku.asc()), Product.id)
    for word in folded(words).split():
        query = query.where(Product.search.contains(word, autoescape=True))
    return query.where(Product.category == category) if category else query


def known_skus(session: Session, skus: Iterable[str]) -> set[str]:
    """Return those of some SKUs that products have."""
    query = select(Product.sku).where(Product.sku.in_(list(skus)))
    return set(session.scalars(query))


def categories(session: Session) -> list[str]:
    """Return the categories that have products."""
    rows = select(Product.category).where(Product.lifecycle == "active").distinct()
    return sorted(category for category in session.scalars(rows) if category)


def used_in(session: Session, product: Product) -> list[tuple[Product, Slot]]:
    """Return the configurable products that this one may be built into, and the slot."""
    models = (
        select(Product, ProductModel.definition)
        .join(ProductModel, ProductModel.product_id == Product.id)
        .where(ProductModel.state == ModelState.PUBLISHED)
        .order_by(Product.sku)
    )
    return [
        (whole, slot)
        for whole, definition in session.execute(models)
        for slot in Definition.model_validate(definition).slots
        if _may_fill(slot, product)
    ]


def definition_or_none(session: Session, sku: str) -> Definition | None:
    """Return the published model of a product, if it has one."""
    try:
        return definition_of(session, sku)
    except Missing:
        return None


def candidate_counts(session: Session, model: Definition) -> dict[str, int]:
    """Return how many products, and values of its own, may fill each slot of a model."""
    counts = {}
    for slot in model.slots:
        plain = sum(1 for option in slot.options if not option.sku)
        if slot.where or slot.options:
            counts[slot.key] = plain + len(candidates_of(session, slot))
            continue
        listed = _listed(slot)
        query = select(func.count()).where(Product.lifecycle == "active")
        counted = query.where(listed).select_from(Product) if listed is not None else None
        counts[slot.key] = (session.scalar(counted) or 0) if counted is not None else 0
    return counts


def may_stand_in(session: Session, slot: Slot, sku: str) -> bool:
    """True where a product, a retired one too, is among those that a slot takes."""
    product = session.scalars(select(Product).where(Product.sku == sku)).one_or_none()
    return product is not None and _may_fill(slot, product)


def _may_fill(slot: Slot, product: Product) -> bool:
    of_kind = (
        (not slot.category or slot.category == product.category)
        and (not slot.skus or product.sku in slot.skus)
        and bool(slot.category or slot.skus)
    )
    return of_kind and all(
        str(product.attributes.get(key, "")) in allowed for key, allowed in slot.where.items()
    )


def definition_of(session: Session, sku: str, version: int | None = None) -> Definition:
    """Return a version of a product's model, by default the published one. Raises Missing."""
    return Definition.model_validate(model_row(session, sku, version).definition)


def configurator_of(session: Session, sku: str, version: int | None = None) -> Configurator:
    """Return a version of a product's model, compiled; by default the published one."""
    return configurator_for(session, model_row(session, sku, version))


def configurator_for(session: Session, row: ProductModel) -> Configurator:
    """Return a model compiled; it is kept until the model or its parts change."""
    definition = Definition.model_validate(row.definition)
    stamp = _stamp(session, f"{row.id} {row.head}", definition)
    known = _configurators.pop(row.id, None)
    if known is None or known[0] != stamp:
        known = stamp, Configurator(compile_model(definition, offered(session, definition)))
    _configurators[row.id] = known  # the newest used comes last
    while len(_configurators) > KEPT:
        _configurators.pop(next(iter(_configurators)), None)
    return known[1]


def offered(session: Session, definition: Definition) -> dict[str, list[Candidate]]:
    """Return the products that may fill each slot of a model."""
    return {slot.key: candidates_of(session, slot) for slot in definition.slots}


def candidates_of(session: Session, slot: Slot) -> list[Candidate]:
    """Return the products that may fill a slot, those of its own options among them."""
    columns = (Product.sku, Product.name, Product.name_en, Product.attributes)
    own = {option.sku for option in slot.options if option.sku}
    if not (slot.category or slot.skus or own):
        return []
    listed = _listed(slot)
    wanted = Product.sku.in_(own) if listed is None else or_(Product.sku.in_(own), listed)
    query = select(*columns).where(Product.lifecycle == "active", wanted)
    return [
        Candidate(sku, {"ja": name, "en": name_en or name}, attributes)
        for sku, name, name_en, attributes in session.execute(query.order_by(Product.sku))
        if sku in own
        or all(str(attributes.get(key, "")) in allowed for key, allowed in slot.where.items())
    ]


def _listed(slot: Slot) -> ColumnElement[bool] | None:
    """Return the condition for the products of a slot's category and list."""
    conditions: list[ColumnElement[bool]] = [Product.sku.in_(slot.skus)] if slot.skus else []
    conditions += [Product.category == slot.category] if slot.category else []
    return and_(*conditions) if conditions else None


def model_row(session: Session, sku: str, version: int | None = None) -> ProductModel:
    """Return a version of a product's model, by default the published one. Raises Missing."""
    row = model_row_or_none(session, sku, version)
    if row is None:
        raise Missing(without_model(sku))
    return row


def without_model(sku: str) -> Text:
    """Return what is wrong with a product that nobody can configure, and what to do."""
    return _(
        "%(sku)s has no published model, so it cannot be configured now. Choose another product, "
        "or ask a product manager to publish one.", sku=sku,
    )  # fmt: skip


def model_row_or_none(
    session: Session, sku: str, version: int | None = None
) -> ProductModel | None:
    """Return a version of a product's model, by default the published one, if there is one."""
    query = select(ProductModel).join(Product).where(Product.sku == sku)
    if version:
        query = query.where(ProductModel.version == version)
    else:
        query = query.where(ProductModel.state == ModelState.PUBLISHED)
    return session.scalars(query).one_or_none()


def _stamp(session: Session, model_id: str, definition: Definition) -> Stamp:
    used = {slot.category for slot in definition.slots if slot.category}
    named = {sku for slot in definition.slots for sku in slot.skus}
    named |= {one.sku for slot in definition.slots for one in slot.options if one.sku}
    parts = select(func.count(), func.max(Product.updated_at)).where(
        Product.category.in_(used) | Product.sku.in_(named)
    )
    count, newest = session.execute(parts).one()
    return model_id, count, newest
