"""No party of a chain sees another party's price: in no document, page, answer, mail or file.

The files of the leg in the middle are made and read whole, with their properties and their names;
of the other legs' documents everything is read that they are filled with.
"""

import io
import re
import zipfile
from decimal import Decimal

import pypdfium2
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy import select

import cpq.actions
import proposals.actions
import proposals.queries
from cpq.models import QuoteRevision
from cpq.proving import public_price_proof
from cpq.snapshot import snapshot_of
from foundation import db
from foundation.db import found
from foundation.jobs import look_and_deliver
from foundation.language import LANGUAGES
from foundation.mail import Mail, letter
from foundation.outbox import Fact
from foundation.storage import store
from foundation.tokens import Token, secret
from people.actions import add_person
from people.queries import person_card
from people.roles import Role
from proposals.actions.library import Content
from proposals.assemble import context_of
from proposals.gathering import gathered
from proposals.naming import file_name
from tests.application import application
from tests.flow.legs_scene import Scene
from tests.proposals import builders


@pytest.fixture
def app(database):
    with application() as made:
        yield made


@pytest.fixture
def scene(app):
    return Scene(app, prices=PRICES)


PRICES = [("SRV", 81_237), ("TEA", 10_853)]  # no figure of these is one of a file's own


def figures_of(session, row):
    """Every figure of a leg's quote, as it may be written: its lines, taxes and sums."""
    revision = session.get(QuoteRevision, row.id)
    figures = {Decimal(revision.subtotal), Decimal(revision.total), Decimal(revision.tax_total)}
    for line in revision.lines:
        figures |= {Decimal(line.price["net_amount"]), Decimal(line.price["net_unit"])}
    figures |= {Decimal(tax[name]) for tax in revision.taxes for name in ("tax", "base")}
    return {form for one in figures for form in (f"{one.normalize():,f}", f"{one.normalize():f}")}


def says(text, figure):
    """True when the figure stands there as a number of its own: no part of another, or of an id."""
    return re.search(rf"(?<![\da-f.,]){re.escape(figure)}(?![\da-f]|[.,]\d)", text) is not None


def text_of_pdf(content):
    document = pypdfium2.PdfDocument(content)
    pages = [page.get_textpage().get_text_range() for page in document]
    return "\n".join([*pages, str(document.get_metadata_dict()), text_of_package(content)])


def text_of_package(content):
    """Everything in a PDF that pages do not show: its metadata packet and what is attached."""
    reader = PdfFileReader(io.BytesIO(content))
    packet = reader.root.get("/Metadata")
    return (packet.data.decode() if packet else "") + str(reader.root.get("/Names", ""))


def text_of_word(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
        return "\n".join([*archive.namelist(), *parts])


@pytest.fixture
def papers(scene):
    """Every leg's quote; the dealer's, in the middle, is approved and all its files are made."""
    made = scene.made()
    with db.transaction() as session:
        card = {key: str(value) for key, value in vars(builders.company()).items()}
        number = {"registration_number": "T4010401142857"}
        proposals.actions.change_company(session, card | number, by="test")
        cpq.actions.submit_quote(session, made[1].id, by=scene.owner)
        finance = add_person(session, email="f@m.example", name="経理", roles=[Role.FINANCE])
        scene.finance = finance.id
    while look_and_deliver():
        pass
    return made


def texts_of(scene, row):
    """Everything about a leg's quote that may leave the house, by what it is."""
    with db.reading() as session:
        documents = proposals.queries.documents_of(session, row.id)
        texts = {"public()": str(snapshot_of(session, row.id).public())}
        for language in LANGUAGES:
            material = gathered(session, row.id, language)
            for kind in ("order_form", "proposal", "quote"):
                texts[f"{kind} {language}"] = str(context_of(kind, material))
        texts["document"] = texts["quote ja"]
        texts["proof for the customer"] = public_price_proof(session, row.id).decode()
        facts = [str(fact.payload) for fact in session.scalars(select(Fact))]
        texts["webhooks"] = "\n".join(one for one in facts if row.id in one)
    texts |= answers(scene, row)
    for one in documents:
        assert one.ready, one.error
        read = text_of_pdf if one.format == "pdf" else text_of_word
        texts[f"{one.kind}.{one.format}"] = file_name(one) + read(store().get(one.blob))
    return texts


def answers(scene, row):
    """What the API, a file to hand on, and a page say of a leg's quote to other roles than ours."""
    machine, address = scene.machine(), f"/api/v1/quotes/{row.id}"
    texts = {"api": machine.get(address).text, "api lines": machine.get(f"{address}/lines").text}
    who = scene.finance
    browser = scene.browser(who)
    texts["proof for finance"] = scene.machine(who).get(f"{address}/price-proof").text
    for page in ("", "/story", "/documents"):
        texts[f"page {page}"] = browser.get(f"/quotes/{row.id}{page}").text
    with db.reading() as session:
        lines = [line.id for line in session.get(QuoteRevision, row.id).lines]
    texts["lines"] = "".join(browser.get(f"/quotes/{row.id}/lines/{one}").text for one in lines)
    answer = browser.get(f"/quotes/{row.id}/lines.csv")
    texts["csv"] = answer.text.replace(",", " ") + answer.headers["Content-Disposition"]
    return texts


def shared(scene, row):
    """What the buyer of a leg is mailed, and reads on the page the mail leads to."""
    with db.transaction() as session:
        for kind in ("company_profile", "terms"):
            words = {"kind": kind, "key": "", "language": "ja"}
            block = Content("見出し", "<p>本文</p>")
            proposals.actions.add_block(session, **words, content=block, by="test")
        proposal = proposals.actions.make_proposal(session, row.id, language="ja", by="佐藤").id
    while look_and_deliver():
        pass
    with db.transaction() as session:
        rep = person_card(session, scene.owner)
        share = proposals.actions.share(
            session, proposal, contact_id=row.contact_id, by=rep, message="ご確認ください"
        )
        link = secret(found(session, Token, share.token_id))
        letters = [str(letter(session, mail)) for mail in session.scalars(select(Mail))]
    reader = scene.app.test_client()
    landing = reader.get(f"/p/{link}").text
    reader.post(f"/p/{link}", data={"gesture": "press"})
    page = reader.get(f"/p/now/{share.id}").text
    mails = [one for one in letters if "ご確認ください" in one]
    return {"landing": landing, "page": page, "mail": mails[0]}


@pytest.mark.once
def test_nothing_that_one_party_receives_shows_another_partys_price(scene, papers):
    with db.reading() as session:
        figures = [figures_of(session, row) for row in papers]
    sellers = ["見積システムズ株式会社", "株式会社大手流通", "町の販売店株式会社"]
    shown = shared(scene, papers[1])
    assert any(says(shown["page"], one) for one in figures[1])
    for place, row in enumerate(papers):
        texts = texts_of(scene, row) | (shown if place == 1 else {})
        assert place != 1 or {"quote.pdf", "quote.docx", "proposal.pdf"} <= set(texts)
        assert sellers[place] in texts["document"]
        others = set().union(*(f for n, f in enumerate(figures) if n != place))
        for where, text in texts.items():
            assert [one for one in others if says(text, one)] == [], (place, where)
            own = any(says(text, one) for one in figures[place])
            assert own or where in ("landing", "mail", "webhooks", "page /documents"), (
                place,
                where,
            )
