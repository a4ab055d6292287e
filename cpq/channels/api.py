"""Registered deals over HTTP, for other systems."""

from datetime import date
from typing import Any, Literal

from apiflask import APIBlueprint
from pydantic import BaseModel, Field

from cpq.channels import registrations
from cpq.channels.registrations import state_of
from cpq.models import DealRegistration
from foundation.bodies import PROBLEMS, REFUSED, Body, Day
from foundation.db import found
from foundation.doors import page_of, session
from people.current import person

registrations_api = APIBlueprint(
    "registrations_api", __name__, url_prefix="/api/v1/registrations", tag="Registered deals"
)


class RegistrationIn(Body):
    """A dealer asks for a customer, for a product family or for everything."""

    holder_id: str = Field(max_length=40)
    customer_id: str = Field(max_length=40)
    category: str = Field(default="", max_length=100)
    note: str = Field(default="", max_length=1000)


class GrantIn(Body):
    """What a registration gives; what is left out is as usual."""

    protected_until: Day | None = None
    percent: str = Field(default="", max_length=20)
    second_percent: str = Field(default="", max_length=20)
    list_code: str = Field(default="", max_length=40)


class RefusalIn(Body):
    """Why not."""

    reason: str = Field(min_length=1, max_length=500)


class RegistrationOut(BaseModel):
    """A registered deal, and where it stands today."""

    id: str
    number: str
    holder_id: str
    customer_id: str
    category: str
    state: Literal["requested", "granted", "refused", "expired"]
    registered_on: date
    protected_until: date | None
    percent: str
    second_percent: str
    list_code: str
    note: str
    reason: str


class RegistrationsQuery(Body):
    """Which registrations."""

    q: str = Field(default="", max_length=100)
    state: Literal["", "requested", "granted", "refused", "expired"] = ""
    page: int = Field(default=1, ge=1, le=1_000_000)


class RegistrationsOut(BaseModel):
    """A page of registrations."""

    registrations: list[RegistrationOut]
    page: int
    pages: int
    total: int


@registrations_api.get("")
@registrations_api.input(RegistrationsQuery, location="query")
@registrations_api.output(RegistrationsOut)
@registrations_api.doc(responses={401: PROBLEMS[401], 403: PROBLEMS[403]})
def list_registrations(query_data: RegistrationsQuery) -> dict[str, Any]:
    """List registered deals, found by number or company, newest first."""
    query = registrations.registrations_matching(query_data.q, query_data.state)
    page = page_of(query, query_data.page)
    rows = [_out(row) for row in page.rows]
    return {"registrations": rows, "page": page.number, "pages": page.pages, "total": page.total}


@registrations_api.get("/<registration_id>")
@registrations_api.output(RegistrationOut)
@registrations_api.doc(responses=PROBLEMS)
def get_registration(registration_id: str) -> RegistrationOut:
    """Return one registered deal."""
    return _out(found(session(), DealRegistration, registration_id))


@registrations_api.post("")
@registrations_api.input(RegistrationIn)
@registrations_api.output(RegistrationOut, status_code=201)
@registrations_api.doc(responses=REFUSED)
def request_registration(json_data: RegistrationIn) -> RegistrationOut:
    """Write down that a dealer asks for a customer."""
    fields = json_data.model_dump()
    return _out(registrations.request_registration(session(), fields, by=person().name))


@registrations_api.post("/<registration_id>/grant")
@registrations_api.input(GrantIn)
@registrations_api.output(RegistrationOut)
@registrations_api.doc(responses=REFUSED)
def grant_registration(registration_id: str, json_data: GrantIn) -> RegistrationOut:
    """Protect a registration until a day."""
    given = json_data.model_dump(mode="json", exclude_none=True)
    row = registrations.grant_registration(session(), registration_id, given, by=person().name)
    return _out(row)


@registrations_api.post("/<registration_id>/refuse")
@registrations_api.input(RefusalIn)
@registrations_api.output(RegistrationOut)
@registrations_api.doc(responses=REFUSED)
def refuse_registration(registration_id: str, json_data: RefusalIn) -> RegistrationOut:
    """Refuse a registration, and say why."""
    row = registrations.refuse_registration(
        session(), registration_id, reason=json_data.reason, by=person().name
    )
    return _out(row)


def _out(row: DealRegistration) -> RegistrationOut:
    same = ("id", "number", "holder_id", "customer_id", "category", "registered_on")
    also = ("protected_until", "list_code", "note", "reason")
    return RegistrationOut(
        **{name: getattr(row, name) for name in (*same, *also)},
        state=state_of(row).value,
        percent=f"{row.percent:f}",
        second_percent=f"{row.second_percent:f}",
    )
