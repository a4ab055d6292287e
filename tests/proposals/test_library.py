"""The content library: versions, marks, pictures."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from foundation.db import transaction
from foundation.errors import Conflict, Refusal
from foundation.storage import store
from proposals import actions, queries
from proposals.actions.library import Content
from proposals.blocks import parts_of
from proposals.markup import html_of, text_of
from proposals.pictures import picture_of
from proposals.rich_text import sanitised
from proposals.seal import columns_of, drawn


def add(session, title="会社概要", body="<p>文章</p>", **more):
    words = {"kind": "company_profile", "key": "", "language": "ja"} | more
    return actions.add_block(session, **words, content=Content(title, body), by="中村")


def test_a_change_is_a_new_version_and_the_old_one_stays(session):
    block = add(session)
    actions.change_block(session, block.id, base=1, content=Content("新", "<p>二</p>"), by="佐藤")
    session.flush()

    assert queries.block_and_version(session, block.id)[1].title == "新"
    assert queries.block_and_version(session, block.id, 1)[1].title == "会社概要"
    assert [version.n for version in queries.versions_of(session, block.id)] == [2, 1]


def test_the_second_of_two_editors_is_told_who_came_first(session):
    block = add(session)
    actions.change_block(session, block.id, base=1, content=Content("A", "<p>a</p>"), by="佐藤")

    with pytest.raises(Conflict, match="佐藤 changed this meanwhile"):
        actions.change_block(session, block.id, base=1, content=Content("B", "<p>b</p>"), by="森")


def test_there_is_one_block_per_use_and_language(session):
    add(session)
    add(session, language="en")

    with pytest.raises(Conflict, match="one already"):
        add(session)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "poem"}, "kind"),
        ({"language": "fr"}, "language"),
        ({"kind": "product"}, "key"),
        ({"title": " "}, "title"),
        ({"body": "<p> </p>"}, "body"),
        ({"body": "<script>x()</script>"}, "body"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(session, change, field):
    with pytest.raises(Refusal) as refused:
        add(session, **change)
    assert refused.value.field == field


def test_blocks_are_found_in_any_width_and_kana(session):
    add(session, title="サポート体制", body="<p>ＩＳＯ 9001 取得</p>")
    session.flush()

    for words in ("さぽーと", "iso 9001", "体制 取得"):
        assert len(session.scalars(queries.blocks_matching(words)).all()) == 1
    assert session.scalars(queries.blocks_matching("100%")).all() == []


def test_an_archived_block_is_out_of_new_proposals(house):
    with transaction() as session:
        block = session.scalars(queries.blocks_matching("お取引条件", language="ja")).one()
        actions.archive_block(session, block.id)
    with pytest.raises(Refusal, match="Terms"), transaction() as session:
        actions.make_proposal(session, house.approved(), language="ja", by="佐藤")
    with transaction() as session:
        actions.restore_block(session, block.id)


@pytest.mark.parametrize(
    ("given_text", "kept"),
    [
        ("<p onclick=x()>a</p><script>alert(1)</script>", "<p>a</p>"),
        ("<a href='javascript:x()'>b</a><img src=x onerror=y>", "b"),
        ("<h2>T</h2><b>c</b>", "<h3>T</h3><strong>c</strong>"),
        ("5 & 6", "<p>5 &amp; 6</p>"),
    ],
)
def test_only_the_small_subset_of_html_is_kept(given_text, kept):
    assert sanitised(given_text) == kept


def test_marks_become_paragraphs_headings_and_lists():
    typed = "# 概要\n一行目\n二行目\n\n- **速い**\n- *静か*\n\n1. 一\n2. 二\n\n5 < 6 \\*そのまま\\*"

    assert html_of(typed) == (
        "<h3>概要</h3><p>一行目<br>二行目</p><ul><li><strong>速い</strong></li>"
        "<li><em>静か</em></li></ul><ol><li>一</li><li>二</li></ol><p>5 &lt; 6 *そのまま*</p>"
    )


@pytest.mark.parametrize(
    "typed", ["**offen", "2 * 3 * 4 = 24", "a*b", "***", "- ", "#", "\\", "1."]
)
def test_a_mark_that_stands_alone_loses_no_word(typed):
    shown = "".join(run["text"] for part in parts_of(html_of(typed)) for run in part["runs"])

    assert set(typed) - set(" *-#\\.") <= set(shown)


@pytest.mark.parametrize(("language", "bullet"), [("ja", "・"), ("en", "•")])
def test_a_list_has_the_bullets_of_its_language(language, bullet):
    assert [part["mark"] for part in parts_of("<ul><li>18</li></ul>", language)] == [bullet]


def test_what_is_kept_can_be_typed_again():
    kept = (
        "<p>創業<strong>1998年</strong>、<em>保守</em>まで。<br>5 * 6</p><h3>数字</h3>"
        "<ul><li>4,200社</li><li>18か所</li></ul><p>- 印ではない</p><ol><li>一</li></ol>"
    )

    assert parts_of(html_of(text_of(kept))) == parts_of(kept)


LETTERS = st.text(st.sampled_from("ab 株1-#*\\・.<&>\n"), min_size=1, max_size=30)


@given(LETTERS)
def test_editing_without_a_change_changes_nothing(typed):
    shown = text_of(html_of(typed))

    assert text_of(html_of(shown)) == shown


def png(width=40, height=30, mode="RGB"):
    target = BytesIO()
    Image.new(mode, (width, height)).save(target, "PNG")
    return target.getvalue()


def test_a_picture_is_made_smaller_and_written_anew():
    large = Image.new("RGB", (3000, 1000), "red")
    target = BytesIO()
    large.save(target, "JPEG", exif=b"Exif\0\0secret place")

    picture = picture_of(target.getvalue())
    with Image.open(BytesIO(picture.content)) as opened:
        assert opened.size == (1600, 533)
    assert b"secret place" not in picture.content


@pytest.mark.parametrize(
    "upload",
    [
        b"",
        b"not a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"%PDF-1.7",
        png()[:60],
    ],
)
def test_what_is_no_picture_is_refused_in_words(upload):
    with pytest.raises(Refusal, match="no picture we can read") as refused:
        picture_of(upload)
    assert refused.value.field == "picture"


def test_a_picture_bomb_is_not_unpacked():
    bomb = png(6000, 5000, "1")
    assert len(bomb) < 20_000

    with pytest.raises(Refusal, match="too many pixels"):
        picture_of(bomb)


def test_a_picture_too_large_is_not_even_opened():
    with pytest.raises(Refusal, match="10 MB"):
        picture_of(bytes(10 * 1024 * 1024 + 1))


def test_a_picture_stays_until_it_is_removed(session):
    block = add(session)
    shown = Content("a", "<p>a</p>", picture_of(png()))
    actions.change_block(session, block.id, base=1, content=shown, by="森")
    actions.change_block(session, block.id, base=2, content=Content("b", "<p>b</p>"), by="森")
    session.flush()
    kept = queries.block_and_version(session, block.id)[1]
    assert store().get(kept.picture)
    gone = Content("c", "<p>c</p>", drop_picture=True)
    actions.change_block(session, block.id, base=3, content=gone, by="森")
    session.flush()

    assert queries.block_and_version(session, block.id)[1].picture == ""


@pytest.mark.parametrize(
    ("words", "columns"),
    [
        ("見積システムズ株式会社", ["見積シス", "テムズ株", "式会社印"]),
        ("見積システムズ株式会社之印", ["見積シス", "テムズ", "株式会", "社之印"]),
        ("株式会社青木製作所", ["株式会", "社青木", "製作所"]),
    ],
)
def test_a_seal_is_filled_evenly(words, columns):
    assert columns_of(words) == columns
    assert drawn("<&>").count("&lt;") == 1


def test_our_company_is_checked_before_it_stands_on_documents(session):
    right = {"name": "見積システムズ株式会社", "registration_number": "T4010401142857"}
    assert actions.change_company(session, right, by="森").name == right["name"]
    for wrong in ("T1010401142857", "4010401142857", "T401040114285"):
        with pytest.raises(Refusal, match="registration number"):
            actions.change_company(session, right | {"registration_number": wrong}, by="森")
    with pytest.raises(Refusal) as refused:
        actions.change_company(session, right | {"name": " "}, by="森")
    assert refused.value.field == "name"


def test_what_somebody_else_changed_meanwhile_is_not_overwritten_unseen(session):
    words = {"name": "見積システムズ株式会社"}
    actions.change_company(session, words | {"seen": ""}, by="森")
    seen = queries.company_mark(session)
    actions.change_company(session, words | {"phone": "03-1111-2222", "seen": seen}, by="森")

    with pytest.raises(Conflict, match="森 changed this meanwhile"):
        actions.change_company(session, words | {"seen": seen}, by="小林")
    assert queries.company(session).phone == "03-1111-2222"
    again = words | {"seen": queries.company_mark(session)}
    assert actions.change_company(session, again, by="小林").phone == ""
