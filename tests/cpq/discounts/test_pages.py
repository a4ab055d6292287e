"""The pages and the API of prices, patterns, promises and terms."""

from io import BytesIO

import pytest
from sqlalchemy import select

from cpq.discounts.defaults import USUAL, add_usual_patterns
from cpq.discounts.models import DiscountPattern, NetTerms
from cpq.models import QuoteLine
from foundation import db
from people.actions import add_person
from people.roles import Role
from tests.cpq.builders import PASSWORD
from tests.cpq.discounts.builders import a_pattern

PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture
def manager(app, quote):
    with db.transaction() as session:
        add_person(
            session, email="boss@m.example", name="森本", roles=[Role.MANAGER], password=PASSWORD
        )
    client = app.test_client()
    client.post("/login", data={"email": "boss@m.example", "password": PASSWORD})
    return client


@pytest.fixture
def service(quote):
    with db.reading() as session:
        query = select(QuoteLine).where(QuoteLine.sku == "SRV")
        return f"/quotes/{quote.id}/lines/{session.scalars(query).one().id}"


def text(answer):
    return answer.get_data(as_text=True)


def line_now():
    with db.reading() as session:
        return session.scalars(select(QuoteLine).where(QuoteLine.sku == "SRV")).one()


def test_the_usual_patterns_are_one_click_and_come_once(manager):
    assert "値引きパターンはまだありません" in text(manager.get("/discount-patterns"))
    manager.post("/discount-patterns/usual")
    page = text(manager.get("/discount-patterns"))
    for name in ("大口", "中口", "初回見積", "入札", "包括契約", "競合対抗", "在庫処分"):
        assert name in page
    with db.transaction() as session:
        assert add_usual_patterns(session) == 0
        assert len(session.scalars(select(DiscountPattern)).all()) == len(USUAL)


def test_a_manager_adds_changes_and_retires_a_pattern(manager, rep):
    given = {
        "code": "school",
        "name": "文教",
        "cap_percent": "１２．５",
        "quantity": "5",
        "customer_size": ["small", "nonsense"],
        "evidence": "words",
        "reason_required": "yes",
    }
    assert manager.post("/discount-patterns/new", data=given).status_code == 303
    page = text(manager.get("/discount-patterns"))
    assert "文教" in page
    assert "数量 5以上" in page
    assert "上限 12.5%" in page
    with db.reading() as session:
        row = session.scalars(select(DiscountPattern)).one()
        assert row.conditions[1]["among"] == ["small"]
    address = f"/discount-patterns/{row.id}"
    assert "文教" in text(manager.get(address))
    assert rep.get(address).status_code == 403

    changed = {**given, "name": "学校", "seen": str(row.row_version), "active": "yes"}
    assert manager.post(address, data=changed).status_code == 303
    stale = manager.post(address, data=changed)
    assert stale.status_code == 409
    manager.post(f"{address}/retire")
    assert "使用終了" not in text(manager.get("/discount-patterns"))
    with db.reading() as session:
        assert not session.get(DiscountPattern, row.id).active


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("cap_percent", "101"),
        ("cap_percent", "NaN"),
        ("floor_percent", "100"),
        ("quantity", "1e308"),
        ("valid_to", "2001-01-01"),
        ("role", "finance"),
        ("name", "\u0000"),
    ],
)
def test_a_pattern_that_cannot_be_is_refused_in_place_with_everything_kept(manager, field, typed):
    given = {"code": "x", "name": "文教", "valid_from": "2026-01-01", "evidence": "none"}
    answer = manager.post("/discount-patterns/new", data={**given, field: typed})
    assert answer.status_code == 422
    assert "data-refusal" in text(answer)
    assert 'value="x"' in text(answer)


def test_a_price_with_its_file_is_taken_shown_and_handed_out_again(rep, quote, service):
    with db.transaction() as session:
        a_pattern(session, evidence="file")
    form = f"price-{service.rpartition('/')[2]}"  # the page says which form was posted
    given = {"how": "net", "value": "￥19,000", "pattern": "bid", "reason": "入札のため"}
    given |= {"form": form}
    refused = rep.post(f"{service}/price", data=given)
    assert refused.status_code == 422
    assert "根拠資料のファイルが必要" in text(refused)
    assert "入札のため" in text(refused)

    with_file = {**given, "evidence": (BytesIO(PDF), "競合.pdf")}
    answer = rep.post(f"{service}/price", data=with_file)
    assert answer.status_code == 303
    assert (line_now().manual_net, line_now().pattern) == (19_000, "bid")
    page = text(rep.get(f"{service}/price"))
    assert "合意価格は¥19,000です。現在のルールでは¥20,000になります。" in page
    file = rep.get(f"{service}/evidence")
    assert file.data == PDF
    assert "attachment" in file.headers["Content-Disposition"]

    rep.post(f"{service}/price/rules")
    assert line_now().price["net_amount"] == 20_000


