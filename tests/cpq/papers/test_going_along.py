"""Papers go along with what was chosen, in the reader's language, and stay what they were."""

from datetime import timedelta

from cpq import actions as quotes
from cpq.attachments import attachments_of
from cpq.catalog.papers.actions import add_paper, retire_paper
from cpq.catalog.papers.checking import Checked
from cpq.catalog.papers.choosing import for_reader
from cpq.catalog.papers.queries import pages_of
from cpq.catalog.queries import product_by_sku
from cpq.models import QuoteContent
from cpq.snapshot import QuoteSnapshot, snapshot_of
from flow.send import TITLES
from foundation import db
from foundation.canonical import fingerprint
from foundation.db import today
from foundation.jobs import look_and_deliver
from proposals.attached import attached
from proposals.wording import Writer
from tests.cpq.builders import a_quote, chosen
from tests.cpq.papers.files import pdf


def a_paper(session, sku, title="仕様書", **said):
    given = {"kind": "spec", "language": "any", "title": title, **said}
    product = product_by_sku(session, sku)
    checked = Checked(pdf(f"{sku} {title} {said}"), 1)
    return add_paper(session, product.id, given, checked, by="佐藤")


def titles(session, draft):
    return [paper.title["ja"] for paper in attachments_of(session, draft.lines, today())]


def test_those_of_the_product_and_of_chosen_parts_go_along(session):
    draft = a_quote(session)
    a_paper(session, "TEA", "茶")
    a_paper(session, "CPU-A", "A")
    a_paper(session, "CPU-B", "B")
    assert titles(session, draft) == ["A", "茶"]
    parts = {"cpu": "CPU-B", "board": "MB-B", "memory": "MEM-1", "power": "PS-600"}
    quotes.configure_line(session, draft.lines[0].id, chosen(**parts))
    assert titles(session, draft) == ["B", "茶"]


def test_a_condition_asks_the_configuration_and_days_bound_it(session):
    draft = a_quote(session)
    a_paper(session, "WS", "強", condition="power.watts > 500")
    a_paper(session, "WS", "弱", condition="power.watts <= 500 & !screen")
    a_paper(session, "WS", "後", valid_from=(today() + timedelta(days=1)).isoformat())
    a_paper(session, "WS", "前", valid_to=(today() - timedelta(days=1)).isoformat())
    assert titles(session, draft) == ["弱"]


def test_a_reader_gets_the_own_language_and_the_other_where_there_is_none(session):
    draft = a_quote(session)
    a_paper(session, "TEA", "茶", language="ja")
    a_paper(session, "TEA", "茶", language="en", title_en="Tea")
    a_paper(session, "TEA", "注", language="ja", kind="safety", title_en="Note")
    found = attachments_of(session, draft.lines, today())
    assert [one.title["en"] for one in for_reader(found, "en")] == ["Tea", "Note"]
    assert [one.title["ja"] for one in for_reader(found, "ja")] == ["茶", "注"]


def test_what_was_submitted_keeps_its_files_whatever_comes_later(session):
    draft = a_quote(session)
    old = a_paper(session, "TEA", "旧")
    quotes.submit_quote(session, draft.id, by="佐藤")
    retire_paper(session, old.product_id, old.id, by="鈴木")
    a_paper(session, "TEA", "新")
    pinned = snapshot_of(session, draft.id).attachments
    assert [paper.sha256 for paper in pinned] == [old.sha256]
    assert old.sha256 in pages_of(session, [old.sha256])
    revised = quotes.revise_quote(session, draft.id, by="佐藤")
    assert titles(session, revised) == ["新"]


def test_documents_list_them_with_their_fingerprints_and_nothing_else(session):
    draft = a_quote(session)
    paper = a_paper(session, "TEA", "茶", title_en="Tea")
    public = snapshot_of(session, draft.id).public()
    assert attached(public, Writer("JPY", "en")) == [
        {"no": "1", "title": "Tea", "kind": "Spec sheet", "pages": "1", "sha256": paper.sha256}
    ]
    assert set(TITLES["quote"]) == {"ja", "en"}


def test_a_snapshot_from_before_there_were_papers_keeps_its_fingerprint(session):
    draft = a_quote(session)
    quotes.submit_quote(session, draft.id, by="佐藤")
    kept = dict(session.get(QuoteContent, draft.id).snapshot)
    del kept["attachments"]
    for line in kept["lines"]:
        for row in line["bom"]:
            del row["uom"], row["priced"], row["shown"]
    old = QuoteSnapshot.model_validate(kept)
    assert old.attachments == ()
    assert old.fingerprint == fingerprint(kept)
    assert snapshot_of(session, draft.id).fingerprint == draft.content_sha256


def test_its_pages_are_drawn_by_the_worker(app):
    with db.transaction() as session:
        a_quote(session)
        paper = a_paper(session, "TEA", "茶")
    while look_and_deliver():
        pass
    with db.reading() as session:
        pages = pages_of(session, [paper.sha256])[paper.sha256]
    assert len(pages.views) == 1
    assert "TEA" in pages.texts[0]
