"""People who ask and decide, and requests for them."""

from decimal import Decimal

from sqlalchemy import select

from approvals import actions
from approvals.case import Case, CaseLine
from approvals.models import Request, Step
from approvals.rules import Facts
from foundation import tokens
from foundation.db import reading, transaction
from foundation.money import Money
from people import actions as people
from people.queries import card_of, person_card
from people.roles import Role

CONTENT = "c" * 64
PASSWORD = "correct horse battery"


def person(name, *roles, section="東日本", language="ja", name_en=""):
    with transaction() as session:
        email = f"{name}@m.example"
        return card_of(
            people.add_person(
                session,
                email=email,
                name=name,
                name_en=name_en,
                roles=roles,
                section=section,
                language=language,
                password=PASSWORD,
            )
        )


def left(somebody):
    """Let somebody leave the company; returns them as they are known now."""
    with transaction() as session:
        people.change_person(
            session,
            somebody.id,
            name=somebody.name,
            name_en=somebody.name_en,
            language=somebody.language,
            section=somebody.section,
            roles=somebody.roles,
            active=False,
        )
        return person_card(session, somebody.id)


def crew():
    """A rep, her leader, the manager: the demo's policy asks the latter two."""
    return (
        person("sato", Role.REP),
        person("takahashi", Role.LEADER),
        person("yamada", Role.MANAGER),
    )


def facts(discount="0.18", total=1_000_000, margin=None):
    return Facts(Money(total, "JPY"), Decimal(discount), margin and Decimal(margin))


def case(requester="sato"):
    both = {"ja": "株式会社青木製作所", "en": "Aoki Manufacturing"}
    line = CaseLine(
        name={"ja": "ワークステーション", "en": "Workstation"},
        sku="WS-1",
        quantity="2",
        list_amount=(1_000_000, "JPY"),
        net_amount=(820_000, "JPY"),
        discount="0.18",
        reason="競合対策",
        price_list={"ja": "標準", "en": "Standard"},
    )
    return Case(
        number="Q-2026-0001",
        revision=1,
        customer=both,
        deal="CAD更新",
        channel={"ja": "直販", "en": "Direct"},
        requester=requester,
        valid_until="2026-12-31",
        payment_terms={"ja": "月末締め", "en": "Net 30"},
        lines=[line],
        list_total=(1_000_000, "JPY"),
        subtotal=(820_000, "JPY"),
        total=(902_000, "JPY"),
        deepest_discount="0.18",
        margin="0.22",
    )


def ask(requester, *, subject="rev_1", group="qte_1", content=CONTENT, **weighed):
    """Ask for approval; returns the request's id."""
    with transaction() as session:
        return actions.request_approval(
            session,
            subject=subject,
            group=group,
            deal_id="dea_1",
            title="Q-2026-0001",
            content_sha256=content,
            facts=facts(**weighed),
            case=case(requester.name),
            requester=requester,
        ).id


def steps(request_id):
    with reading() as session:
        return session.get(Request, request_id).steps


def request_row(request_id):
    with reading() as session:
        return session.get(Request, request_id)


def decide(step, who, verdict="approved", comment="", content=CONTENT):
    with transaction() as session:
        actions.decide(
            session,
            step.id,
            person=who,
            verdict=verdict,
            comment=comment,
            content_sha256=content,
        )


def secret_of(step, who):
    """Return the secret of somebody's link to a step."""
    with reading() as session:
        known = select(tokens.Token).where(tokens.Token.subject == step.id)
        return tokens.secret(session.scalars(known.where(tokens.Token.bound == who.id)).one())


def open_step(request_id):
    with reading() as session:
        query = select(Step).where(Step.request_id == request_id, Step.state == "open")
        return session.scalars(query).one()
