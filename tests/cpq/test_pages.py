"""The pages of quotes, as a rep uses them, with and without script."""

import json
import re
from decimal import Decimal
from urllib.parse import quote as quoted

from cpq import actions
from cpq.models import QuoteLine, QuoteRevision
from cpq.price_lists import NewEntry, pin_versions, put_entries
from foundation import db
from people.actions import add_person
from people.roles import Role
from tests.cpq.browsing import HTMX, line_at, now, page
from tests.cpq.builders import PASSWORD, put


def test_the_list_finds_by_number_customer_and_state(rep, quote):
    assert quote.number in page(rep.get("/quotes"))
    for words in (quote.number[-4:], "青木", "アオキ", "ａｏｋｉ"):
        assert quote.number in page(rep.get(f"/quotes?q={quoted(words)}")), words
    for nothing in ("?q=%25", "?state=approved", "?q=Nobody", "?page=999&q=Nobody"):
        assert quote.number not in page(rep.get(f"/quotes{nothing}"))
    assert quote.number in page(rep.get("/quotes?sort=-total&state=draft&page=x"))


def test_nothing_yet_says_what_to_do(rep):
    with db.transaction() as session:
        for row in session.query(QuoteRevision):
            session.delete(row)
    assert "見積はまだありません" in page(rep.get("/quotes"))


def test_the_page_shows_lines_tax_per_rate_and_total(rep, quote):
    shown = page(rep.get(f"/quotes/{quote.id}"))
    for figure in ("¥111,240", "消費税 10%", "¥10,800", "消費税 8%", "¥259", "¥122,299"):
        assert figure in shown


def test_full_width_digits_are_as_good_as_any(rep, quote):
    answer = rep.post(
        line_at(quote, 1), data={"quantity": "１０", "percent": "１２．５", "reason": "年度末"}
    )
    assert answer.status_code == 303
    assert now(quote).lines[1].price["net_amount"] == 70000


NO_QUANTITY = [
    "",
    "abc",
    "-1",
    "0",
    "1e308",
    "NaN",
    "∞",
    "9" * 5000,
    "1,5",
    "0x10",
    "1_000",
    "\0",
    "1\x002",
    "１／２",
]


def test_what_is_no_quantity_is_refused_in_place_and_nothing_is_lost(rep, quote):
    form = f"l-{quote.lines[1].id}"
    for typed in NO_QUANTITY:
        data = {"quantity": typed, "percent": "7", "reason": "書きかけの理由", "form": form}
        shown = page(rep.post(line_at(quote, 1), data=data), 422)
        assert f'id="f-{form}-quantity-error"' in shown, typed
        assert "書きかけの理由" in shown
    assert now(quote).total == 122299


def test_a_change_by_htmx_answers_with_figures_and_leaves_the_fields_alone(rep, quote):
    answer = rep.post(line_at(quote, 1), data={"quantity": "5"}, headers=HTMX)
    shown = page(answer)
    [(told, fields)] = json.loads(answer.headers["HX-Trigger-After-Swap"]).items()
    assert (told, fields["net"], fields["quantity"]) == ("line-changed", "40,000", "5")
    assert 'id="totals" hx-swap-oob="true"' in shown
    assert f'id="l-{quote.lines[1].id}-list" hx-swap-oob="true"' in shown  # it goes by the quantity
    assert "<input" not in shown.replace('<input type="hidden"', "")
    assert answer.headers["HX-Trigger"] == "quote-changed"


def test_a_refusal_by_htmx_goes_to_the_line_it_is_about(rep, quote):
    place = {"X-Refusal-Place": f"#l-{quote.lines[1].id}-refusal"}
    answer = rep.post(line_at(quote, 1), data={"percent": "18", "reason": ""}, headers=HTMX | place)
    assert "値引きの理由を入力してください" in page(answer, 422)
    assert answer.headers["HX-Retarget"] == place["X-Refusal-Place"]
    evil = {"X-Refusal-Place": "body, #x"}
    again = rep.post(line_at(quote, 1), data={"percent": "18"}, headers=HTMX | evil)
    assert again.headers["HX-Retarget"] == "#messages"


def test_a_product_is_added_by_what_is_typed(rep, quote):
    for typed in ("TEA", "ｔｅａ", "品TEA", "Item tea"):
        assert rep.post(f"/quotes/{quote.id}/lines", data={"product": typed}).status_code == 303
    assert [line.sku for line in now(quote).lines[3:]] == ["TEA"] * 4


def test_several_products_are_offered_and_none_says_so(rep, quote):
    shown = page(rep.post(f"/quotes/{quote.id}/lines", data={"product": "mem", "form": "add"}), 422)
    assert 'value="MEM-1"' in shown
    assert 'value="MEM-2"' in shown
    assert 'value="mem"' in shown
    nothing = rep.post(f"/quotes/{quote.id}/lines", data={"product": "無い物", "form": "add"})
    assert "該当する製品がありません" in page(nothing, 422)
    assert "SCR" in page(rep.get(f"/quotes/{quote.id}/products?product=scr", headers=HTMX))


def test_a_configurable_product_is_configured_next(rep, quote):
    answer = rep.post(f"/quotes/{quote.id}/lines", data={"sku": "WS"}, headers=HTMX)
    assert re.fullmatch(rf"/quotes/{quote.id}/lines/\w+/configure", answer.headers["HX-Redirect"])


def test_lines_are_removed_and_moved(rep, quote):
    rep.post(f"{line_at(quote, 2)}/move", data={"to": "up"})
    assert [line.sku for line in now(quote).lines] == ["WS", "TEA", "SRV"]
    shown = page(rep.post(f"{line_at(quote, 2)}/remove", headers=HTMX))
    assert "明細2「TEA」を削除しました" in shown
    assert quote.lines[2].id not in shown
    assert [line.sku for line in now(quote).lines] == ["WS", "SRV"]
    assert rep.post(f"{line_at(quote, 2)}/remove", headers=HTMX).status_code == 404


