"""From an approved quote to four documents."""

import ctypes
from decimal import Decimal
from io import BytesIO

import docx
import pypdfium2
import pytest

import cpq.actions
from customers.addressing import Addressee
from foundation.db import reading, transaction
from foundation.errors import Conflict, Refusal
from foundation.rendering import render_pdf
from foundation.storage import store
from proposals import actions, queries
from proposals.assemble import context_of
from proposals.gaps import gaps
from proposals.gathering import gathered
from tests.proposals import builders, world


def states(proposal_id):
    return {(d.kind, d.format): d.state.value for d in world.documents(proposal_id)}


@pytest.mark.once
def test_a_proposal_is_made_with_its_quote_each_as_pdf_and_word(house):
    proposal_id = house.ready()

    assert states(proposal_id) == {
        ("proposal", "pdf"): "ready",
        ("proposal", "docx"): "ready",
        ("quote", "pdf"): "ready",
        ("quote", "docx"): "ready",
    }
    pdf = house.documents(proposal_id)[0]
    assert store().get(pdf.blob).startswith(b"%PDF-")
    assert len(pdf.views) == len(pdf.texts) == pdf.pages >= 3
    assert store().get(pdf.views[0]).startswith(b"\x89PNG")


def test_a_draft_gets_no_proposal_but_may_be_looked_at(house):
    revision_id = house.draft()

    with pytest.raises(Conflict, match="not approved"), transaction() as session:
        actions.make_proposal(session, revision_id, language="ja", by="佐藤")
    with transaction() as session:
        seen = actions.prepare_document(
            session, kind="quote", revision_id=revision_id, language="en", format="pdf"
        )
    house.deliver()
    with reading() as session:
        assert queries.document_row(session, seen.id).ready


def test_no_order_form_is_made_of_what_is_not_approved(house):
    with pytest.raises(Conflict, match="not approved"), transaction() as session:
        actions.prepare_document(
            session, kind="order_form", revision_id=house.draft(), language="ja", format="pdf"
        )


@pytest.mark.parametrize(
    "asked", [{"kind": "invoice"}, {"format": "exe"}, {"language": "fr"}, {"kind": "../quote"}]
)
def test_a_document_that_does_not_exist_is_refused_in_words(house, asked):
    usual = {"kind": "quote", "language": "ja", "format": "pdf"}

    with pytest.raises(Refusal), transaction() as session:
        actions.prepare_document(session, revision_id=house.draft(), **(usual | asked))


def test_asking_twice_for_the_same_content_gives_the_same_document(house):
    revision_id = house.approved()
    asked = {"kind": "quote", "revision_id": revision_id, "language": "en", "format": "pdf"}

    with transaction() as session:
        first = actions.prepare_document(session, **asked)
        assert actions.prepare_document(session, **asked) is first


def test_everything_that_is_missing_is_listed_before_anything_is_made(database):
    world.house(content=False, company=False)
    revision_id = world.approved()

    with reading() as session:
        missing = gaps("proposal", gathered(session, revision_id, "en"))
    needed = [str(gap.text) for gap in missing if gap.needed]
    assert len(needed) == 5
    assert {gap.place for gap in missing if gap.needed} == {"company", "library"}
    assert {gap.key for gap in missing if not gap.needed} == {
        "MON-27",
        "SRV-SETUP",
        "GIFT-TEA",
        "manufacturing",
    }
    with pytest.raises(Refusal, match="5 things are missing"), transaction() as session:
        actions.make_proposal(session, revision_id, language="en", by="佐藤")


@pytest.mark.once
def test_only_what_can_be_done_without_is_left_out(house):
    with reading() as session:
        missing = gaps("proposal", gathered(session, house.approved(), "ja"))

    assert [gap.key for gap in missing] == ["SRV-SETUP", "GIFT-TEA"]
    assert not any(gap.needed for gap in missing)


@pytest.mark.once
def test_a_document_keeps_the_words_it_was_asked_for_when_the_library_changes(house):
    proposal_id = house.made()
    with transaction() as session:
        block = session.scalars(queries.blocks_matching("会社概要", language="ja")).one()
        content = actions.library.Content("新しい概要", "<p>まったく新しい文章</p>")
        actions.change_block(session, block.id, base=1, content=content, by="中村")
    house.deliver()

    pdf = next(d for d in house.documents(proposal_id) if (d.kind, d.format) == ("proposal", "pdf"))
    assert not any("まったく新しい文章" in text for text in pdf.texts)
    assert any("AT&T" in text and "R&D;" in text for text in pdf.texts)


@pytest.mark.once
def test_words_of_people_arrive_whole_in_both_forms(house):
    proposal_id = house.ready()

    for document in house.documents(proposal_id):
        words = words_of(store().get(document.blob), document.format)
        assert "R&D用" in words
        if document.kind == "proposal":
            assert "AT&T" in words


def test_a_name_of_rare_letters_is_set_in_type_that_has_them():
    reader = Addressee("株式会社青木製作所", "設計本部", "購買部長", "髙﨑 𠮷次")
    context = context_of("quote", builders.material(addressee=reader))

    made = render_pdf("quote", context, "ja").pdf

    assert "髙﨑 𠮷次 様" in words_of(made, "pdf")
    assert fonts_of(made) == {"IPAexGothic", "IPAmjMincho"}, (
        "a box for a letter comes from another font"
    )
    assert len(made) < 100_000


def test_the_title_of_a_proposal_breaks_between_words():
    made = render_pdf("proposal", context_of("proposal", builders.material()), "ja").pdf

    cover = pypdfium2.PdfDocument(made)[0].get_textpage().get_text_bounded()
    assert any(row.startswith("カスタム構成 ほか") for row in cover.splitlines())


def fonts_of(content):
    fonts = set()
    for page in pypdfium2.PdfDocument(content):
        text = page.get_textpage()
        for at in range(text.count_chars()):
            name = ctypes.create_string_buffer(100)
            pypdfium2.raw.FPDFText_GetFontInfo(text, at, name, 100, None)
            fonts.add(name.value.decode("ascii").rpartition("+")[2])
    return fonts - {""}


def words_of(content, form):
    if form == "pdf":
        pages = pypdfium2.PdfDocument(content)
        return "".join(page.get_textpage().get_text_bounded() for page in pages)
    opened = docx.Document(BytesIO(content))
    return "".join(opened.element.body.itertext())


@pytest.mark.once
def test_two_proposals_of_a_quote_stand_side_by_side_in_two_languages(house):
    revision_id = house.approved()
    japanese, english = house.ready(revision_id, "ja"), house.ready(revision_id, "en")

    assert {d.language for d in house.documents(japanese)} == {"ja"}
    assert {d.language for d in house.documents(english)} == {"en"}
    with reading() as session:
        assert len(queries.proposals_of(session, revision_id)) == 2


@pytest.mark.once
def test_nothing_internal_reaches_a_document(house):
    revision_id = house.draft()
    with transaction() as session:
        line = session.get(cpq.models.QuoteRevision, revision_id).lines[0]
        reason = "競合対抗のため極秘"
        cpq.actions.set_discount(session, line.id, percent=Decimal(8), reason=reason)
        cpq.actions.submit_quote(session, revision_id, by="佐藤")

    for document in house.documents(house.ready(revision_id)):
        assert "極秘" not in words_of(store().get(document.blob), document.format)
