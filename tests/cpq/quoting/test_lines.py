"""The lines of a quote: paged and found, priced by what is typed, taken off and put back."""

import json
import re
from decimal import Decimal

import pytest

from cpq import actions
from cpq.actions import NewLine
from cpq.listing.renewing import take_new_prices
from cpq.price_lists import NewEntry, put_entries
from foundation import db
from tests.cpq.browsing import HTMX, now, page


def shown(text):
    """The numbers of the lines on a page."""
    return [int(n) for n in re.findall(r'class="quote-no">(\d+)<', text)]


def change(rep, line, **data):
    return rep.post(f"/quotes/{line.revision_id}/lines/{line.id}", data=data, headers=HTMX)


@pytest.fixture
def long_quote(quote):
    with db.transaction() as session:
        wanted = [NewLine("TEA" if n % 2 else "SRV", Decimal(1 + n)) for n in range(117)]
        actions.add_lines(session, quote.id, wanted)
    return now(quote)


def test_fifty_lines_are_a_page_and_the_sums_are_of_all(rep, long_quote):
    first = page(rep.get(f"/quotes/{long_quote.id}"))
    assert shown(first) == list(range(1, 51))
    assert "120件" in first
    last = page(rep.get(f"/quotes/{long_quote.id}?page=99"))
    assert shown(last) == list(range(101, 121))
    total = re.search(r'class="sums-total">.*?<dd>(.*?)</dd>', first, re.DOTALL)[1]
    assert total in last
    assert shown(page(rep.get(f"/quotes/{long_quote.id}?line=77"))) == list(range(51, 101))


def test_lines_are_found_by_words_and_by_what_they_have(rep, long_quote):
    change(rep, long_quote.lines[100], percent="3", reason="年度末")
    assert shown(page(rep.get(f"/quotes/{long_quote.id}?only=discounted"))) == [101]
    part = page(rep.get(f"/quotes/{long_quote.id}/lines?q=ｔｅａ&page=2", headers=HTMX))
    assert "<html" not in part
    assert len(shown(part)) == 9
    assert "該当する明細はありません" in page(rep.get(f"/quotes/{long_quote.id}?q=%25"))


def test_a_net_price_is_kept_as_it_was_typed(rep, quote):
    line = quote.lines[1]
    told = change(rep, line, unit="￥７,９９９", reason="合意済み").headers["HX-Trigger-After-Swap"]
    assert json.loads(told)["line-changed"]["net"] == "19,998"
    change(rep, line, quantity="3")
    assert now(quote).lines[1].price["net_amount"] == 23997
    change(rep, line, net="20000", reason="合意済み")
    kept = now(quote).lines[1]
    assert (kept.manual_net, kept.manual_unit, kept.price["net_amount"]) == (20000, None, 20000)
    asked = page(rep.get(f"/quotes/{quote.id}"))
    assert 'value="16.67"' in asked  # of an agreed price the percentage only follows
    assert "現在のルールでは¥24,000です" in asked
    change(rep, line, take="rules")
    assert now(quote).lines[1].price["net_amount"] == 24000


def test_more_that_costs_less_in_all_is_one_click_away(rep, quote):
    with db.transaction() as session:
        put_entries(session, "STD", [NewEntry("TEA", Decimal(500), min_quantity=Decimal(4))])
        take_new_prices(session, quote.id)
    line = now(quote).lines[2]
    told = page(rep.get(f"/quotes/{quote.id}"))
    badge = re.search(r'tag tag-success quote-take"[^>]*value="4"[^>]*>(.*?)</button>', told)[1]
    assert "数量4に変更：合計¥1,240安くなります" in badge
    assert "quote-take" not in page(change(rep, line, take="4"))
    assert now(quote).lines[2].quantity == 4


def test_a_price_given_in_two_ways_is_refused_and_one_without_reason_too(rep, quote):
    line = quote.lines[1]
    assert "いずれか一つ" in page(change(rep, line, percent="5", net="100", reason="x"), 422)
    assert "理由" in page(change(rep, line, net="100"), 422)
    for typed in ("abc", "-1", "1e9", "NaN", "9" * 400, "1.234,5", "0.5.1"):
        page(change(rep, line, unit=typed, reason="x"), 422)
    assert now(quote).total == quote.total


def test_a_form_without_script_sends_all_fields_and_changes_only_what_differs(rep, quote):
    line = quote.lines[1]
    sent = {
        "quantity": "2.5",
        "percent": "10",
        "unit": "8,000",
        "net": "20,000",
        "reason": "年度末",
    }
    assert rep.post(f"/quotes/{quote.id}/lines/{line.id}", data=sent).status_code == 303
    kept = now(quote).lines[1]
    assert (kept.discount, kept.manual_net, kept.price["net_amount"]) == (
        Decimal("0.1"),
        None,
        18000,
    )


def test_a_line_that_was_removed_comes_back_as_it_was(rep, quote):
    before = now(quote)
    line = before.lines[0]
    removed = page(rep.post(f"/quotes/{quote.id}/lines/{line.id}/remove", headers=HTMX))
    assert [one.sku for one in now(quote).lines] == ["SRV", "TEA"]
    taken = re.search(r'name="taken" value="([^"]+)"', removed)[1]
    back = {"taken": taken}
    page(rep.post(f"/quotes/{quote.id}/lines/put-back", data=back, headers=HTMX))
    after = now(quote)
    same = ("id", "position", "sku", "quantity", "choices", "bom", "complete", "price")
    assert [[getattr(one, name) for name in same] for one in after.lines] == [
        [getattr(one, name) for name in same] for one in before.lines
    ]
    assert after.total == before.total
    again = rep.post(f"/quotes/{quote.id}/lines/put-back", data=back, headers=HTMX)
    assert "すでに見積に戻っています" in page(again, 409)
    for forged in ("", "x", taken[:-2], taken + "x"):
        page(rep.post(f"/quotes/{quote.id}/lines/put-back", data={"taken": forged}), 422)


def test_without_script_the_next_page_offers_the_line_back(rep, quote):
    answer = rep.post(f"/quotes/{quote.id}/lines/{quote.lines[2].id}/remove")
    assert answer.status_code == 303
    assert 'id="put-back"' in page(rep.get(answer.location))


def test_a_line_is_duplicated_with_what_was_decided_for_it(rep, quote):
    change(rep, quote.lines[1], percent="7", reason="年度末")
    page(rep.post(f"/quotes/{quote.id}/lines/{quote.lines[1].id}/duplicate", headers=HTMX))
    _ws, one, other, _tea = now(quote).lines
    assert (other.sku, other.discount, other.price["net_amount"]) == (
        *(one.sku, one.discount),
        one.price["net_amount"],
    )


def test_the_whole_is_explained_from_list_to_total(rep, quote):
    change(rep, quote.lines[1], percent="10", reason="年度末")
    told = page(rep.get(f"/quotes/{quote.id}/story"))
    assert f"¥{now(quote).total:,}" in told
    assert "<svg" in told
