"""A whole small house: an approved quote of a real deal, and everything its documents need."""

from decimal import Decimal
from io import BytesIO

from PIL import Image

import cpq.actions
import flow.journey  # noqa: F401  (the rooms hear of each other)
from cpq.catalog.actions import put_product
from cpq.price_lists import NewEntry, open_list, put_entries
from customers.actions import add_contact, add_customer
from deals.actions import open_deal
from foundation.db import found, reading, transaction
from foundation.jobs import look_and_deliver
from foundation.storage import store
from foundation.tokens import Token, secret
from people.actions import add_person
from people.queries import people, person_by_email
from people.roles import Role
from proposals import actions, queries
from proposals.actions.library import Content
from proposals.models import Document
from tests.proposals import builders

PASSWORD = "a long enough password"
PRODUCTS = [
    ("MON-27", "27型 4Kモニター", "27-inch 4K monitor", "standard", "54800", "370.55"),
    ("SRV-SETUP", "設置・初期設定作業", "On-site set-up", "standard", "180000", "1215"),
    ("GIFT-TEA", "茶菓セット R&D用", "Refreshments for R&D", "reduced", "4980", "34"),
]
CONTENT = [
    ("company_profile", "", "会社概要", "About us"),
    ("terms", "", "お取引条件", "Terms"),
    ("product", "MON-27", "27型 4Kモニター", "27-inch monitor"),
    ("case_study", "manufacturing", "導入事例", "Case study"),
]


def house(*, content=True, company=True):
    """Everything but a quote."""
    with transaction() as session:
        for name, role in (
            ("sato", Role.REP),
            ("nakamura", Role.CONTENT),
            ("tanaka", Role.FINANCE),
        ):
            add_person(
                session,
                email=f"{name}@mitsumori.example",
                name="佐藤 優子" if name == "sato" else name,
                name_en="Yuko Sato" if name == "sato" else name,
                roles=[role],
                password=PASSWORD,
            )
        if company:
            card = {key: str(value) for key, value in vars(builders.company()).items()}
            actions.change_company(
                session, card | {"registration_number": "T4010401142857"}, by="test"
            )
        for kind, key, ja, en in CONTENT if content else ():
            for language, title in (("ja", ja), ("en", en)):
                body = f"<p>{title} <strong>AT&amp;T</strong> R&amp;D;</p>"
                words = {"kind": kind, "key": key, "language": language}
                actions.add_block(session, **words, content=Content(title, body), by="test")
        _catalogue(session)
        _customer(session)


def _catalogue(session):
    for sku, name, name_en, tax, _yen, _dollars in PRODUCTS:
        put_product(session, {"sku": sku, "name": name, "name_en": name_en, "tax_class": tax})
    for currency, place in (("JPY", 4), ("USD", 5)):
        open_list(
            session,
            code=f"STD-{currency}",
            name="標準",
            name_en="Standard",
            currency=currency,
            scope="standard",
        )
        entries = [NewEntry(row[0], Decimal(row[place])) for row in PRODUCTS]
        put_entries(session, f"STD-{currency}", entries)


def _customer(session):
    fields = {
        "name": "株式会社青木製作所",
        "name_en": "Aoki Manufacturing Co., Ltd.",
        "kana": "アオキセイサクショ",
        "industry": "manufacturing",
    }
    customer = add_customer(session, fields, id="cus_aoki")
    person = {"name": "鈴木 一郎", "name_en": "Ichiro Suzuki", "title": "部長"}
    add_contact(session, customer.id, person | {"email": "suzuki@aoki.example"}, id="con_aoki")
    other = add_customer(session, {"name": "別の会社", "kana": "ベツノカイシャ"}, id="cus_other")
    stranger = {"name": "他人 太郎", "email": "tanin@betsu.example"}
    add_contact(session, other.id, stranger, id="con_other")


def draft(*, currency="JPY", language="ja", skus=("MON-27", "SRV-SETUP", "GIFT-TEA")):
    """A quote that is not submitted yet. Returns its revision's id."""
    with transaction() as session:
        rep = sato(session)
        asked = {"customer_id": "cus_aoki", "name": "4K更新", "expected_month": "2027-01"}
        deal = open_deal(session, asked, by=rep)
        revision = cpq.actions.open_quote(
            session,
            deal_id=deal.id,
            customer_id="cus_aoki",
            contact_id="con_aoki",
            channel="direct",
            currency=currency,
            owner_id=rep.id,
            language=language,
        )
        for number, sku in enumerate(skus):
            cpq.actions.add_line(session, revision.id, sku=sku, quantity=Decimal(number + 2))
        return revision.id


def approved(**how):
    """A quote that was approved, its documents not made yet. Returns its revision's id."""
    revision_id = draft(**how)
    with transaction() as session:
        cpq.actions.submit_quote(session, revision_id, by=sato(session).name)
    return revision_id


def made(revision_id=None, language="ja"):
    """A proposal whose documents are waiting to be made. Returns its id."""
    revision_id = revision_id or approved(language=language)
    with transaction() as session:
        return actions.make_proposal(session, revision_id, language=language, by="佐藤").id


def ready(revision_id=None, language="ja"):
    """A proposal with all its documents. Returns its id."""
    proposal_id = made(revision_id, language)
    deliver()
    return proposal_id


def printed(proposal_id=None, only=""):
    """A proposal whose documents lie ready, each a picture of one white page. Returns its id."""
    proposal_id = proposal_id or made()
    sheet = BytesIO()
    Image.new("RGB", (124, 175), "white").save(sheet, "PNG")
    view, paper = store().put(sheet.getvalue()), store().put(b"%PDF-1.7 of a test")
    with transaction() as session:
        for row in [d for d in documents(proposal_id) if not only or d.format == only]:
            document = session.get(Document, row.id)
            document.finish(paper, 1, {})
            document.views, document.texts = [view], ["株式会社青木製作所"]
    return proposal_id


def shared(proposal_id=None, contact_id="con_aoki", message=""):
    """A share of a proposal that is ready. Returns its id and the secret of its link."""
    proposal_id = proposal_id or printed()
    with transaction() as session:
        share = actions.share(
            session, proposal_id, contact_id=contact_id, by=sato(session), message=message
        )
        return share.id, secret(found(session, Token, share.token_id))


def documents(proposal_id):
    with reading() as session:
        proposal = queries.proposal_of(session, proposal_id)
        return queries.documents_of_proposal(session, proposal)


def share(share_id):
    with reading() as session:
        return queries.share_of(session, share_id)


def sato(session):
    return person_by_email(session, "sato@mitsumori.example") or people(session)[0]


def deliver():
    """Let the worker do everything that is due."""
    while look_and_deliver():
        pass
