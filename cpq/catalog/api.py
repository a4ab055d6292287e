"""Products over HTTP for other systems."""

from typing import Any

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from cpq.catalog import actions, queries
from cpq.catalog.forms import cost_from
from cpq.catalog.models import Product
from foundation.bodies import Body
from foundation.doors import page_of, session

products_api = APIBlueprint("products_api", __name__, url_prefix="/api/v1/products", tag="Products")
MOST = 200


class ProductIn(Body):
    """What a product is. What is left out becomes empty; numbers are decimal strings."""

    name: str = Field(max_length=200)
    name_en: str = Field(default="", max_length=200)
    description: str = Field(default="", max_length=2000)
    description_en: str = Field(default="", max_length=2000)
    kind: str = Field(default="item", pattern="^(item|configurable|service)$")
    category: str = Field(default="", max_length=200)
    uom: str = Field(default="piece", max_length=20)
    tax_class: str = Field(default="standard", pattern="^(standard|reduced|exempt)$")
    cost: str = Field(default="", max_length=40)
    cost_currency: str = Field(default="", pattern="^([A-Z]{3})?$")
    attributes: dict[str, str] = Field(default_factory=dict)
    lifecycle: str = Field(default="active", pattern="^(active|retired)$")


class ProductOut(ProductIn):
    """A product. ``cost`` is empty where nobody entered one."""

    id: str
    sku: str


class ProductsOut(BaseModel):
    """A page of products, and how many there are in all."""

    products: list[ProductOut]
    total: int
    page: int
    pages: int


class ProductsQuery(Body):
    """What to look for."""

    q: str = Field(default="", max_length=100)
    category: str = Field(default="", max_length=200)
    page: int = Field(default=1, ge=1, le=100_000)
    size: int = Field(default=50, ge=1, le=MOST)


@products_api.get("")
@products_api.input(ProductsQuery, location="query")
@products_api.output(ProductsOut)
def list_products(query_data: ProductsQuery) -> dict[str, Any]:
    """Find products that are on sale by words and category, in the order of their SKUs."""
    asked = queries.products_matching(query_data.q, query_data.category)
    page = page_of(asked, query_data.page, query_data.size)
    found = [_out(row) for row in page.rows]
    return {"products": found, "total": page.total, "page": page.number, "pages": page.pages}


@products_api.get("/<path:sku>")
@products_api.output(ProductOut)
@products_api.doc(responses=[404])
def get_product(sku: str) -> dict[str, Any]:
    """Return one product by its SKU."""
    return _out(queries.product_by_sku(session(), sku))


@products_api.put("/<path:sku>")
@products_api.input(ProductIn)
@products_api.output(ProductOut)
@products_api.doc(responses=[400, 403])
def put_product(sku: str, json_data: ProductIn) -> dict[str, Any]:
    """Add the product with this SKU, or bring it up to date."""
    fields = json_data.model_dump() | {"sku": sku, "cost": cost_from(json_data.cost)}
    product = actions.put_product(session(), fields)
    session().flush()
    return _out(product)


def _out(row: Product) -> dict[str, Any]:
    out = {name: getattr(row, name) for name in ProductOut.model_fields}
    return out | {"cost": "" if row.cost is None else f"{row.cost:f}"}
