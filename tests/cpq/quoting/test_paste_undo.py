"""Pasted rows are taken off again with one press, as long as nothing happened to them since."""

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


def test_what_was_changed_since_is_not_taken_off(rep, quote):
    tea = quote.lines[2]
    address, _page = pasted(rep, quote, "TEA\t7\nSRV\t2", same="sum")
    words = offered(rep, address)
    rep.post(f"/quotes/{quote.id}/lines/{tea.id}", data={"quantity": "12"})
    now = lines_of(quote)
    assert Decimal(12) in [quantity for _sku, quantity in now]
    assert undone(rep, quote, words) == 409
    assert offered(rep, address) is None
    assert undone(rep, quote, "something else") == 409
    assert lines_of(quote) == now
