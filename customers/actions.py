"""What is done with customers, their divisions and their people.

Fields come from a form, a file or an API call. What is not given stays as it is.
"""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from customers import reading
from customers.channels import Channel, Route
from customers.models import Contact, Customer, Division
from customers.names import sort_key
from foundation.db import found
from foundation.errors import Conflict, Refusal
from foundation.language import _
from foundation.numbers import clean, folded

Fields = Mapping[str, str]


def add_customer(session: Session, fields: Fields, *, id: str = "") -> Customer:  # noqa: A002  (a demo names its own)
    """Add a company."""
    customer = Customer(name=reading.company_name(fields))
    customer.id = id or customer.id
    _fill(session, customer, fields)
    session.add(customer)
    session.flush()
    return customer


def change_customer(session: Session, customer_id: str, fields: Fields) -> Customer:
    """Change a company. ``version`` in the fields is the one the person saw.

    Raises:
        Conflict: somebody else changed it since then.
    """
    customer = found(session, Customer, customer_id, lock=True)
    if fields.get("version", str(customer.version)) != str(customer.version):
        words = _("Somebody else changed this company meanwhile. Look at it and save again.")
        raise Conflict(words)
    if "name" in fields:
        customer.name = reading.company_name(fields)
    _fill(session, customer, fields)
    session.flush()
    return customer


def add_division(session: Session, customer_id: str, fields: Fields) -> Division:
    """Add a division. Raises Conflict when there is one of this name."""
    customer = found(session, Customer, customer_id, lock=True)
    name = clean(fields.get("name", ""), _("Division"), required=True, field="name")
    if any(known.name == name for known in customer.divisions):
        raise Conflict(_("There is a division %(name)s already.", name=name), field="name")
    english = clean(fields.get("name_en", ""), _("Division in English"), field="name_en")
    division = Division(name=name, name_en=english, position=len(customer.divisions))
    customer.divisions.append(division)
    session.flush()
    return division


def named_division(session: Session, customer_id: str, words: str) -> str | None:
    """Return the id of a division given by id or name; a new name is remembered."""
    words = words.strip()
    if not words:
        return None
    known = select(Division.id).where(Division.customer_id == customer_id)
    match = session.scalar(known.where((Division.id == words) | (Division.name == words)))
    return match or add_division(session, customer_id, {"name": words}).id


def add_contact(
    session: Session,
    customer_id: str,
    fields: Fields,
    *,
    id: str = "",  # noqa: A002  (a demo names its own)
) -> Contact:
    """Add a person to a company."""
    customer = found(session, Customer, customer_id, lock=True)
    family, given = reading.person_name(fields)
    contact = Contact(family_name=family, given_name=given, email=reading.mail_address(fields))
    contact.id = id or contact.id
    _fill_contact(session, customer_id, contact, fields)
    customer.contacts.append(contact)
    customer.search = _search(customer)
    session.flush()
    return contact


def change_contact(session: Session, contact_id: str, fields: Fields) -> Contact:
    """Change a person."""
    contact = found(session, Contact, contact_id)
    customer = found(session, Customer, contact.customer_id, lock=True)
    if {"name", "family_name"} & set(fields):
        contact.family_name, contact.given_name = reading.person_name(fields)
    if "email" in fields:
        contact.email = reading.mail_address(fields)
    if "active" in fields:
        contact.active = fields["active"] == "yes"
    _fill_contact(session, contact.customer_id, contact, fields)
    customer.search = _search(customer)
    session.flush()
    return contact


def _fill(session: Session, customer: Customer, fields: Fields) -> None:
    for column, value in reading.company_fields(fields).items():
        setattr(customer, column, value)
    for role in ("dealer_id", "distributor_id"):
        if role in fields:
            setattr(customer, role, _partner(session, customer, fields[role], role))
    Route(Channel(customer.channel), customer.dealer_id or "", customer.distributor_id or "")
    customer.sort_key = sort_key(customer.kana, customer.name)
    customer.search = _search(customer)


def _partner(session: Session, customer: Customer, partner_id: str, role: str) -> str | None:
    if not partner_id:
        return None
    if partner_id == customer.id:
        raise Refusal(_("A company cannot sell to itself."), field=role)
    if session.get(Customer, partner_id) is None:
        raise Refusal(_("Please choose one of the list."), field=role)
    return partner_id


def _fill_contact(session: Session, customer_id: str, contact: Contact, fields: Fields) -> None:
    for column, value in reading.contact_fields(fields).items():
        setattr(contact, column, value)
    if "division" in fields:
        contact.division_id = named_division(session, customer_id, fields["division"])
        contact.division = session.get(Division, contact.division_id or "")


def _search(customer: Customer) -> str:
    people = [f"{one.name} {one.name_en} {one.kana}" for one in customer.contacts]
    numbers = f"{customer.corporate_number} {customer.registration_number}"
    words = [customer.name, customer.name_en, customer.kana, customer.sort_key, numbers, *people]
    return folded(" ".join(words))
