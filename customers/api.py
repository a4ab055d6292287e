"""Customers and their people for other systems."""

from collections.abc import Mapping

from apiflask import APIBlueprint

from customers import actions, queries
from customers.bodies import (
    ContactIn,
    ContactNew,
    ContactOut,
    ContactsOut,
    CustomerIn,
    CustomerNew,
    CustomerOut,
    CustomersOut,
    CustomersQuery,
)
from customers.queries import ContactCard, CustomerCard
from foundation.bodies import KNOWN, PROBLEMS, REFUSED
from foundation.doors import page_of, session

customers_api = APIBlueprint(
    "customers_api", __name__, url_prefix="/api/v1/customers", tag="Customers"
)


@customers_api.get("")
@customers_api.input(CustomersQuery, location="query")
@customers_api.output(CustomersOut)
@customers_api.doc(responses=KNOWN)
def list_customers(query_data: CustomersQuery) -> Mapping[str, object]:
    """List customers found by name, kana, number or person, by kana."""
    found = page_of(queries.customers_matching(query_data.q, query_data.sort), query_data.page)
    rows = [queries.customer_of(row) for row in found.rows]
    return {"customers": rows, "page": found.number, "pages": found.pages, "total": found.total}


@customers_api.get("/<customer_id>")
@customers_api.output(CustomerOut)
@customers_api.doc(responses=PROBLEMS)
def get_customer(customer_id: str) -> CustomerCard:
    """Return one customer."""
    return queries.customer_card(session(), customer_id)


@customers_api.post("")
@customers_api.input(CustomerNew)
@customers_api.output(CustomerOut, status_code=201)
@customers_api.doc(responses={**KNOWN, 409: REFUSED[409], 422: REFUSED[422]})
def add_customer(json_data: CustomerNew) -> CustomerCard:
    """Add a customer."""
    return queries.customer_of(actions.add_customer(session(), json_data.given()))


@customers_api.patch("/<customer_id>")
@customers_api.input(CustomerIn)
@customers_api.output(CustomerOut)
@customers_api.doc(responses=REFUSED)
def change_customer(customer_id: str, json_data: CustomerIn) -> CustomerCard:
    """Change what is given; with a version, only if nobody else changed it since."""
    return queries.customer_of(actions.change_customer(session(), customer_id, json_data.given()))


@customers_api.get("/<customer_id>/contacts")
@customers_api.output(ContactsOut)
@customers_api.doc(responses=PROBLEMS)
def list_contacts(customer_id: str) -> Mapping[str, object]:
    """List the people of a customer, those who have left last."""
    queries.customer_card(session(), customer_id)
    return {"contacts": queries.contacts_of(session(), customer_id, former=True)}


@customers_api.post("/<customer_id>/contacts")
@customers_api.input(ContactNew)
@customers_api.output(ContactOut, status_code=201)
@customers_api.doc(responses=REFUSED)
def add_contact(customer_id: str, json_data: ContactNew) -> ContactCard:
    """Add a person; a division that is not known yet is added too."""
    return queries.contact_of(actions.add_contact(session(), customer_id, json_data.given()))


@customers_api.patch("/<customer_id>/contacts/<contact_id>")
@customers_api.input(ContactIn)
@customers_api.output(ContactOut)
@customers_api.doc(responses=REFUSED)
def change_contact(customer_id: str, contact_id: str, json_data: ContactIn) -> ContactCard:
    """Change what is given."""
    queries.contact_of_customer(session(), customer_id, contact_id)
    return queries.contact_of(actions.change_contact(session(), contact_id, json_data.given()))
