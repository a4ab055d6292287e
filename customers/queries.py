"""Looking customers up."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from customers.addressing import Addressee
from customers.models import Contact, Customer
from foundation.db import found
from foundation.mail import Address
from foundation.numbers import folded


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A customer as the other rooms know it."""

    id: str
    name: str
    name_en: str
    kana: str
    industry: str
    channel: str
    price_group: str
    currency: str
    language: str
    address: str

    def called(self, language: str) -> str:
        """Return the company's name in a language, never abbreviated."""
        return self.name_en if language == "en" and self.name_en else self.name


@dataclass(frozen=True, slots=True)
class ContactCard:
    """A person at a customer as the other rooms know them."""

    id: str
    customer_id: str
    division: str
    division_en: str
    name: str
    name_en: str
    title: str
    title_en: str
    email: str
    language: str

    def called(self, language: str) -> str:
        """Return the person's name in a language."""
        return self.name_en if language == "en" and self.name_en else self.name

    @property
    def mail(self) -> Address:
        """Return where mail to them goes."""
        return Address(self.called(self.language), self.email, self.language)

    def addressee(self, company: CustomerCard, language: str) -> Addressee:
        """Return them as the addressee of a document."""
        english = language == "en"
        return Addressee(
            company.called(language),
            self.division_en if english else self.division,
            self.title_en if english else self.title,
            self.called(language),
        )


def customer_card(session: Session, customer_id: str) -> CustomerCard:
    """Return one customer. Raises Missing."""
    return customer_of(found(session, Customer, customer_id))


def contact_card(session: Session, contact_id: str) -> ContactCard:
    """Return one contact. Raises Missing."""
    return contact_of(found(session, Contact, contact_id))


def contacts_of(session: Session, customer_id: str) -> list[ContactCard]:
    """Return the active people of a customer, by kana."""
    active = select(Contact).where(Contact.customer_id == customer_id, Contact.active)
    return [contact_of(row) for row in session.scalars(active.order_by(Contact.kana))]


def customers_matching(words: str = "", sort: str = "kana") -> Select[Customer]:
    """Return the query of customers found by words; width, case and kana kind do not matter."""
    orders = {
        "kana": (Customer.kana, Customer.name),
        "-kana": (Customer.kana.desc(), Customer.name.desc()),
        "industry": (Customer.industry, Customer.kana),
        "-industry": (Customer.industry.desc(), Customer.kana),
    }
    query = select(Customer).order_by(*orders.get(sort, orders["kana"]))
    for word in folded(words).split():
        query = query.where(Customer.search.contains(word, autoescape=True))
    return query


def all_customers(session: Session) -> Sequence[CustomerCard]:
    """Return every customer, by kana."""
    return [customer_of(row) for row in session.scalars(customers_matching())]


def customer_of(row: Customer) -> CustomerCard:
    """Return the card of a row."""
    return CustomerCard(
        row.id,
        row.name,
        row.name_en,
        row.kana,
        row.industry,
        row.channel,
        row.price_group,
        row.currency,
        row.language,
        row.address,
    )


def contact_of(row: Contact) -> ContactCard:
    """Return the card of a row."""
    return ContactCard(
        row.id,
        row.customer_id,
        row.division,
        row.division_en,
        row.name,
        row.name_en,
        row.title,
        row.title_en,
        row.email,
        row.language,
    )
