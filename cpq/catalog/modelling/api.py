"""Product models for other systems: list, draft, test, publish, retire, export."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from apiflask import APIBlueprint
from flask import Response
from pydantic import BaseModel, Field
from sqlalchemy import select

from cpq.catalog.configuring import Definition
from cpq.catalog.modelling import versions
from cpq.catalog.modelling.desk import versions_of
from cpq.catalog.modelling.files import model_file
from cpq.catalog.modelling.finding import Cause, Finding
from cpq.catalog.modelling.gate import Gate, gate_of
from cpq.catalog.modelling.strays import strays_of
from cpq.catalog.models import ProductModel
from cpq.catalog.queries import offered, product_by_sku
from foundation.bodies import Body
from foundation.canonical import fingerprint
from foundation.doors import session
from foundation.errors import Missing
from foundation.handing import as_file
from foundation.language import _, say
from people.current import person

models_api = APIBlueprint(
    "models_api", __name__, url_prefix="/api/v1/products", tag="Product models"
)
REFUSED = {404: "Not found", 409: "Not in this state", 422: "Something is missing or wrong"}
HIGHEST_VERSION = 1_000_000_000
ONE = "/<path:sku>/models/<int:version>"


class DefinitionIn(Body):
    """A whole definition: slots, assemblies, constraints, tests, questions."""

    definition: dict[str, Any]


class PublishIn(Body):
    """The fingerprint of the definition that was looked at."""

    sha256: str = Field(min_length=64, max_length=64, pattern="^[0-9a-f]{64}$")


class ModelRowOut(BaseModel):
    """A version of a product's model."""

    version: int
    state: str
    sha256: str
    created_at: datetime
    published_at: datetime | None


class ModelOut(ModelRowOut):
    """A version with its definition."""

    definition: dict[str, Any]


class ModelsOut(BaseModel):
    """The versions of a product's model, newest first."""

    models: list[ModelRowOut]


class FoundOut(BaseModel):
    """An option that is dead, or forced, by which rules; no option: the whole group.

    ``meant``: on purpose. ``key`` is what ``meant`` of the definition names it by.
    """

    slot: str
    option: str
    meant: bool
    key: str
    because: list[str]


class IdleOut(BaseModel):
    """A rule without effect, as the definition counts them from 1, and why."""

    rule: int | None
    why: str
    because: list[str]


class TestOut(BaseModel):
    """How a test of the model went."""

    name: str
    passed: bool
    why: str | None


class GateOut(BaseModel):
    """What stands between a model and publishing; ``problem`` is the first thing to mend."""

    state: str
    sha256: str
    problem: str | None
    void: bool
    dead: list[FoundOut]
    forced: list[FoundOut]
    against: list[str] = Field(description="The rules because of which nothing can be configured.")
    idle: list[IdleOut]
    tests: list[TestOut]
    strays: list[str] = Field(
        description="Papers and lines that name what this version does not have. They bar nothing."
    )


@models_api.get("/<path:sku>/models")
@models_api.output(ModelsOut)
@models_api.doc(responses={404: "Not found"})
def list_models(sku: str) -> dict[str, Any]:
    """List the versions of a product's model, newest first."""
    rows = versions_of(session(), product_by_sku(session(), sku))
    return {"models": [_row_out(row) for row in rows]}


@models_api.post("/<path:sku>/models")
@models_api.input(DefinitionIn)
@models_api.output(ModelOut, status_code=201)
@models_api.doc(responses=REFUSED)
def add_model(sku: str, json_data: DefinitionIn) -> ModelOut:
    """Begin a draft from a definition; a product without a model becomes configurable."""
    product = product_by_sku(session(), sku)
    row = versions.begin_draft(
        session(), product.id, by=person().id, definition=json_data.definition
    )
    return _out(row)


@models_api.get(ONE)
@models_api.output(ModelOut)
@models_api.doc(responses={404: "Not found"})
def get_model(sku: str, version: int) -> ModelOut:
    """Return a version with its definition."""
    return _out(_row(sku, version))


