"""The room's pages for the company's people, and its API."""

from io import BytesIO

import pytest
from PIL import Image

from foundation.db import reading, transaction
from people.actions import give_token
from proposals import queries
from tests.proposals import world


def where(answer):
    assert answer.status_code in (302, 303), answer.text[:2000]
    return answer.headers["Location"].partition("#")[0]


def test_missing_things_stand_on_the_page_with_a_way_to_add_them(rep):
    revision_id = world.approved()
    page = rep.get(f"/quotes/{revision_id}/proposal?language=ja").text

    assert "文書に必要なものはすべて揃っています" in page
    assert "SRV-SETUP" in page
    assert "製造" in page
    assert "manufacturing" not in page
    assert "コンテンツ担当者にご依頼ください" in page  # a rep may not add it


def test_an_editor_is_led_to_the_form_that_closes_the_gap(editor):
    page = editor.get("/library/new?kind=product&key=SRV-SETUP&language=ja").text

    assert 'value="SRV-SETUP"' in page
    assert '<option value="product" selected>' in page


def test_a_proposal_is_made_looked_at_fetched_and_shared(rep):
    revision_id = world.approved()
    place = where(rep.post(f"/quotes/{revision_id}/proposal", data={"language": "ja"}))
    assert 'hx-trigger="every 2s"' in rep.get(place).text
    world.deliver()

    part = rep.get(f"{place}/now").text
    assert "every 2s" not in part
    assert "お客様に共有" in part
    for document in world.documents(place.rpartition("/")[2]):
        file = rep.get(f"/documents/{document.id}/file")
        assert file.status_code == 200
        assert file.headers["Content-Disposition"].startswith("attachment; filename=")
        assert "filename*=UTF-8''%E5%BE%A1" in file.headers["Content-Disposition"] or (
            "%E3%81%94" in file.headers["Content-Disposition"]
        )
        assert file.headers["Content-Security-Policy"].startswith("sandbox")
        assert rep.get(f"/documents/{document.id}").status_code == 200
        assert rep.get(f"/documents/{document.id}/pages/99.png").status_code == 404
    form = {"contact_id": "con_aoki", "message": "ご確認ください"}
    where(rep.post(f"{place}/shares", data=form))
    assert "suzuki@aoki.example" in rep.get(place).text


def test_a_refused_share_keeps_the_message(rep):
    place = f"/proposals/{world.printed()}"
    form = {"contact_id": "con_other", "message": "大切な言葉", "form": "share"}
    answer = rep.post(f"{place}/shares", data=form)

    assert answer.status_code == 422
    assert "この顧客の担当者ではありません" in answer.text
    assert "大切な言葉" in answer.text


def test_both_pdfs_suffice_for_sharing_while_word_is_still_being_made(rep):
    proposal_id = world.printed(only="pdf")
    page = rep.get(f"/proposals/{proposal_id}").text

    assert 'hx-trigger="every 2s"' in page
    assert "suzuki@aoki.example" in page
    assert "担当者が登録されていません" not in page


def test_a_link_is_taken_back_on_the_page(rep):
    share_id, _secret = world.shared()
    proposal_id = world.share(share_id).proposal_id
    assert rep.post(f"/proposals/pro_x/shares/{share_id}/withdraw").status_code == 404
    where(rep.post(f"/proposals/{proposal_id}/shares/{share_id}/withdraw"))

    assert world.share(share_id).withdrawn_by == "佐藤 優子"


