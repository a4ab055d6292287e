"""A rep with leader and manager, a customer, a deal, and something to sell."""

from decimal import Decimal

import cpq.actions
from cpq.catalog.actions import put_product
from cpq.price_lists import NewEntry, open_list, put_entries
from customers.actions import add_contact
from flow import quoting
from people.actions import add_person
from people.roles import Role
from tests.deals.builders import a_customer, a_deal, a_rep

STANDARD = {"code": "STD", "name": "標準価格表", "name_en": "Standard", "currency": "JPY"}


class Scene:
    """A deal that can be quoted, and everybody around it."""

    def __init__(self, session):
        self.rep = a_rep(session, section="営業1課")
        self.leader = boss(session, "takahashi", Role.LEADER)
        self.manager = boss(session, "suzuki", Role.MANAGER)
        self.customer = a_customer(session)
        self.president = add_contact(
            session,
            self.customer.id,
            {"name": "青木 誠", "title": "代表取締役", "email": "president@aoki.example"},
        )
        self.deal = a_deal(session, self.rep, self.customer)
        put_product(
            session, {"sku": "PC", "name": "計算機", "cost": 60_000, "cost_currency": "JPY"}
        )
        put_product(session, {"sku": "NEW", "name": "新製品"})
        open_list(session, **STANDARD, scope="standard")
        put_entries(session, "STD", [NewEntry("PC", Decimal(100_000))])
        session.flush()

    def quote(self, session, percent="0", sku="PC"):
        """Open a quote with one line of ten, discounted; returns its id."""
        revision_id = quoting.open_quote(session, self.deal.id, by=self.rep)
        line = cpq.actions.add_line(session, revision_id, sku=sku, quantity=Decimal(10))
        if percent != "0":
            cpq.actions.set_discount(
                session, line.id, percent=Decimal(percent), reason="競合と同条件"
            )
        return revision_id

    def submitted(self, session, percent="0"):
        """Submit such a quote; without a discount it is approved at once."""
        revision_id = self.quote(session, percent)
        cpq.actions.submit_quote(session, revision_id, by=self.rep.id)
        return revision_id


def boss(session, name, role):
    email, section = f"{name}@example.jp", "営業1課"
    return add_person(session, email=email, name=name, roles=[role], section=section)
