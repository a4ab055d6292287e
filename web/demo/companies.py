"""Our own company with its people and words, and its customers."""

from typing import Any

from sqlalchemy.orm import Session

import customers.actions
import people.actions
import proposals.actions
from people.roles import Role
from proposals.importing import load_content
from web.demo.files import FOLDER, read_toml
from web.demo_people import DEMO_PASSWORD

BY = "見積システムズ"


def load_people(session: Session) -> int:
    """Add our people, each with the password that the sign-in page shows."""
    rows = read_toml("people.toml")["person"]
    for row in rows:
        roles = [Role(role) for role in row.pop("roles")]
        people.actions.add_person(session, **row, roles=roles, password=DEMO_PASSWORD)
    return len(rows)


def load_company(session: Session) -> int:
    """Write down what documents say about us, and fill the library; returns how many blocks."""
    proposals.actions.change_company(session, read_toml("company.toml"), by=BY)
    return load_content(session, FOLDER / "content", by=BY)


def load_customers(session: Session) -> int:
    """Add the customers with their divisions and people."""
    rows = read_toml("customers.toml")["customer"]
    for row in rows:
        _add_customer(session, row)
    return len(rows)


def _add_customer(session: Session, row: dict[str, Any]) -> None:
    divisions, contacts = row.pop("divisions", []), row.pop("contacts", [])
    customer = customers.actions.add_customer(session, row, id=row.pop("id"))
    for division in divisions:
        customers.actions.add_division(session, customer.id, division)
    for contact in contacts:
        customers.actions.add_contact(session, customer.id, contact, id=contact.pop("id"))