def test_the_documents_of_a_quote_are_a_page_and_a_part(rep):
    revision_id = world.draft(language="en", currency="USD")
    place = f"/quotes/{revision_id}/documents"
    assert "<html" in rep.get(place).text
    part = rep.get(place, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert part.index("英語") < part.index("日本語")  # the quote's own language first

    asked = {"language": "ja", "format": "docx"}
    part = rep.post(place, data=asked, headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every 2s"' in part
    where(rep.post(place, data={"language": "en", "format": "pdf"}))
    world.deliver()
    assert rep.get(place).text.count("/file") == 2
    assert rep.post(place, data={"language": "xx", "format": "pdf"}).status_code == 422


def test_a_quote_without_a_price_says_so_instead_of_breaking(rep):
    revision_id = world.draft(currency="EUR")

    for path in ("documents", "proposal"):
        answer = rep.get(f"/quotes/{revision_id}/{path}")
        assert answer.status_code in (200, 409)
        assert "見積" in answer.text


def test_the_library_is_searched_added_to_changed_and_archived(editor):
    assert "会社概要" in editor.get("/library?kind=company_profile&language=ja").text
    assert "会社概要" not in editor.get("/library?q=zzz").text.partition("<table")[2]
    form = {
        "kind": "case_study",
        "industry": "media",
        "language": "ja",
        "title": "映像制作",
        "body": "# 効果\n- 2倍",
    }
    target = BytesIO()
    Image.new("RGB", (20, 20)).save(target, "PNG")
    picture = {"picture": (BytesIO(target.getvalue()), "a.png")}
    place = where(editor.post("/library/new", data=form | picture))
    page = editor.get(place).text
    assert "効果" in page
    assert "# 効果\n\n- 2倍" in page
    assert editor.get(f"{place}/picture/1").data.startswith(b"\xff\xd8")

    where(editor.post(place, data={"base": "1", "title": "新題", "body": "改"}))
    assert "# 効果" in editor.get(f"{place}?version=1").text
    where(editor.post(f"{place}/archive"))
    assert "新題" in editor.get("/library?show=archived").text
    where(editor.post(f"{place}/restore"))


def test_a_refused_change_of_the_library_keeps_what_was_typed(editor):
    with reading() as session:
        block = session.scalars(queries.blocks_matching("会社概要", language="ja")).one()
    old = {"base": "0", "title": "題", "body": "長い文章を打った"}
    answer = editor.post(f"/library/{block.id}", data=old)
    assert answer.status_code == 409
    assert "長い文章を打った" in answer.text
    assert f'name="base" value="{block.newest}"' in answer.text

    form = {"kind": "product", "language": "ja", "title": "題", "body": "打った文"}
    answer = editor.post("/library/new", data=form | {"picture": (BytesIO(b"x"), "a.png")})
    assert answer.status_code == 422
    assert "打った文" in answer.text


def test_our_company_is_changed_on_its_page(editor):
    form = {"name": "新社名株式会社", "registration_number": "T4010401142857"}
    where(editor.post("/company", data=form))
    assert "新社名株式会社" in editor.get("/company").text
    answer = editor.post("/company", data=form | {"registration_number": "T1"})
    assert answer.status_code == 422
    assert "検査数字" in answer.text


@pytest.mark.parametrize("path", ["/company", "/library/new"])
def test_a_rep_does_not_keep_the_library(rep, path):
    assert rep.get(path).status_code == 403
    assert rep.post(path).status_code == 403


@pytest.mark.parametrize(
    "path", ["/proposals/x", "/quotes/x/proposal", "/quotes/x/documents", "/documents/x/file"]
)
def test_what_does_not_exist_is_said_in_words(rep, path):
    assert rep.get(path).status_code == 404


@pytest.fixture
def api(client):
    """A program that acts for Sato."""
    with transaction() as session:
        token = give_token(session, world.sato(session))
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    def call(method, path, **more):
        return client.open(f"/api/v1{path}", method=method, headers=headers, **more)

    return call


def test_another_system_makes_and_shares_a_proposal(api):
    revision_id = world.approved()
    missing = api("GET", f"/quotes/{revision_id}/proposals/gaps?language=en").json
    assert {gap["key"] for gap in missing["gaps"]} == {"SRV-SETUP", "GIFT-TEA"}

    made = api("POST", f"/quotes/{revision_id}/proposals", json={"language": "en"})
    assert made.status_code == 201
    assert {one["state"] for one in made.json["documents"]} == {"queued"}
    early = api("POST", f"/proposals/{made.json['id']}/shares", json={"contact_id": "con_aoki"})
    assert early.status_code == 409
    world.deliver()

    proposal = api("GET", f"/proposals/{made.json['id']}").json
    assert [one["state"] for one in proposal["documents"]] == ["ready"] * 4
    file = api("GET", proposal["documents"][0]["href"].removeprefix("/api/v1"))
    assert file.data.startswith(b"%PDF-")
    shared = api("POST", f"/proposals/{proposal['id']}/shares", json={"contact_id": "con_aoki"})
    assert shared.status_code == 201
    assert shared.json["state"] == "sent"
    assert "/p/" not in shared.text
    place = f"/proposals/{proposal['id']}/shares/{shared.json['id']}/withdraw"
    assert api("POST", place).json["state"] == "withdrawn"
    assert len(api("GET", f"/quotes/{revision_id}/proposals").json["proposals"]) == 1


def test_another_system_has_a_quote_made(api):
    revision_id = world.draft()
    made = api("POST", f"/quotes/{revision_id}/documents", json={"language": "ja"})
    assert made.status_code == 202
    assert api("GET", f"/documents/{made.json['id']}/file").status_code == 404
    world.deliver()
    assert api("GET", f"/documents/{made.json['id']}").json["state"] == "ready"
    assert len(api("GET", f"/quotes/{revision_id}/documents").json["documents"]) == 1


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/quotes/x/proposals", {}, 404),
        ("POST", "/quotes/x/documents", {"language": "fr"}, 422),
        ("GET", "/proposals/x", None, 404),
        ("POST", "/proposals/x/shares", {}, 422),
        ("GET", "/documents/x/file", None, 404),
        ("GET", "/quotes/x/proposals/gaps?language=zz", None, 422),
    ],
)
def test_a_wrong_call_is_answered_with_a_problem(api, method, path, body, status):
    answer = api(method, path, json=body)

    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
