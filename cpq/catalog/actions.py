"""What is done with products and their models."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpq.catalog.configuring import Definition
from cpq.catalog.models import Product, ProductModel
from cpq.tax import TaxClass
from foundation.errors import Refusal
from foundation.language import _, verbatim
from foundation.numbers import clean, folded

KINDS = ("item", "configurable", "service")


def put_product(session: Session, fields: Mapping[str, Any]) -> Product:
    """Add a product, or bring the one with this SKU up to date.

    ``fields`` are columns of Product by name; ``attributes`` is a mapping of strings.
    """
    sku = clean(str(fields.get("sku", "")), _("SKU"), longest=64, required=True, field="sku")
    product = session.scalars(select(Product).where(Product.sku == sku)).one_or_none()
    if product is None:
        product = Product(sku=sku, name="")
        session.add(product)
    product.name = clean(str(fields.get("name", "")), _("Name"), required=True, field="name")
    product.name_en = clean(str(fields.get("name_en", "")), _("Name in English"), field="name_en")
    product.description = str(fields.get("description", ""))
    product.description_en = str(fields.get("description_en", ""))
    product.kind = _one_of(str(fields.get("kind") or "item"), KINDS, "kind")
    product.category = clean(str(fields.get("category", "")), _("Category"), field="category")
    product.uom = str(fields.get("uom") or "piece")
    tax_class = str(fields.get("tax_class") or "standard")
    product.tax_class = _one_of(tax_class, tuple(TaxClass), "tax_class")
    product.cost, product.cost_currency = fields.get("cost"), str(fields.get("cost_currency", ""))
    product.attributes = {k: str(v) for k, v in dict(fields.get("attributes", {})).items()}
    product.natural_key = str(fields.get("natural_key", ""))
    product.search = search_words(product.sku, product.name, product.name_en, product.category)
    return product


def search_words(*words: str) -> str:
    """Return what a product is found by."""
    return folded(" ".join(words))


def publish_model(session: Session, definition: Mapping[str, Any]) -> ProductModel:
    """Publish a new version of a product's model.

    Raises:
        Refusal: the model is not well formed, or names a slot or assembly it does not have.
    """
    try:
        model = Definition.model_validate(definition)
    except ValidationError as error:
        raise Refusal(verbatim(str(error))) from error
    _check_names(model)
    product = session.scalars(select(Product).where(Product.sku == model.sku)).one_or_none()
    if product is None:
        raise Refusal(_("There is no product %(sku)s to configure.", sku=model.sku))
    of_product = select(func.max(ProductModel.version)).where(ProductModel.product_id == product.id)
    version = (session.scalar(of_product) or 0) + 1
    row = ProductModel(
        product_id=product.id, version=version, definition=model.model_dump(mode="json")
    )
    session.add(row)
    session.flush()
    return row


def _check_names(model: Definition) -> None:
    slots = {slot.key for slot in model.slots}
    assemblies = {assembly.key for assembly in model.assemblies} | {""}
    named = {slot.assembly for slot in model.slots} | {a.parent for a in model.assemblies}
    for rule in model.constraints:
        if rule.kind == "resource":
            used = {use.slot for use in rule.uses} | ({rule.provider} - {""})
        else:
            used = {rule.slot, rule.other}
        if used - slots:
            key = min(used - slots)
            raise Refusal(_("The model has a rule about “%(key)s”, which is no slot.", key=key))
    if named - assemblies:
        key = min(named - assemblies)
        raise Refusal(_("The model names the assembly “%(key)s”, which is not there.", key=key))


def _one_of(value: str, known: tuple[str, ...], field: str) -> str:
    if value not in known:
        raise Refusal(
            _(
                "“%(value)s” is not known here. Use one of %(known)s.",
                value=value,
                known=", ".join(known),
            ),
            field=field,
        )
    return value
