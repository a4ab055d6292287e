"""A quote's PDF package: its PDF and behind it what goes along, made by the worker."""

from io import BytesIO

import pypdfium2
import pytest

from cpq.catalog.papers.actions import add_paper
from cpq.catalog.papers.checking import Checked
from cpq.catalog.queries import product_by_sku
from foundation.db import reading, transaction
from foundation.errors import Refusal
from foundation.outbox import NotYet
from foundation.rendering import NotRendered
from foundation.rendering.reasons import said
from foundation.storage import store
from people.actions import give_token
from proposals import actions, queries
from proposals.events import DocumentRequested
from proposals.jobs import render_document
from proposals.models import Document
from tests.cpq.papers.files import pdf
from tests.proposals import world


def a_paper(language, kind="spec"):
    with transaction() as session:
        product = product_by_sku(session, "MON-27")
        said = {"kind": kind, "language": language, "title": f"書類 {kind}", "title_en": kind}
        content = Checked(pdf(f"{kind} {language}"), 1)
        return add_paper(session, product.id, said, content, by="test")


def made_of(revision_id):
    with reading() as session:
        return queries.quote_documents(session, revision_id)


def asked_for(revision_id, language="ja", form="pdf"):
    asked = {"kind": "package", "language": language, "format": form}
    with transaction() as session:
        return actions.prepare_document(session, revision_id=revision_id, **asked).id


def quote_printed(revision_id, language="ja"):
    """Let the quote's own PDF be there, as the press would have made it."""
    row = made_of(revision_id)[language, "quote", "pdf"]
    with transaction() as session:
        content = store().put(pdf(f"quote {language}"))
        session.get(Document, row.id).finish(content, 1, {})


def titles(blob):
    with pypdfium2.PdfDocument(BytesIO(store().get(blob))) as document:
        return [mark.get_title() for mark in document.get_toc()]


@pytest.mark.once
def test_it_is_the_quote_and_the_papers_of_its_language_the_same_every_time(house):
    for language, kind in (("ja", "spec"), ("en", "spec"), ("ja", "drawing")):
        a_paper(language, kind)
    revision_id = world.draft()
    package = asked_for(revision_id)
    with pytest.raises(NotYet):
        render_document(DocumentRequested(document_id=package))
    quote_printed(revision_id)
    render_document(DocumentRequested(document_id=package))
    row = made_of(revision_id)["ja", "package", "pdf"]
    assert (row.ready, row.pages, row.views) == (True, 3, [])
    assert titles(row.blob)[1:] == ["書類 spec", "書類 drawing"]
    assert titles(row.blob)[0].startswith("御見積書 Q-")

    with transaction() as session:
        session.delete(session.get(Document, package))
    again = asked_for(revision_id)
    render_document(DocumentRequested(document_id=again))
    assert made_of(revision_id)["ja", "package", "pdf"].blob == row.blob

    english = asked_for(revision_id, "en")
    quote_printed(revision_id, "en")
    render_document(DocumentRequested(document_id=english))
    assert titles(made_of(revision_id)["en", "package", "pdf"].blob)[1:] == ["spec", "drawing"]


def test_where_nothing_goes_along_there_is_none(house):
    revision_id = world.draft()
    with pytest.raises(Refusal, match="its PDF is all there is"):
        asked_for(revision_id)
    a_paper("any")
    with pytest.raises(Refusal, match="one PDF"):
        asked_for(revision_id, form="docx")


def test_a_quote_that_could_not_be_made_says_so_of_its_package(house):
    a_paper("any")
    revision_id = world.draft()
    package = asked_for(revision_id)
    quote = made_of(revision_id)["ja", "quote", "pdf"]
    with transaction() as session:
        session.get(Document, quote.id).fail(said(NotRendered("crashed")))
    render_document(DocumentRequested(document_id=package))
    row = made_of(revision_id)["ja", "package", "pdf"]
    assert row.state == "failed"
    assert "Make it first" in row.error.msgid


def test_the_rep_the_customer_and_other_systems_fetch_it(rep, client):
    a_paper("any")
    proposal_id = world.printed()
    with reading() as session:
        revision_id = queries.proposal_of(session, proposal_id).revision_id
    known = made_of(revision_id)["ja", "package", "pdf"]
    fetched = rep.get(f"/documents/{known.id}/file")
    assert fetched.data == b"%PDF-1.7 of a test"
    assert "filename*=UTF-8''%E5%BE%A1%E8%A6%8B" in fetched.headers["Content-Disposition"]
    assert "PDF（添付書類込み）" in rep.get(f"/quotes/{revision_id}/documents").text
    with transaction() as session:
        headers = {"Authorization": f"Bearer {give_token(session, world.sato(session))}"}
    asked = {"json": {"language": "ja", "kind": "package"}, "headers": headers}
    answer = client.post(f"/api/v1/quotes/{revision_id}/documents", **asked)
    assert (answer.status_code, answer.json["id"]) == (202, known.id)
    file = client.get(answer.json["href"], headers=headers)
    assert (file.mimetype, file.data) == ("application/pdf", fetched.data)

    share_id, secret = world.shared(proposal_id)
    client.post(f"/p/{secret}", data={"gesture": "press"})
    address = f"/p/now/{share_id}/package.pdf"
    assert address in client.get(f"/p/now/{share_id}").text
    assert client.get(address).data == b"%PDF-1.7 of a test"
