"""Bills of materials over HTTP: exploded, written down, and where a product is used."""

from decimal import Decimal
from typing import Annotated, Any

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from cpq.catalog.materials import actions, queries
from cpq.catalog.materials.lines import MOST_LINES, component_from
from cpq.catalog.materials.models import BomVersion
from cpq.catalog.materials.showing import Exploded, exploded_of
from cpq.catalog.models import Product
from cpq.catalog.queries import product_by_sku
from foundation.bodies import Body, Number
from foundation.doors import session
from foundation.errors import Refusal
from people.current import person

materials_api = APIBlueprint(
    "materials_api", __name__, url_prefix="/api/v1/products", tag="Bills of materials"
)
Times = Annotated[Number, Field(gt=0, le=1_000_000, decimal_places=6)]
Names = dict[str, str]


class BomQuery(Body):
    """For how many units."""

    quantity: Times = Decimal(1)


class BomLineBody(Body):
    """So much of a component in one unit. ``quantity`` and ``condition`` may be expressions."""

    sku: str = Field(min_length=1, max_length=64)
    quantity: str = Field(min_length=1, max_length=500)
    uom: str = Field(default="", max_length=20, description="Empty: the component's own unit.")
    scrap_percent: str = Field(default="0", max_length=20, description="Added on top.")
    condition: str = Field(default="", max_length=500)
    note: str = Field(default="", max_length=200)


class BomIn(Body):
    """All lines of a bill of materials, in their order; it is published at once."""

    lines: list[BomLineBody] = Field(min_length=1, max_length=MOST_LINES)


class BomRowOut(BaseModel):
    """A component at its level. ``cost`` is for all of it; null where it is not known."""

    level: int
    path: str
    sku: str
    name: Names
    quantity: str
    uom: str
    cost: str | None
    counted: bool


class BomOfProduct(BaseModel):
    """What a product is made of, as it is published; version 0: nobody has said so."""

    sku: str
    version: int
    quantity: str
    lines: list[BomLineBody]
    exploded: list[BomRowOut]
    cost: str | None
    currency: str
    without_cost: list[str]


class UseOut(BaseModel):
    """A product that has this one in it; ``path`` leads down to it."""

    level: int
    path: list[str]
    sku: str
    name: Names
    quantity: str | None
    condition: str


class UsesOut(BaseModel):
    """Where a product is used, at every level."""

    sku: str
    uses: list[UseOut]


@materials_api.get("/<path:sku>/bom")
@materials_api.input(BomQuery, location="query")
@materials_api.output(BomOfProduct)
@materials_api.doc(responses=[404, 422])
def get_bom(sku: str, query_data: BomQuery) -> dict[str, Any]:
    """Return a product's bill of materials: its lines, and everything in it, costed."""
    return _out(product_by_sku(session(), sku), query_data.quantity)


@materials_api.put("/<path:sku>/bom")
@materials_api.input(BomIn)
@materials_api.output(BomOfProduct)
@materials_api.doc(responses=[400, 403, 404, 422])
def put_bom(sku: str, json_data: BomIn) -> dict[str, Any]:
    """Write a product's bill of materials down; the same lines twice change nothing."""
    product = product_by_sku(session(), sku)
    said = [line.model_dump() | {"scrap": line.scrap_percent} for line in json_data.lines]
    lines = [component_from(session(), product, one) for one in said]
    actions.replace_lines(session(), product, lines, by=person().name)
    session().expire_all()
    return _out(product_by_sku(session(), sku), Decimal(1))


@materials_api.get("/<path:sku>/where-used")
@materials_api.output(UsesOut)
@materials_api.doc(responses=[404])
def where_used(sku: str) -> dict[str, Any]:
    """Return every product that has this one in it, at any level, with the way down to it."""
    product = product_by_sku(session(), sku)
    uses, items = queries.where_used(session(), product.sku)
    return {
        "sku": product.sku,
        "uses": [
            {
                "level": use.level,
                "path": list(use.path),
                "sku": use.sku,
                "name": items[use.sku].name,
                "quantity": None if use.quantity is None else f"{use.quantity:f}",
                "condition": use.condition,
            }
            for use in uses
        ],
    }


def _out(product: Product, times: Decimal) -> dict[str, Any]:
    version = queries.published(session(), product.id)
    exploded = exploded_of(session(), product, times)
    if exploded.refusal:
        raise Refusal(exploded.refusal)
    return {
        "sku": product.sku,
        "version": version.version if version else 0,
        "quantity": f"{times:f}",
        "lines": _lines(version),
        "exploded": _rows(exploded),
        "cost": _plain(exploded.costs.total),
        "currency": exploded.currency,
        "without_cost": list(exploded.costs.missing),
    }


def _lines(version: BomVersion | None) -> list[dict[str, str]]:
    return [
        {
            "sku": line.component,
            "quantity": line.quantity,
            "uom": line.uom,
            "scrap_percent": f"{line.scrap * 100:f}",
            "condition": line.condition,
            "note": line.note,
        }
        for line in (version.lines if version else [])
    ]


def _rows(exploded: Exploded) -> list[dict[str, Any]]:
    return [
        {
            **{name: getattr(row, name) for name in ("level", "path", "sku", "name", "uom")},
            "quantity": f"{row.quantity:f}",
            "cost": _plain(cost.amount),
            "counted": cost.counted,
        }
        for row, cost in zip(exploded.rows, exploded.costs.rows, strict=True)
    ]


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount:f}"
