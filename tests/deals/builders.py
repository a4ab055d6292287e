"""A rep, a customer and a deal of theirs."""

from customers.actions import add_contact, add_customer, add_division
from deals import actions
from people.actions import add_person
from people.roles import Role


def a_rep(session, email="sato@example.jp", name="佐藤 花", roles=(Role.REP,), **more):
    return add_person(session, email=email, name=name, roles=roles, **more)


def a_customer(session, name="株式会社青木製作所", **more):
    customer = add_customer(session, {"name": name, "kana": "アオキセイサクショ", **more})
    add_division(session, customer.id, {"name": "製造部"})
    add_contact(
        session,
        customer.id,
        {"name": "青木 一郎", "email": "aoki@aoki.example", "division": "製造部"},
    )
    return customer


def a_deal(session, rep, customer, **fields):
    asked = {"name": "ワークステーション更新", "expected_month": "2026-12", **fields}
    return actions.open_deal(session, {"customer_id": customer.id, **asked}, by=rep)


def told(session, deal, kind, document="rev_1", **more):
    actions.note_fact(
        session, deal.id, kind=kind, document=document, key=f"{kind}:{document}", **more
    )
    session.flush()


SNAPSHOT = {
    "customer_id": "cus_1",
    "customer": {"ja": "株式会社青木製作所", "en": "Aoki Seisakusho"},
    "total": 1_100_000,
    "currency": "JPY",
    "number": "Q-2026-0001",
}


def booked(session, deal, envelope_id="env_1"):
    return actions.book_order(
        session,
        deal_id=deal.id,
        envelope_id=envelope_id,
        number="Q-2026-0001",
        document="blob1",
        certificate="blob2",
        snapshot=SNAPSHOT,
    )