def test_a_price_that_is_frozen_names_its_pattern(rep, quote, service):
    with db.transaction() as session:
        name = a_pattern(session).name
    given = {"how": "percent", "value": "5", "reason": "入札のため", "pattern": "bid"}
    assert rep.post(f"{service}/price", data=given).status_code == 303
    rep.post(f"/quotes/{quote.id}/submit")

    page = text(rep.get(f"{service}/price"))
    assert "price-panel-form" not in page
    assert f"<dd>{name}</dd>" in page
    assert "<dd>¥19,000</dd>" in page


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"<svg onload=alert(1)>"])
def test_what_is_no_pdf_and_no_picture_is_no_evidence(rep, service, content):
    given = {"how": "percent", "value": "5", "reason": "x", "evidence": (BytesIO(content), "a.pdf")}
    answer = rep.post(f"{service}/price", data=given)
    assert answer.status_code == 422
    assert line_now().discount == 0


@pytest.mark.parametrize("typed", ["NaN", "1e308", "9" * 5000, "1.234,5", "-5", "\u202e5", "abc"])
def test_a_hostile_price_is_one_sentence_and_changes_nothing(rep, service, typed):
    for how in ("percent", "unit", "net"):
        query = {"how": how, "value": typed, "reason": "x"}
        assert rep.get(f"{service}/forecast", query_string=query).status_code == 200
        answer = rep.post(f"{service}/price", data=query)
        assert answer.status_code in {303, 422}
        if answer.status_code == 422:
            assert text(answer).count("data-refusal") == 1


def test_typing_changes_nothing_and_says_who_would_have_to_agree(rep, service):
    asked = {"how": "percent", "value": "12", "reason": ""}
    page = text(rep.get(f"{service}/forecast", query_string=asked, headers={"HX-Request": "true"}))
    assert "課長" in page
    assert "10.1%" in page
    assert "値引きの理由を入力してください。" in page
    assert line_now().discount == 0


def test_what_is_typed_into_a_line_is_foretold_below_it_and_in_the_box(rep, service):
    page = text(rep.get(f"{service}/typed", query_string={"percent": "12"}))
    short, box = page.split('id="approval"')
    assert "課長" in short
    assert "10.1%" in box
    stands = text(rep.get(f"{service}/typed", query_string={"percent": "0"}))
    assert "承認不要" in stands.split('id="approval"')[1]
    assert "未保存" not in stands
    assert rep.get(f"{service}/typed", query_string={"percent": "NaN"}).status_code == 200
    assert line_now().discount == 0


def test_the_whole_can_be_discounted_and_the_quote_marked(rep, quote):
    at = f"/quotes/{quote.id}"
    given = {"how": "amount", "value": "1,000", "reason": "出精値引き"}
    assert rep.post(f"{at}/discount", data=given).status_code == 303
    assert "¥1,000" in text(rep.get(f"{at}/discount"))
    sums = text(rep.get(at)).partition('class="sums-whole"')[2]
    assert sums.index("出精値引き") < sums.index("△¥1,000")
    assert rep.post(f"{at}/discount", data={**given, "reason": ""}).status_code == 422
    rep.post(f"{at}/quote-only", data={"on": "yes"})
    assert "相見積り" in text(rep.get(at))


def test_net_price_terms_are_recorded_and_end(manager, quote):
    given = {"customer_id": quote.customer_id, "annual_amount": "30,000,000", "currency": "JPY"}
    assert manager.post("/net-price-terms", data=given).status_code == 303
    assert "¥30,000,000" in text(manager.get("/net-price-terms"))
    with db.reading() as session:
        [row] = session.scalars(select(NetTerms)).all()
    assert manager.post(f"/net-price-terms/{row.id}/end").status_code == 303
    assert manager.post("/net-price-terms", data={**given, "annual_amount": ""}).status_code == 422


def test_other_systems_price_foretell_and_read(other_system, quote, service):
    with db.transaction() as session:
        a_pattern(session, evidence="file")
    at = f"/api/v1{service}"
    asked = {"how": "net", "value": "17000"}
    told = other_system.get(f"{at}/forecast", query_string=asked).json
    assert [one["role"] for one in told["approvers"]] == ["課長"]
    assert (told["net"], told["by_rules"], told["refused"]) == ("17000", "20000", "")

    price = {"how": "net", "value": "19000", "pattern": "bid", "reason": "bid 7/26"}
    refused = other_system.put(f"{at}/price", json=price)
    assert (refused.status_code, refused.json["field"]) == (422, "evidence")
    upload = {"evidence": (BytesIO(PDF), "rival.pdf")}
    kept = other_system.put(f"{at}/price/evidence", data=upload)
    assert kept.json["evidence"]["media_type"] == "application/pdf"
    taken = other_system.put(f"{at}/price", json=price).json
    assert (taken["net_amount"]["amount"], taken["by_rules"]["amount"]) == ("19000", "20000")
    assert taken["problems"] == []
    assert other_system.get(f"{at}/price/evidence").data == PDF
    assert other_system.get("/api/v1/discount-patterns").json["patterns"][0]["code"] == "bid"
    assert other_system.get("/api/v1/promises").json["total"] == 0
    marked = other_system.put(f"/api/v1/quotes/{quote.id}/quote-only", json={"quote_only": True})
    assert marked.status_code == 200
