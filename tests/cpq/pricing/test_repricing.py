"""A quote in the database is priced as the pure function says, in whatever order it changed."""

from decimal import Decimal

import pytest

from cpq import actions
from cpq.actions.units import sell_in
from cpq.listing.renewing import take_new_prices
from cpq.price_lists import NewEntry, put_entries
from cpq.pricing.values import Method
from cpq.repricing import reprice
from cpq.snapshot import snapshot_of
from foundation.errors import Refusal
from foundation.language import text_from_json
from tests.cpq.builders import a_quote, put


def prices(quote):
    return [line.price for line in quote.lines]


def anew(session, quote):
    before = prices(quote)
    reprice(session, quote, anew=True)
    return before


@pytest.fixture
def quote(session):
    made = a_quote(session)
    made.document_discount = {"percent": "3", "reason": "端数調整"}
    reprice(session, made)
    return made


def test_what_is_kept_is_what_it_would_be_if_it_were_reckoned_anew(session, quote):
    """G14"""
    for change in (
        lambda: actions.set_quantity(session, quote.lines[1].id, Decimal(7)),
        lambda: actions.set_discount(session, quote.lines[0].id, percent=Decimal(9), reason="競合"),
        lambda: actions.remove_line(session, quote.lines[2].id),
        lambda: actions.add_line(session, quote.id, sku="SCR", quantity=Decimal(2)),
    ):
        change()
        assert anew(session, quote) == prices(quote)


def test_the_shares_of_a_discount_follow_every_change_and_add_up(session, quote):
    """G11"""
    actions.set_quantity(session, quote.lines[1].id, Decimal(9))
    nets = sum(price["net_amount"] for price in prices(quote))
    shares = sum(price["share"] for price in prices(quote))
    assert shares == (nets * 3 + 50) // 100
    assert quote.subtotal == nets - shares
    assert [price["steps"][-1]["kind"] for price in prices(quote)] == ["document"] * 3
    quote.document_discount = {}
    reprice(session, quote)
    assert [price["steps"][-1]["kind"] for price in prices(quote)] == ["net"] * 3


def test_a_changed_cost_is_seen_at_the_next_change(session, quote):
    """G14"""
    plus = {"method": Method.COST_PLUS, "percent": Decimal(50)}
    put_entries(session, "STD", [NewEntry("SRV", priority=1, **plus)])
    take_new_prices(session, quote.id)
    assert quote.lines[1].price["regular_unit"] == "6000"
    put(session, "SRV", kind="service", uom="hour", cost=Decimal(5000), cost_currency="JPY")
    session.flush()
    actions.set_quantity(session, quote.lines[2].id, Decimal(4))
    assert quote.lines[1].price["regular_unit"] == "7500"


def test_a_price_in_percent_of_the_others_follows_them(session, quote):
    """G14"""
    put(session, "SUP", kind="service")
    of_total = {"method": Method.PERCENT_OF_TOTAL, "percent": Decimal(10)}
    put_entries(session, "STD", [NewEntry("SUP", **of_total)])
    take_new_prices(session, quote.id)
    line = actions.add_line(session, quote.id, sku="SUP")
    for quantity in (1, 8):
        actions.set_quantity(session, quote.lines[1].id, Decimal(quantity))
        others = sum(one.price["net_amount"] for one in quote.lines if one is not line)
        assert line.price["net_amount"] == (others + 5) // 10
        assert anew(session, quote) == prices(quote)


def test_a_line_is_sold_by_the_box_and_costs_what_is_in_it(session, quote):
    """G8"""
    tea = quote.lines[2]
    put(session, "TEA", tax_class="reduced", cost=Decimal(400), cost_currency="JPY",
        attributes={"per_box": "12"})  # fmt: skip
    session.flush()
    sell_in(session, tea.id, "box")
    assert tea.price["net_amount"] == 3 * 12 * 1080
    assert snapshot_of(session, quote.id).lines[2].cost_amount == 3 * 12 * 400
    assert snapshot_of(session, quote.id).lines[2].uom["en"] == "box"
    sell_in(session, tea.id, "")
    assert tea.price["net_amount"] == 3 * 1080
    sell_in(session, tea.id, "set")
    assert "holds is not known" in str(text_from_json(tea.refusal))
    for line, unit in ((tea, "barrel"), (quote.lines[0], "box")):
        with pytest.raises(Refusal) as refused:
            sell_in(session, line.id, unit)
        assert refused.value.field == "uom"
