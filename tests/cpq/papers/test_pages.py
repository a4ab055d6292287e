"""Papers on their pages, and on the page of a quote."""

import io

import pytest

from cpq.catalog.materials.actions import replace_lines
from cpq.catalog.materials.exploding import Component
from cpq.catalog.papers.actions import add_paper
from cpq.catalog.papers.checking import Checked
from cpq.catalog.queries import product_by_sku
from foundation import db
from foundation.errors import Refusal
from tests.cpq.builders import a_quote
from tests.cpq.catalog.builders import add, workstation
from tests.cpq.papers.files import pdf
from tests.cpq.papers.test_going_along import a_paper

SAID = {"kind": "spec", "language": "ja", "title": "仕様書"}


def bring(visitor, product_id, content=None, expect=303, **said):
    file = (io.BytesIO(content or pdf()), "spec.pdf")
    answer = visitor.client.post(
        f"/products/{product_id}/papers", data={**SAID, **said, "file": file}
    )
    assert answer.status_code == expect, answer.text[:2000]
    return answer.text


def test_a_paper_is_added_shown_replaced_and_retired(manager, rep):
    product = add("A")
    base = f"/products/{product}/papers"
    bring(manager, product, title_en="Spec sheet of A")
    page = rep.opens(base)
    assert "Spec sheet of A" in page
    shown = page.hrefs(rf"{base}/pap_\w+$")
    assert "The pages are being drawn" in rep.opens(shown[0])
    assert rep.fetches(f"{shown[0]}.pdf") == pdf()
    bring(manager, product, pdf("another"), title="図面", replaces=shown[0].rpartition("/")[2])
    assert "図面" in rep.opens(base)
    assert "Spec sheet of A" in rep.opens(f"{base}?state=retired")
    newest = rep.opens(base).hrefs(rf"{base}/pap_\w+$")[0]
    manager.sends(f"{newest}/retire")
    assert "No papers yet" in rep.opens(base)
    assert "retired already" in manager.sends(f"{newest}/retire", expect=409)


REFUSED = [
    ({"title": ""}, "Please fill in"),
    ({"kind": "novel"}, "what kind of paper"),
    ({"language": "fr"}, "language of the paper"),
    ({"condition": "gpu.x > 1"}, "no slot “gpu”"),
    ({"condition": "cpu.ddr + 1"}, "says yes or no"),
    ({"condition": "cpu/CPU-9 & !ram"}, "“cpu” has no option “CPU-9”"),
    ({"condition": "cpu/RAM-5"}, "“cpu” has no option “RAM-5”"),
    ({"option": "gpu/x"}, "no slot “gpu”"),
    ({"option": "cpu/x"}, "“cpu” has no option “x”"),
    ({"valid_from": "2027-02-30"}, "YYYY-MM-DD"),
    ({"valid_from": "2027-02-02", "valid_to": "2027-01-01"}, "end before it begins"),
]


def test_what_is_not_right_is_refused(app):
    product = workstation()["WS"]
    for said, sentence in REFUSED:
        with db.transaction() as session, pytest.raises(Refusal, match=sentence):
            add_paper(session, product, {**SAID, **said}, Checked(pdf(), 1), by="佐藤")


def test_a_file_that_is_not_taken_is_told_in_place_and_nothing_typed_is_lost(manager):
    page = bring(manager, add("A"), b"hello", expect=422, title_en="kept words")
    assert "neither a PDF" in page
    assert "kept words" in page


def test_the_same_file_twice_is_refused(app):
    product = add("A")
    with db.transaction() as session:
        add_paper(session, product, SAID, Checked(pdf(), 1), by="佐藤")
        with pytest.raises(Refusal, match="belongs to the product already"):
            add_paper(session, product, SAID, Checked(pdf(), 1), by="佐藤")


def test_a_rep_adds_nothing(rep):
    bring(rep, add("A"), expect=403)


def test_a_quote_shows_what_goes_along_and_what_has_changed_since(app):
    with db.transaction() as session:
        draft = a_quote(session)
        paper = a_paper(session, "TEA", "お茶の説明")
        tea = product_by_sku(session, "TEA")
        replace_lines(session, tea, [Component("SRV", "2")], by="佐藤")
    client = app.test_client()
    client.post("/login", data={"email": "sato@m.example", "password": "correct horse battery"})
    part = client.get(f"/quotes/{draft.id}/inside", headers={"HX-Request": "true"}).text
    assert "お茶の説明" in part
    assert paper.sha256[:12] in part
    assert "お茶の説明" in client.get(f"/quotes/{draft.id}/inside").text  # without scripts
    assert "その後、部品構成表が変更されています" in part
    assert client.get(f"/quotes/{draft.id}/papers/{paper.sha256}.pdf").status_code == 200
    assert client.get(f"/quotes/{draft.id}/papers/{'0' * 64}.pdf").status_code == 404
    client.post(f"/quotes/{draft.id}/materials")
    part = client.get(f"/quotes/{draft.id}/inside", headers={"HX-Request": "true"}).text
    assert "その後、部品構成表が変更されています" not in part
    book = client.get(f"/quotes/{draft.id}/bom.xlsx")
    assert book.data[:2] == b"PK"
