"""What is done with customers and their people."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from customers.channels import Channel
from customers.corporate_number import checked_number
from customers.models import Contact, Customer
from foundation.db import found
from foundation.errors import Refusal
from foundation.language import LANGUAGES, _
from foundation.numbers import clean, folded

Fields = Mapping[str, str]
CURRENCIES = ("JPY", "USD")


def add_customer(session: Session, fields: Fields) -> Customer:
    """Add a company from the fields of a form, a file or an API call."""
    customer = Customer(
        name=clean(fields.get("name", ""), _("Company"), required=True, field="name")
    )
    _fill(customer, fields)
    session.add(customer)
    session.flush()
    return customer


def change_customer(session: Session, customer_id: str, fields: Fields) -> Customer:
    """Change a company."""
    customer = found(session, Customer, customer_id, lock=True)
    customer.name = clean(fields.get("name", ""), _("Company"), required=True, field="name")
    _fill(customer, fields)
    return customer


def add_contact(session: Session, customer_id: str, fields: Fields) -> Contact:
    """Add a person to a company."""
    customer = found(session, Customer, customer_id, lock=True)
    contact = Contact(name=_name(fields), email=_email(fields))
    _fill_contact(contact, fields)
    customer.contacts.append(contact)
    customer.search = _search(customer)
    session.flush()
    return contact


def change_contact(session: Session, contact_id: str, fields: Fields) -> Contact:
    """Change a person."""
    contact = found(session, Contact, contact_id, lock=True)
    contact.name, contact.email = _name(fields), _email(fields)
    contact.active = fields.get("active", "yes") == "yes"
    _fill_contact(contact, fields)
    return contact


def _fill(customer: Customer, fields: Fields) -> None:
    def word(key: str, current: str) -> str:
        return clean(fields.get(key, current), _("This entry"), field=key)

    customer.name_en = word("name_en", customer.name_en)
    customer.kana = word("kana", customer.kana)
    customer.industry = word("industry", customer.industry)
    customer.size_band = word("size_band", customer.size_band)
    customer.price_group = word("price_group", customer.price_group)
    customer.address = word("address", customer.address)
    customer.corporate_number = checked_number(
        fields.get("corporate_number", customer.corporate_number)
    )
    customer.channel = _channel(fields.get("channel", customer.channel))
    customer.language = _one_of(fields.get("language", customer.language), LANGUAGES, "language")
    customer.currency = _one_of(fields.get("currency", customer.currency), CURRENCIES, "currency")
    customer.search = _search(customer)


def _fill_contact(contact: Contact, fields: Fields) -> None:
    def word(key: str, current: str) -> str:
        return clean(fields.get(key, current), _("This entry"), field=key)

    contact.name_en = word("name_en", contact.name_en)
    contact.kana = word("kana", contact.kana)
    contact.division = word("division", contact.division)
    contact.division_en = word("division_en", contact.division_en)
    contact.title = word("title", contact.title)
    contact.title_en = word("title_en", contact.title_en)
    contact.phone = word("phone", contact.phone)
    contact.language = _one_of(fields.get("language", contact.language), LANGUAGES, "language")


def _name(fields: Fields) -> str:
    return clean(fields.get("name", ""), _("Name"), required=True, field="name")


def _email(fields: Fields) -> str:
    address = clean(fields.get("email", ""), _("Mail address"), required=True, field="email")
    local, at, domain = address.rpartition("@")
    if not (local and at and "." in domain) or " " in address:
        raise Refusal(_("%(email)s is not a mail address.", email=address), field="email")
    return address.lower()


def _channel(value: str) -> str:
    return _one_of(value, tuple(Channel), "channel")


def _one_of(value: str, known: tuple[str, ...], field: str) -> str:
    if value not in known:
        raise Refusal(_("Please choose one of the list."), field=field)
    return str(value)


def _search(customer: Customer) -> str:
    people = [f"{c.name} {c.name_en} {c.kana}" for c in customer.contacts]
    words = [customer.name, customer.name_en, customer.kana, customer.corporate_number, *people]
    return folded(" ".join(words))
