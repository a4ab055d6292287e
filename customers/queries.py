"""Looking customers up."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from customers.cards import ContactCard, CustomerCard, DivisionCard
from customers.models import Contact, Customer, Division
from foundation.db import found
from foundation.errors import Missing
from foundation.language import _
from foundation.numbers import folded

__all__ = [
    "ContactCard",
    "CustomerCard",
    "DivisionCard",
    "all_customers",
    "contact_card",
    "contact_of_customer",
    "contacts_of",
    "customer_card",
    "customer_cards",
    "customers_matching",
    "division_card",
    "divisions_of",
    "ids_matching",
    "partners",
    "people_counted",
    "sort_key_of",
]


def customer_card(session: Session, customer_id: str) -> CustomerCard:
    """Return one customer. Raises Missing."""
    return customer_of(found(session, Customer, customer_id))


def customer_cards(session: Session, ids: Iterable[str]) -> dict[str, CustomerCard]:
    """Return several customers by id; what does not exist is left out."""
    rows = session.scalars(select(Customer).where(Customer.id.in_(set(ids))))
    return {row.id: customer_of(row) for row in rows}


def contact_card(session: Session, contact_id: str) -> ContactCard:
    """Return one contact. Raises Missing."""
    return contact_of(found(session, Contact, contact_id))


def contact_of_customer(session: Session, customer_id: str, contact_id: str) -> ContactCard:
    """Return one contact of this customer. Raises Missing for somebody else's."""
    row = found(session, Contact, contact_id)
    if row.customer_id != customer_id:
        raise Missing(_("There is nobody of this name at this customer. The link may be old."))
    return contact_of(row)


def people_counted(session: Session, ids: Iterable[str]) -> dict[str, int]:
    """Return how many active people are known at each of these customers."""
    known = select(Contact.customer_id, func.count()).where(Contact.active)
    counted = known.where(Contact.customer_id.in_(set(ids))).group_by(Contact.customer_id)
    return dict(session.execute(counted).all())


def contacts_of(session: Session, customer_id: str, *, former: bool = False) -> list[ContactCard]:
    """Return the people of a customer by kana; ``former`` shows also those who have left."""
    query = select(Contact).where(Contact.customer_id == customer_id)
    if not former:
        query = query.where(Contact.active)
    in_order = query.order_by(Contact.active.desc(), Contact.kana, Contact.id)
    return [contact_of(row) for row in session.scalars(in_order)]


def division_card(session: Session, division_id: str | None) -> DivisionCard | None:
    """Return one division, if there is one."""
    row = session.get(Division, division_id) if division_id else None
    return division_of(row) if row else None


def divisions_of(session: Session, customer_id: str) -> list[DivisionCard]:
    """Return the divisions of a customer in their order."""
    query = select(Division).where(Division.customer_id == customer_id)
    return [division_of(row) for row in session.scalars(query.order_by(Division.position))]


def partners(session: Session) -> list[CustomerCard]:
    """Return the companies that resell: dealers and distributors."""
    query = customers_matching().where(Customer.industry == "reseller")
    return [customer_of(row) for row in session.scalars(query)]


def customers_matching(words: str = "", sort: str = "kana") -> Select[Customer]:
    """Return the query of customers found by words; width, case and kana kind do not matter."""
    orders = {
        "kana": (Customer.sort_key, Customer.id),
        "-kana": (Customer.sort_key.desc(), Customer.id),
        "industry": (Customer.industry, Customer.sort_key),
        "-industry": (Customer.industry.desc(), Customer.sort_key),
    }
    return select(Customer).where(*_found_by(words)).order_by(*orders.get(sort, orders["kana"]))


def ids_matching(words: str) -> Select[str]:
    """Return the ids of the customers found by words, for the queries of other rooms."""
    return select(Customer.id).where(*_found_by(words))


def sort_key_of(customer_id: InstrumentedAttribute[str]) -> ScalarSelect[str]:
    """Return what orders the customer of another room's row, for its ORDER BY."""
    return select(Customer.sort_key).where(Customer.id == customer_id).scalar_subquery()


def all_customers(session: Session) -> Sequence[CustomerCard]:
    """Return every customer, by kana."""
    return [customer_of(row) for row in session.scalars(customers_matching())]


def _found_by(words: str) -> list[ColumnElement[bool]]:
    return [Customer.search.contains(word, autoescape=True) for word in folded(words).split()]


def customer_of(row: Customer) -> CustomerCard:
    """Return the card of a row."""
    return CustomerCard(
        id=row.id,
        name=row.name,
        name_en=row.name_en,
        kana=row.kana,
        industry=row.industry,
        size_band=row.size_band,
        corporate_number=row.corporate_number,
        registration_number=row.registration_number,
        channel=row.channel,
        dealer_id=row.dealer_id or "",
        distributor_id=row.distributor_id or "",
        price_group=row.price_group,
        region=row.region,
        currency=row.currency,
        language=row.language,
        address=row.address,
        version=row.version,
    )


def contact_of(row: Contact) -> ContactCard:
    """Return the card of a row."""
    return ContactCard(
        id=row.id,
        customer_id=row.customer_id,
        division_id=row.division_id or "",
        division=row.division.name if row.division else "",
        division_en=row.division.name_en if row.division else "",
        family_name=row.family_name,
        given_name=row.given_name,
        name_en=row.name_en,
        kana=row.kana,
        title=row.title,
        title_en=row.title_en,
        email=row.email,
        phone=row.phone,
        language=row.language,
        active=row.active,
    )


def division_of(row: Division) -> DivisionCard:
    """Return the card of a row."""
    return DivisionCard(row.id, row.customer_id, row.name, row.name_en)
