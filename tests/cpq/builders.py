"""Products, price lists and quotes to test with."""

from datetime import date
from decimal import Decimal

from cpq import actions
from cpq.catalog.actions import publish_model, put_product
from cpq.catalog.configuring import Choice
from cpq.price_lists import NewEntry, open_list, put_entries
from deals.actions import open_deal
from people.actions import add_person
from people.roles import Role
from tests.customers.builders import a_contact, a_customer

DAY = date(2026, 11, 25)
PASSWORD = "correct horse battery"


def words(text):
    return {"ja": text, "en": text}


# A workstation of three levels: product > base unit > board

MODEL = {
    "sku": "WS",
    "assemblies": [
        {"key": "base", "name": words("base unit")},
        {"key": "board", "name": words("board"), "parent": "base"},
    ],
    "slots": [
        {"key": "cpu", "label": words("processor"), "category": "cpu", "assembly": "board"},
        {"key": "board", "label": words("mainboard"), "category": "board", "assembly": "board"},
        {
            "key": "memory",
            "label": words("memory"),
            "category": "memory",
            "assembly": "board",
            "max_quantity": 4,
        },
        {"key": "power", "label": words("power"), "category": "power", "assembly": "base"},
        {
            "key": "screen",
            "label": words("screen"),
            "category": "screen",
            "required": False,
            "max_quantity": 2,
        },
    ],
    "constraints": [
        {
            "kind": "match",
            "slot": "cpu",
            "attribute": "socket",
            "other": "board",
            "other_attribute": "socket",
            "message": words("The processor does not fit the socket."),
        },
        {
            "kind": "resource",
            "provider": "board",
            "provider_attribute": "places",
            "uses": [{"slot": "memory", "attribute": "modules"}],
            "message": words("There are more modules than places."),
        },
        {
            "kind": "resource",
            "provider": "power",
            "provider_attribute": "watts",
            "base": 100,
            "uses": [{"slot": "cpu", "attribute": "tdp"}],
            "message": words("The power supply is too weak."),
        },
    ],
}
PARTS = [
    ("CPU-A", "cpu", 30000, {"socket": "A", "tdp": "65"}),
    ("CPU-B", "cpu", 90000, {"socket": "B", "tdp": "300"}),
    ("MB-A", "board", 20000, {"socket": "A", "places": "2"}),
    ("MB-B", "board", 50000, {"socket": "B", "places": "4"}),
    ("MEM-1", "memory", 5000, {"modules": "1"}),
    ("MEM-2", "memory", 9000, {"modules": "2"}),
    ("PS-300", "power", 8000, {"watts": "300"}),
    ("PS-600", "power", 15000, {"watts": "600"}),
    ("SCR", "screen", 40000, {}),
]
CHOSEN = {"cpu": "CPU-A", "board": "MB-A", "memory": "MEM-1", "power": "PS-300"}


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


def chosen(**parts):
    return {slot: Choice(sku=sku) for slot, sku in parts.items()}


def a_quote(session, quantity=1):
    """A draft with a complete workstation, a service and tea."""
    a_catalogue(session)
    draft = a_draft(session)
    line = actions.add_line(session, draft.id, sku="WS", quantity=Decimal(quantity))
    actions.configure_line(session, line.id, chosen(**CHOSEN))
    actions.add_line(session, draft.id, sku="SRV", quantity=Decimal("2.5"))
    actions.add_line(session, draft.id, sku="TEA", quantity=Decimal(3))
    session.flush()
    return draft