def test_a_line_of_another_quote_is_not_reached_through_this_one(rep, quote):
    with db.transaction() as session:
        row = session.get(QuoteRevision, quote.id)
        given = {name: getattr(row, name) for name in ("deal_id", "customer_id", "contact_id")}
        same = {"channel": "direct", "currency": "JPY", "language": "ja", "owner_id": row.owner_id}
        second = actions.open_quote(session, **given, **same)
    stray = f"/quotes/{second.id}/lines/{quote.lines[0].id}"
    for answer in (
        rep.get(stray),
        rep.post(stray, data={"quantity": "9"}),
        rep.post(f"{stray}/remove"),
    ):
        assert answer.status_code == 404


def test_why_this_price_shows_every_step_and_the_lists_that_lost(rep, quote):
    with db.transaction() as session:
        put_entries(session, "STD", [NewEntry("SRV", Decimal(7000), min_quantity=Decimal(10))])
        row = session.get(QuoteRevision, quote.id)
        row.list_versions, row.priced_at = {}, db.utcnow()  # it takes the new prices
        pin_versions(session, row)
        line = session.get(QuoteLine, quote.lines[1].id)
        actions.change_line(
            session, line.id, quantity=Decimal(10), percent=Decimal(18), reason="競合対抗"
        )
    shown = page(rep.get(line_at(quote, 1)))
    for part in ("標準価格表", "数量10以上の価格", "競合対抗", 'class="waterfall"', "¥57,400"):
        assert part in shown
    assert "<html" not in page(rep.get(line_at(quote, 1), headers=HTMX))


def test_the_bill_of_materials_is_shown_with_its_levels(rep, quote):
    shown = page(rep.get(line_at(quote)))
    for part in ("base unit", "board", "CPU-A", "indent-4"):
        assert part in shown


def test_a_line_without_a_price_says_why_on_the_page(rep, quote):
    with db.transaction() as session:
        put(session, "NEW")
        session.flush()
        actions.add_line(session, quote.id, sku="NEW")
    shown = page(rep.get(f"/quotes/{quote.id}"))
    assert "NEWの価格がSTDにありません" in shown
    assert "価格なし" in shown


def test_the_margin_is_for_sales_only(app, rep, quote):
    with db.transaction() as session:
        add_person(session, email="f@m.example", name="財", roles=[Role.FINANCE], password=PASSWORD)
    finance = app.test_client()
    finance.post("/login", data={"email": "f@m.example", "password": PASSWORD})
    assert "粗利率" in page(rep.get(f"/quotes/{quote.id}"))
    seen = page(finance.get(f"/quotes/{quote.id}"))
    assert "粗利率" not in seen
    assert '<form class="quote-row"' not in seen
    assert finance.post(line_at(quote), data={"quantity": "2"}).status_code == 403


def test_terms_are_saved_and_what_was_typed_survives_a_refusal(rep, quote):
    terms = {
        "subject": "更新の件",
        "notes": "一行目\n二行目",
        "valid_until": "2020-01-01",
        "form": "terms",
    }
    shown = page(rep.post(f"/quotes/{quote.id}/terms", data=terms), 422)
    assert "二行目" in shown
    assert 'id="f-terms-valid_until-error"' in shown
    assert (
        rep.post(
            f"/quotes/{quote.id}/terms", data={**terms, "valid_until": "2027-01-31"}
        ).status_code
        == 303
    )
    assert (now(quote).subject, now(quote).notes) == ("更新の件", "一行目\n二行目")


def test_a_submitted_quote_is_read_only_and_says_so(rep, quote):
    rep.post(line_at(quote), data={"percent": "18", "reason": "競合"})
    assert rep.post(f"/quotes/{quote.id}/submit").status_code == 303
    shown = page(rep.get(f"/quotes/{quote.id}"))
    assert "申請済みです" in shown
    assert 'name="quantity"' not in shown
    assert rep.post(line_at(quote), data={"quantity": "2"}).status_code == 409
    assert rep.get(f"{line_at(quote)}/configure").status_code == 409
    assert rep.post(f"/quotes/{quote.id}/submit").status_code == 409


def test_a_revision_links_to_the_others_and_the_second_click_is_told(rep, quote):
    rep.post(line_at(quote), data={"percent": "18", "reason": "競合"})
    rep.post(f"/quotes/{quote.id}/submit")
    answer = rep.post(f"/quotes/{quote.id}/revise")
    assert answer.status_code == 303
    new = answer.headers["Location"]
    assert f'href="/quotes/{quote.id}"' in page(rep.get(new))
    old = page(rep.get(f"/quotes/{quote.id}"))
    assert f'href="{new}"' in old
    assert rep.post(f"/quotes/{quote.id}/revise").status_code == 409


def test_the_reason_stands_on_a_quote_that_was_sent_back(rep, quote):
    rep.post(line_at(quote), data={"percent": "18", "reason": "競合"})
    rep.post(f"/quotes/{quote.id}/submit")
    with db.transaction() as session:
        actions.send_back_quote(session, quote.id, reason="15%までにしてください", by="高橋")
    shown = page(rep.get(f"/quotes/{quote.id}"))
    assert "15%までにしてください" in shown
    assert "高橋" in shown


def test_what_is_not_there_is_not_found(rep):
    for path in ("", "/lines/nope", "/lines/nope/configure"):
        assert rep.get(f"/quotes/nope{path}").status_code == 404


# The configurator
