"""Rows from a spreadsheet on a quote: looked at, put on at once, the wrong ones kept."""

import io
import re
from decimal import Decimal

from cpq.models import QuoteRevision
from foundation import db

HTMX = {"HX-Request": "true"}
HEAD = "品番\t数量\t値引率\t理由\n"
ROWS = HEAD + "tea\t１０\t\t\nSRV\t2\t5\t年度末\nMEM-9\t1\t\t\nTEA\tmany\t\t\nSRV\t1\t5\t\n"


def page(answer, status=200):
    assert answer.status_code == status, answer.text[:2000]
    return answer.text


def lines_of(quote):
    with db.reading() as session:
        rows = session.get(QuoteRevision, quote.id).lines
        return [(one.sku, one.quantity, one.discount) for one in rows[3:]]


def test_every_row_is_explained_before_anything_changes(rep, quote):
    told = page(rep.post(f"/quotes/{quote.id}/paste", data={"text": ROWS}, headers=HTMX))
    assert "2行を追加できます" in told
    for words in (
        "MEM-9",
        "数量",
        "値引きの理由を入力してください",
        'value="MEM-1"',
        "明細3に既にあります",
    ):
        assert words in told, words
    assert lines_of(quote) == []


def test_what_is_understood_is_added_and_the_rest_stays(rep, quote):
    told = page(rep.post(f"/quotes/{quote.id}/paste/lines", data={"text": ROWS}, headers=HTMX))
    assert lines_of(quote) == [("TEA", 10, 0), ("SRV", 2, Decimal("0.05"))]
    left = re.search(r"<textarea[^>]*>\s*(.*?)</textarea>", told, re.DOTALL)[1]
    assert left.split("\n")[1:] == ["MEM-9\t1\t\t", "TEA\tmany\t\t", "SRV\t1\t5\t"]
    mended = {"text": left.replace("many", "4"), "as-2": "MEM-1", "default_reason": "年度末"}
    answer = rep.post(f"/quotes/{quote.id}/paste/lines", data=mended)
    assert answer.status_code == 303
    assert [sku for sku, _quantity, _discount in lines_of(quote)[2:]] == ["MEM-1", "TEA", "SRV"]


def test_more_of_a_line_that_is_there_is_no_second_one(rep, quote):
    rep.post(f"/quotes/{quote.id}/paste/lines", data={"text": "TEA\t7", "same": "sum"})
    with db.reading() as session:
        rows = session.get(QuoteRevision, quote.id).lines
    assert [(one.sku, one.quantity) for one in rows[2:]] == [("TEA", 10)]


def test_nothing_understood_is_refused_and_what_was_typed_stays(rep, quote):
    told = page(
        rep.post(f"/quotes/{quote.id}/paste/lines", data={"text": "NOPE\t1", "form": "paste"}), 422
    )
    assert "NOPE\t1" in told
    hostile = "=cmd|' /C calc'!A0\t1e308\n<script>alert(1)</script>\t9\n\u202eTEA\tNaN"
    told = page(rep.post(f"/quotes/{quote.id}/paste", data={"text": hostile}, headers=HTMX))
    assert "<script>alert" not in told
    assert "3行は読み取れません" in told


def test_what_is_handed_out_may_be_sent_back(rep, quote):
    line = quote.lines[2]
    rep.post(
        f"/quotes/{quote.id}/lines/{line.id}", data={"net": "3000", "reason": "合意"}, headers=HTMX
    )
    for kind in ("csv", "xlsx"):
        file = rep.get(f"/quotes/{quote.id}/lines.{kind}")
        assert file.status_code == 200
        sent = {"file": (io.BytesIO(file.data), f"lines.{kind}")}
        told = page(rep.post(f"/quotes/{quote.id}/paste", data=sent, headers=HTMX))
        assert "3行を追加できます" in told
        assert "¥3,000" in told


def test_another_system_sends_many_lines_or_asks_first(other_system, quote):
    address = f"/api/v1/quotes/{quote.id}/lines"
    lines = [{"sku": "tea", "quantity": "5"}, {"sku": "NOPE"}, {"sku": "SRV", "net_unit": "7000"}]
    asked = other_system.post(f"{address}/bulk", json={"lines": lines, "dry_run": True}).json
    assert [bool(row["problem"]) for row in asked["rows"]] == [False, True, False]
    assert other_system.post(f"{address}/bulk", json={"lines": lines}).json["added"] == 0
    del lines[1]
    assert other_system.post(f"{address}/bulk", json={"lines": lines}).json["added"] == 2
    listed = other_system.get(f"{address}?q=tea").json
    assert (listed["total"], listed["lines"][1]["quantity"]) == (2, "5")


def test_a_second_click_on_add_adds_one_line_and_leads_to_the_same_page(rep, quote):
    shown = page(rep.get(f"/quotes/{quote.id}")).partition('id="add-line"')[2]
    once = re.search(r'name="once" value="([^"]+)"', shown)[1]
    sent = {"product": "WS", "quantity": "1", "once": once}
    first, second = (rep.post(f"/quotes/{quote.id}/lines", data=sent, headers=HTMX) for _ in "12")
    assert "/configure" in first.headers["HX-Redirect"]
    assert second.headers["HX-Redirect"] == first.headers["HX-Redirect"]
    assert [sku for sku, _quantity, _discount in lines_of(quote)] == ["WS"]
