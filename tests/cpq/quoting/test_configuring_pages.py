"""The configurator, as a rep uses it, with and without script."""

import re

from foundation import db
from tests.cpq.browsing import HTMX, line_at, now, page
from tests.cpq.builders import put


def bench(rep, quote, *choices, opened="", **more):
    values = [
        ("begun", "1"),
        *(("c", choice) for choice in choices),
        ("open", opened),
        *more.items(),
    ]
    return page(rep.get(f"{line_at(quote)}/configure", query_string=values))


def test_it_begins_with_what_is_saved_on_the_line(rep, quote):
    shown = page(rep.get(f"{line_at(quote)}/configure"))
    assert "構成完了" in shown
    assert "¥88,000" in shown


def test_a_choice_narrows_the_others_and_says_why_in_words(rep, quote):
    shown = bench(rep, quote, "board:1:MB-A", opened="cpu")
    assert "The processor does not fit the socket." in shown
    assert "品MB-Aを外す" in shown
    assert "適合するのは品CPU-Aのみ" in shown


def test_one_click_takes_a_barred_part_and_drops_what_bars_it(rep, quote):
    shown = bench(rep, quote, "memory:1:MEM-1", "board:1:MB-A", opened="cpu")
    why = shown.partition('class="option-why"')[2]
    link = re.search(r'href="([^"]+)"', why).group(1).replace("&amp;", "&")
    after = page(rep.get(link, headers=HTMX))
    assert 'name="c" value="cpu:1:CPU-B"' in after
    assert 'name="c" value="memory:1:MEM-1"' in after
    assert 'name="c" value="board:1:MB-A"' not in after
    assert "<html" not in after
    undo = re.search(r'href="([^"]+)"[^>]*><svg class="icon icon-undo', after).group(1)
    assert 'name="c" value="board:1:MB-A"' in page(rep.get(undo.replace("&amp;", "&")))


def test_what_follows_from_the_choices_can_be_taken_at_once(rep, quote):
    shown = bench(rep, quote, "cpu:1:CPU-B")
    assert "次の項目は1つに決まります：mainboard、power" in shown


def test_parts_are_searched(rep, quote):
    shown = bench(rep, quote, opened="cpu", q="ｃｐｕ－ｂ")
    assert "CPU-B" in shown
    assert "CPU-A ·" not in shown


def test_a_choice_that_is_no_longer_there_is_left_out(rep, quote):
    for choice in ("cpu:1:GONE", "nope:1:CPU-A", "cpu:99:CPU-A", "cpu:x:y", "", "::"):
        assert 'name="c" value="power:1:PS-600"' in bench(rep, quote, choice, "power:1:PS-600")


def test_choices_that_contradict_each_other_keep_the_newest(rep, quote):
    shown = bench(rep, quote, "board:1:MB-A", "cpu:1:CPU-B")
    assert 'value="cpu:1:CPU-B"' in shown
    assert "選択から外しました：MB-A" in shown


def test_a_saved_configuration_reprices_the_line(rep, quote):
    parts = ["cpu:1:CPU-B", "board:1:MB-B", "memory:2:MEM-2", "power:1:PS-600"]
    assert (
        rep.post(f"{line_at(quote)}/configure", data={"c": parts, "begun": "1"}).status_code == 303
    )
    line = now(quote).lines[0]
    assert line.price["net_amount"] == 25000 + 90000 + 50000 + 18000 + 15000
    assert line.complete


def test_a_configuration_that_is_refused_keeps_every_choice(rep, quote):
    data = {"c": ["power:1:PS-600", "board:1:MB-A", "cpu:1:CPU-B"], "begun": "1"}
    shown = page(rep.post(f"{line_at(quote)}/configure", data=data), 422)
    assert "両立しません" in shown
    assert 'value="power:1:PS-600"' in shown


def test_a_new_part_is_offered_without_a_restart(rep, quote):
    bench(rep, quote)
    with db.transaction() as session:
        put(session, "CPU-C", category="cpu", attributes={"socket": "A", "tdp": "10"})
    assert "CPU-C" in bench(rep, quote, opened="cpu")
