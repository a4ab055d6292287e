"""Products, price lists and quotes to test with."""

from datetime import date
from decimal import Decimal

from cpq import actions
from cpq.catalog.actions import publish_model, put_product
from cpq.price_lists import NewEntry, open_list, put_entries
from deals.actions import open_deal
from people.actions import add_person
from people.roles import Role
from tests.cpq.catalog.configurables import CHOSEN, MODEL, PARTS, chosen
from tests.customers.builders import a_contact, a_customer

DAY = date(2026, 11, 25)
PASSWORD = "correct horse battery"


def put(session, sku, **fields):
    given = {"sku": sku, "name": f"品{sku}", "name_en": f"Item {sku}", **fields}
    return put_product(session, given)


def a_catalogue(session):
    """A workstation with its parts, a service, and tea at the reduced rate, on a standard list."""
    put(session, "WS", kind="configurable", uom="unit", cost=Decimal(10000), cost_currency="JPY")
    for sku, category, price, attributes in PARTS:
        cost = Decimal(price) / 2
        put(session, sku, category=category, attributes=attributes, cost=cost, cost_currency="JPY")
    put(session, "SRV", kind="service", uom="hour", cost=Decimal(4000), cost_currency="JPY")
    put(session, "TEA", tax_class="reduced", cost=Decimal(400), cost_currency="JPY")
    session.flush()
    publish_model(session, MODEL)
    names = {"name": "標準価格表", "name_en": "Standard", "currency": "JPY", "scope": "standard"}
    open_list(session, code="STD", **names)
    prices = [("WS", 25000), ("SRV", 8000), ("TEA", 1080), *((s, p) for s, _c, p, _a in PARTS)]
    put_entries(session, "STD", [NewEntry(sku, Decimal(price)) for sku, price in prices])
    session.flush()


def a_house(session):
    """A rep, a leader and a manager of one section; and a deal of the rep's."""
    rep = add_person(
        session,
        email="sato@m.example",
        name="佐藤",
        roles=[Role.REP],
        section="1",
        password=PASSWORD,
    )
    for email, name, role in (
        ("t@m.example", "高橋", Role.LEADER),
        ("m@m.example", "森", Role.MANAGER),
    ):
        add_person(session, email=email, name=name, roles=[role], section="1")
    customer = a_customer(session)
    contact = a_contact(session, customer.id)
    session.flush()
    asked = {
        "customer_id": customer.id,
        "contact_id": contact.id,
        "name": "更新",
        "expected_month": "2027-01",
    }
    deal = open_deal(session, asked, by=rep)
    session.flush()
    return rep, customer, contact, deal


def a_draft(session, **fields):
    """An empty draft for the deal of a house."""
    rep, customer, contact, deal = a_house(session)
    given = {
        "deal_id": deal.id,
        "customer_id": customer.id,
        "contact_id": contact.id,
        "channel": "direct",
        "currency": "JPY",
        "owner_id": rep.id,
        "language": "ja",
    }
    return actions.open_quote(session, **{**given, **fields})


def a_quote(session, quantity=1):
    """A draft with a complete workstation, a service and tea."""
    a_catalogue(session)
    draft = a_draft(session)
    line = actions.add_line(session, draft.id, sku="WS", quantity=Decimal(quantity))
    actions.configure_line(session, line.id, chosen(**CHOSEN))
    actions.add_line(session, draft.id, sku="SRV", quantity=Decimal("2.5"))
    actions.add_line(session, draft.id, sku="TEA", quantity=Decimal(3))
    session.flush()
    session.refresh(draft, ["lines"])  # they are looked at when the session is gone
    return draft