@models_api.put(ONE)
@models_api.input(DefinitionIn)
@models_api.output(ModelOut)
@models_api.doc(responses=REFUSED)
def put_model(sku: str, version: int, json_data: DefinitionIn) -> ModelOut:
    """Replace the definition of a draft; it can be undone like every edit."""
    row = _row(sku, version)
    what = _("Take over %(file)s", file=_("what another system sent"))
    seen = str(row.head)
    edited = versions.edit(session(), row.id, json_data.definition, what, by=person().id, seen=seen)
    return _out(edited)


@models_api.post(f"{ONE}/test")
@models_api.output(GateOut, status_code=200)
@models_api.doc(responses=REFUSED)
def check_model(sku: str, version: int) -> GateOut:
    """Run the tests of a draft; when nothing has to be mended, it is tested."""
    row = _row(sku, version)
    row.must_be_open()
    gate = gate_of(session(), row)
    if gate.problem is None:
        versions.run_tests(session(), row.id)
    return _gate_out(row, gate)


@models_api.post(f"{ONE}/publish")
@models_api.input(PublishIn)
@models_api.output(ModelOut, status_code=200)
@models_api.doc(responses=REFUSED)
def publish_model(sku: str, version: int, json_data: PublishIn) -> ModelOut:
    """Publish exactly the definition with this fingerprint; the version before is retired."""
    row = _row(sku, version)
    return _out(versions.publish(session(), row.id, sha256=json_data.sha256, by=person().id))


@models_api.post(f"{ONE}/retire")
@models_api.output(ModelOut, status_code=200)
@models_api.doc(responses=REFUSED)
def retire_model(sku: str, version: int) -> ModelOut:
    """Retire a version; lines that were configured with it keep it."""
    return _out(versions.retire(session(), _row(sku, version).id))


@models_api.get(f"{ONE}/export.<kind>")
@models_api.doc(responses={404: "Not found"})
def export_model(sku: str, version: int, kind: str) -> Response:
    """Return a version as a file: whole as TOML, its UVL part, or its rows as CSV or XLSX."""
    definition = Definition.model_validate(_row(sku, version).definition)
    content, media_type = model_file(kind, definition, offered(session(), definition))
    return as_file(content, f"{sku}-{version}.{kind}", media_type)


def _row(sku: str, version: int) -> ProductModel:
    product = product_by_sku(session(), sku)
    query = select(ProductModel).where(ProductModel.product_id == product.id)
    wanted = query.where(ProductModel.version == min(version, HIGHEST_VERSION))
    row = session().scalars(wanted).one_or_none()
    if row is None:
        words = _("%(sku)s has no model version %(n)s.", sku=sku, n=min(version, HIGHEST_VERSION))
        raise Missing(words)
    return row


def _row_out(row: ProductModel) -> dict[str, Any]:
    return {
        "version": row.version,
        "state": row.state,
        "sha256": fingerprint(row.definition),
        "created_at": row.created_at,
        "published_at": row.published_at,
    }


def _out(row: ProductModel) -> ModelOut:
    session().flush()
    return ModelOut(**_row_out(row), definition=row.definition)


def _gate_out(row: ProductModel, gate: Gate) -> GateOut:
    return GateOut(
        state=row.state,
        sha256=fingerprint(row.definition),
        problem=say(gate.problem) if gate.problem else None,
        void=gate.void,
        dead=[_found_out(one) for one in gate.dead],
        forced=[_found_out(one) for one in gate.forced],
        against=_said(gate.against),
        idle=[
            IdleOut(rule=one.rule.number, why=say(one.text), because=_said(one.because))
            for one in gate.idle
        ],
        tests=[
            TestOut(
                name=result.test.name,
                passed=result.passed,
                why=say(result.failure) if result.failure else None,
            )
            for result in gate.results
        ],
        strays=[say(stray.text) for stray in strays_of(session(), row)],
    )


def _found_out(one: Finding) -> FoundOut:
    return FoundOut(
        slot=one.slot, option=one.option, meant=one.meant, key=one.key, because=_said(one.causes)
    )


def _said(causes: Iterable[Cause]) -> list[str]:
    return [say(cause.text) for cause in causes]
