"""A manufacturer's way to its customer: distributor, dealer, customer, with distinct prices."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import cpq.actions
from cpq.channels import routes
from cpq.channels.routes import Sale
from cpq.models import QuoteRevision
from cpq.price_lists import NewEntry, open_list, put_entries
from customers.actions import add_contact, add_customer
from customers.queries import customer_card
from deals.actions import open_deal
from foundation.db import utcnow
from people.actions import add_person
from people.roles import Role
from tests.cpq.builders import a_catalogue


@dataclass
class Way:
    """Three companies and an end-user quote for the last."""

    distributor: Any
    dealer: Any
    customer: Any
    draft: QuoteRevision

    def sale(self, session):
        """The deal the legs belong to."""
        return Sale("dea_1", customer_card(session, self.customer.id), "", "JPY")


def a_company(session, name, **more):
    company = add_customer(session, {"name": name, "kana": "カイシャ", **more})
    add_contact(session, company.id, {"name": f"{name} 担当", "email": f"x@{company.id}.example"})
    session.flush()
    return company


def a_way(session, skus=("SRV", "TEA"), prices=()):
    """A draft for the customer, by the standard list or its own, and nobody on the way yet."""
    a_catalogue(session)
    reseller = {"industry": "reseller", "address": "東京都千代田区一丁目1番1号"}
    distributor = a_company(session, "株式会社大手流通", price_group="distributor", **reseller)
    dealer = a_company(session, "町の販売店株式会社", price_group="dealer", **reseller)
    customer = a_company(session, "株式会社最終需要家")
    people = (("sato", Role.REP), ("takahashi", Role.LEADER), ("suzuki", Role.MANAGER))
    rep, _leader, _manager = (
        add_person(session, email=f"{name}@m.example", name=name, roles=[role], section="1")
        for name, role in people
    )
    asked = {"customer_id": customer.id, "name": "設備の更新", "expected_month": "2027-01"}
    open_deal(session, asked, by=rep, id="dea_1")
    draft = cpq.actions.open_quote(
        session,
        deal_id="dea_1",
        customer_id=customer.id,
        contact_id=customer.contacts[0].id,
        channel="direct",
        currency="JPY",
        owner_id=rep.id,
        language="ja",
        subject="設備の更新",
    )
    if prices:
        names = {"name": "特別", "name_en": "Special", "currency": "JPY"}
        open_list(session, code="OWN", **names, scope="customer", scope_id=customer.id)
        put_entries(session, "OWN", [NewEntry(sku, Decimal(price)) for sku, price in prices])
        draft.priced_at = utcnow()
    for sku in skus:
        cpq.actions.add_line(session, draft.id, sku=sku, quantity=Decimal(10))
    session.flush()
    return Way(distributor, dealer, customer, draft)


def three_legs(session, way):
    """30 % off for the distributor, 12 % on top for the dealer, the end-user price at the end."""
    sale = way.sale(session)
    wanted = [
        {
            "buyer_id": way.distributor.id,
            "basis": "off_end_user",
            "percent": "30",
            "documents": "quote",
        },
        {
            "buyer_id": way.dealer.id,
            "basis": "on_top",
            "percent": "12",
            "documents": "quote,order_form,proposal",
        },
        {"buyer_id": way.customer.id},
    ]
    return routes.put_legs(session, sale, wanted)
