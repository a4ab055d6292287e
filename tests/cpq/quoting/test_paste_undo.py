"""Pasted rows are taken off again with one press; what was changed since stays."""

import re
from decimal import Decimal
from html import unescape

from cpq.models import QuoteRevision
from foundation import db

HTMX = {"HX-Request": "true"}
HEAD = "品番\t数量\n"


def lines_of(quote):
    with db.reading() as session:
        rows = session.get(QuoteRevision, quote.id).lines
        return [(one.sku, one.quantity) for one in rows]


def pasted(rep, quote, text, **more):
    """Paste rows and return the address of the quote as it is shown then."""
    sent = {"text": HEAD + text, **more}
    answer = rep.post(f"/quotes/{quote.id}/paste/lines", data=sent, headers=HTMX)
    if "HX-Redirect" in answer.headers:
        return answer.headers["HX-Redirect"], answer.text
    address = re.search(r'href="(/quotes/[^"]*pasted=[^"]*)"', answer.text)[1]
    return unescape(address), answer.text


def offered(rep, address):
    """The words behind the button, where the page has one."""
    found = re.search(r'name="pasted" value="([^"]*)"', rep.get(address).text)
    return unescape(found[1]) if found else None


def undone(rep, quote, words):
    return rep.post(f"/quotes/{quote.id}/paste/undo", data={"pasted": words}).status_code


def test_rows_that_were_added_and_lines_that_grew_are_as_before(rep, quote):
    before = lines_of(quote)
    address, _page = pasted(rep, quote, "TEA\t7\nSRV\t2\nTEA\t1", same="sum")
    assert len(address) < 1000
    assert lines_of(quote) != before
    words = offered(rep, address)
    assert undone(rep, quote, words) == 303
    assert lines_of(quote) == before
    assert offered(rep, address) is None
    assert undone(rep, quote, words) == 409


def test_rows_that_were_mended_go_with_those_before_them(rep, quote):
    before = lines_of(quote)
    _address, page = pasted(rep, quote, "TEA\t7\nNOPE\t1")
    kept = unescape(re.search(r'name="pasted" value="([^"]*)"', page)[1])
    address, _page = pasted(rep, quote, "SRV\t3", pasted=kept)
    assert len(lines_of(quote)) == len(before) + 2
    assert undone(rep, quote, offered(rep, address)) == 303
    assert lines_of(quote) == before


def test_what_was_changed_since_stays_and_is_counted(rep, quote):
    before = lines_of(quote)
    tea = quote.lines[2]
    address, _page = pasted(rep, quote, "TEA\t7\nSRV\t2", same="sum")
    words = offered(rep, address)
    rep.post(f"/quotes/{quote.id}/lines/{tea.id}", data={"quantity": "12"})
    assert offered(rep, address) == words
    page = rep.post(f"/quotes/{quote.id}/paste/undo", data={"pasted": words}, headers=HTMX).text
    assert "変更された明細（1件）は残し" in unescape(page)
    assert lines_of(quote) == [*before[:2], ("TEA", Decimal(12))]
    assert offered(rep, address) is None
    assert undone(rep, quote, words) == undone(rep, quote, "something else") == 409


def test_a_pasted_line_with_a_price_of_its_own_stays(rep, quote):
    before = lines_of(quote)
    address, _page = pasted(rep, quote, "TEA\t7\nSRV\t2\nTEA\t4")
    with db.reading() as session:
        new = session.get(QuoteRevision, quote.id).lines[-2].id
    given = {"percent": "5", "reason": "年度末"}
    rep.post(f"/quotes/{quote.id}/lines/{new}", data=given, headers=HTMX)
    assert undone(rep, quote, offered(rep, address)) == 303
    assert lines_of(quote) == [*before, ("SRV", Decimal(2))]


def test_rows_are_no_longer_offered_once_one_of_their_lines_is_gone(rep, quote):
    address, _page = pasted(rep, quote, "TEA\t7\nSRV\t2")
    words = offered(rep, address)
    with db.reading() as session:
        new = session.get(QuoteRevision, quote.id).lines[-1].id
    rep.post(f"/quotes/{quote.id}/lines/{new}/remove")
    assert offered(rep, address) is None
    assert undone(rep, quote, words) == 409


def test_a_line_raised_twice_goes_back_to_where_it_began(rep, quote):
    before = lines_of(quote)
    address, _page = pasted(rep, quote, "TEA\t7", same="sum")
    address, _page = pasted(rep, quote, "TEA\t2", same="sum", pasted=offered(rep, address))
    assert undone(rep, quote, offered(rep, address)) == 303
    assert lines_of(quote) == before
