"""What is remembered of lists, and what is read of a quote, when one of its lines changes."""

from decimal import Decimal

import pytest

from cpq import actions
from cpq.actions.units import sell_in
from cpq.models import QuoteLine, QuoteRevision
from cpq.models.quotes import INPUTS
from cpq.price_lists import NewEntry, asked_by, list_by_code, put_entries
from cpq.price_lists.entries import put_on_draft
from cpq.price_lists.versions import open_draft
from cpq.quoting.whole import whole_of
from cpq.remembered import catalogue_under, header_of
from cpq.snapshot import draft_snapshot
from cpq.standing import settled, standing
from cpq.wanted import wanted
from tests.cpq.builders import a_quote, put

pytestmark = pytest.mark.once


@pytest.fixture
def quote(session):
    return a_quote(session)


def catalogue(session, quote, changed="one moment"):
    asked = asked_by(session, quote)
    return catalogue_under(session, header_of(session, asked), asked, {"TEA": changed})


def test_a_catalogue_is_remembered_while_nothing_it_is_made_of_has_changed(session, quote):
    """G14"""
    known = catalogue(session, quote)
    assert catalogue(session, quote) is known
    assert catalogue(session, quote, "another moment") is not known


def test_what_is_put_on_a_draft_or_published_later_does_not_touch_what_is_remembered(
    session, quote
):
    """G14"""
    known = catalogue(session, quote)
    list_id = list_by_code(session, "STD").id
    draft = open_draft(session, list_id)
    put_on_draft(session, list_id, draft.number, [NewEntry("TEA", Decimal(7))])
    assert catalogue(session, quote) is known
    session.delete(draft)
    session.flush()
    put_entries(session, "STD", [NewEntry("TEA", Decimal(5))])
    assert catalogue(session, quote) is known


def test_a_list_that_is_renamed_or_switched_off_is_asked_anew(session, quote):
    """G14"""
    prices = list_by_code(session, "STD")
    for change in ({"name": "新しい名前"}, {"active": False}):
        known = catalogue(session, quote)
        for name, value in change.items():
            setattr(prices, name, value)
        assert catalogue(session, quote) is not known
    actions.set_quantity(session, quote.lines[2].id, Decimal(4))
    assert {line.price["price_list"]["ja"] for line in quote.lines} == {"新しい名前"}


def test_a_list_whose_version_is_not_pinned_is_not_remembered(session, quote):
    """G14"""
    quote.list_versions = {}
    assert catalogue(session, quote) is not catalogue(session, quote)


def test_a_change_of_one_line_builds_no_other(session, quote):
    """G14"""
    line_id, quote_id = quote.lines[2].id, quote.id
    session.flush()
    session.expunge_all()
    actions.set_discount(session, line_id, percent=Decimal(10), reason="競合")
    line = session.get(QuoteLine, line_id)
    there = [row for row in session.identity_map.values() if isinstance(row, QuoteLine)]
    assert there == [line]
    assert session.get(QuoteRevision, quote_id).subtotal == sum(
        one.net for one in standing(session, quote_id)
    )


def test_lines_that_need_no_look_are_added_up_by_the_database_and_not_read(session, quote):
    """G14"""
    under, changed = header_of(session, asked_by(session, quote)).digest, quote.lines[2]
    session.flush()
    with_parts, *plain = standing(session, quote.id)
    assert sum(settled(session, quote.id, under).values()) == sum(one.net for one in plain)
    assert standing(session, quote.id, under) == [with_parts]
    changed.quantity = Decimal(9)
    session.flush()
    assert [one.id for one in standing(session, quote.id, under)] == [with_parts.id, changed.id]
    assert sum(settled(session, quote.id, under).values()) == plain[0].net
    assert settled(session, quote.id, "other lists") == {}


def test_whatever_pricing_reads_of_a_line_takes_its_fingerprint_away_when_it_is_set(session, quote):
    """G14"""
    line, read = quote.lines[2], set[str]()
    line.give_discount(Decimal("0.1"), "競合")

    class Watched:
        def __getattr__(self, name):
            read.add(name)
            return getattr(line, name)

    wanted(Watched(), "JPY")
    assert read - {"position", "price"} == set(INPUTS)
    for name in INPUTS:
        actions.set_quantity(session, line.id, line.quantity)
        assert line.priced_from
        setattr(line, name, getattr(line, name))
        assert not line.priced_from


def test_the_figures_beside_a_price_are_those_in_it(session, quote):
    put(session, "SUP", kind="service")
    actions.change_line(session, quote.lines[2].id, percent=Decimal(10), reason="競合")
    for line, row in zip(quote.lines, standing(session, quote.id), strict=True):
        price = line.price
        assert (row.net, row.share, row.priced_from) == (
            price["net_amount"],
            price["share"],
            price["inputs"],
        )
        assert (line.list_amount, line.advised) == (price["list_amount"], bool(price["warnings"]))
    line.price = None
    assert (line.net_amount, line.share, line.priced_from) == (None, 0, "")


def test_the_page_says_the_margin_that_is_frozen_also_of_what_is_sold_by_the_box(session, quote):
    put(session, "TEA", tax_class="reduced", cost=Decimal(400), cost_currency="JPY",
        attributes={"per_box": "12"})  # fmt: skip
    sell_in(session, quote.lines[2].id, "box")
    actions.set_discount(session, quote.lines[1].id, percent=Decimal(7), reason="競合")
    whole = whole_of(session, quote)
    assert str(whole.margin) == draft_snapshot(session, quote).margin
    assert whole.list_total == sum(line.price["list_amount"] for line in quote.lines)
