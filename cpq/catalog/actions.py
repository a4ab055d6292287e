"""What is done with products and their models."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpq.catalog.modelling.checking import checked
from cpq.catalog.models import ModelState, Product, ProductModel
from cpq.tax import TaxClass
from foundation.db import found, utcnow
from foundation.errors import Conflict, Refusal
from foundation.language import _
from foundation.numbers import clean, clean_text, folded

KINDS = ("item", "configurable", "service")
LIFECYCLES = ("active", "retired")
DESCRIPTIONS = {
    "description": _("Description"),
    "description_en": _("Description in English"),
}
MOST_ATTRIBUTES = 200
LONGEST_SEARCH = 500


def put_product(session: Session, fields: Mapping[str, Any]) -> Product:
    """Add a product, or bring the one with this SKU up to date.

    ``fields`` are columns of Product by name; ``attributes`` is a mapping of strings.
    """
    sku = clean(str(fields.get("sku", "")), _("SKU"), longest=64, required=True, field="sku")
    product = session.scalars(select(Product).where(Product.sku == sku)).one_or_none()
    if product is None:
        product = Product(sku=sku, name="")
        session.add(product)
    product.name = clean(
        str(fields.get("name", "")), _("Product name"), required=True, field="name"
    )
    product.name_en = clean(str(fields.get("name_en", "")), _("Name in English"), field="name_en")
    for name, label in DESCRIPTIONS.items():
        words = clean_text(str(fields.get(name, "")), label, longest=2_000, field=name)
        setattr(product, name, words)
    product.kind = one_of(str(fields.get("kind") or "item"), KINDS, "kind")
    product.category = clean(str(fields.get("category", "")), _("Category"), field="category")
    uom = str(fields.get("uom") or "piece")
    product.uom = clean(uom, _("Unit"), longest=20, field="uom")
    tax_class = str(fields.get("tax_class") or "standard")
    product.tax_class = one_of(tax_class, tuple(TaxClass), "tax_class")
    product.cost, product.cost_currency = _cost(fields)
    product.attributes = _attributes(dict(fields.get("attributes", {})))
    product.natural_key = str(fields.get("natural_key", "") or product.natural_key or "")
    lifecycle = str(fields.get("lifecycle") or product.lifecycle or "active")
    product.lifecycle = one_of(lifecycle, LIFECYCLES, "lifecycle")
    product.search = search_words(product.sku, product.name, product.name_en, product.category)
    return product


def add_product(session: Session, fields: Mapping[str, Any]) -> Product:
    """Add a product under a SKU that is still free. Raises Refusal."""
    sku = clean(str(fields.get("sku", "")), _("SKU"), longest=64, required=True, field="sku")
    if session.scalar(select(Product.id).where(Product.sku == sku)):
        raise Refusal(_("There is a product %(sku)s already.", sku=sku), field="sku")
    product = put_product(session, fields)
    session.flush()
    return product


def change_product(
    session: Session, product_id: str, fields: Mapping[str, Any], *, seen: str
) -> Product:
    """Change a product whose state somebody saw; its SKU stays. Raises Conflict."""
    product = found(session, Product, product_id, lock=True)
    if seen and seen != product.updated_at.isoformat():
        words = _("Somebody else has changed this product meanwhile. Please look at it again.")
        raise Conflict(words)
    return put_product(session, {**fields, "sku": product.sku})


def search_words(*words: str) -> str:
    """Return what a product is found by."""
    return folded(" ".join(words))[:LONGEST_SEARCH]


def publish_model(session: Session, definition: Mapping[str, Any]) -> ProductModel:
    """Publish a model that is known to be good, in place of the one before.

    People publish through ``modelling.versions``, which asks for tests first.

    Raises:
        Refusal: the model is not well formed, or names a slot or assembly it does not have.
    """
    model = checked(definition)
    product = session.scalars(select(Product).where(Product.sku == model.sku)).one_or_none()
    if product is None:
        raise Refusal(_("There is no product %(sku)s to configure.", sku=model.sku))
    of_product = select(func.max(ProductModel.version)).where(ProductModel.product_id == product.id)
    version = (session.scalar(of_product) or 0) + 1
    _retire_published(session, product.id)
    row = ProductModel(
        product_id=product.id,
        version=version,
        definition=model.model_dump(mode="json"),
        state=ModelState.PUBLISHED.value,
        published_at=utcnow(),
    )
    session.add(row)
    session.flush()
    return row


def _retire_published(session: Session, product_id: str) -> None:
    of_product = select(ProductModel).where(ProductModel.product_id == product_id)
    for row in session.scalars(of_product.where(ProductModel.state == ModelState.PUBLISHED)):
        row.retire()
    session.flush()


def _cost(fields: Mapping[str, Any]) -> tuple[Decimal | None, str]:
    """Return what a product costs, and in which currency: without one a cost counts nowhere."""
    cost, currency = fields.get("cost"), str(fields.get("cost_currency", ""))
    if cost is not None and not currency:
        raise Refusal(_("Say in which currency the cost is."), field="cost_currency")
    if not re.fullmatch("([A-Z]{3})?", currency):
        words = _("“%(words)s” is no currency such as JPY or USD.", words=currency[:40])
        raise Refusal(words, field="cost_currency")
    return cost, currency


def _attributes(values: dict[Any, Any]) -> dict[str, str]:
    if len(values) > MOST_ATTRIBUTES:
        raise Refusal(
            _("A product has at most %(most)s attributes.", most=MOST_ATTRIBUTES),
            field="attributes",
        )
    named = {
        clean(str(k), _("Attribute"), longest=100, field="attributes"): v for k, v in values.items()
    }
    return {
        name: clean(str(value), _("Attribute %(name)s", name=name), longest=500, field="attributes")
        for name, value in named.items()
        if name
    }


def one_of(value: str, known: tuple[str, ...], field: str) -> str:
    """Return a word that is one of those known. Raises Refusal."""
    if value not in known:
        raise Refusal(
            _(
                "“%(value)s” is not known here. Use one of %(known)s.",
                value=value[:60],
                known=", ".join(known),
            ),
            field=field,
        )
    return value
