"""Drafts are priced as a whole, whatever is done to them and in whatever order."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpq import actions
from cpq.catalog.configuring import Choice
from cpq.listing.renewing import take_new_prices
from cpq.price_lists import NewEntry, put_entries
from cpq.queries import preview_price
from cpq.repricing import reprice
from cpq.snapshot import snapshot_of
from foundation.errors import Missing, Refusal
from tests.cpq.builders import CHOSEN, a_quote, chosen, put

WORKSTATION = 25000 + 30000 + 20000 + 5000 + 8000


def figures(revision):
    return revision.subtotal, revision.tax_total, revision.total


def test_totals_are_right_to_the_yen(session):
    quote = a_quote(session)
    assert [line.price["net_amount"] for line in quote.lines] == [WORKSTATION, 20000, 3240]
    assert figures(quote) == (111240, 11059, 122299)
    assert [(tax["rate"], tax["base"], tax["tax"]) for tax in quote.taxes] == [
        ("0.10", 108000, 10800),
        ("0.08", 3240, 259),
    ]


def test_a_discount_and_a_quantity_change_the_totals_at_once(session):
    quote = a_quote(session)
    actions.change_line(
        session, quote.lines[0].id, quantity=Decimal(2), percent=Decimal(18), reason="競合"
    )
    assert quote.lines[0].price["net_amount"] == round(WORKSTATION * 2 * 0.82)
    assert quote.subtotal == sum(line.price["net_amount"] for line in quote.lines)


def test_a_change_writes_the_changed_line_alone(session):
    """What comes back from the database is compared, too: the plain values are the same ones."""
    quote = a_quote(session)
    session.flush()
    session.expire_all()
    first, *others = quote.lines
    first.quantity *= 2
    reprice(session, quote)
    assert first in session.dirty
    assert not any(line in session.dirty for line in others)


def test_the_bill_of_materials_grows_and_shrinks_with_the_quantity(session):
    quote = a_quote(session)
    line = quote.lines[0]
    for quantity in (7, 3, 11, 1):
        actions.set_quantity(session, line.id, Decimal(quantity))
        counts = {row["sku"]: Decimal(row["quantity"]) for row in line.bom if row["sku"]}
        assert set(counts.values()) == {Decimal(quantity)}
        assert line.price["net_amount"] == WORKSTATION * quantity


def test_a_discount_needs_a_reason(session):
    quote = a_quote(session)
    with pytest.raises(Refusal) as refused:
        actions.set_discount(session, quote.lines[0].id, percent=Decimal(5), reason="  ")
    assert refused.value.field == "reason"


def test_without_a_discount_the_reason_goes(session):
    quote = a_quote(session)
    line = quote.lines[0]
    actions.set_discount(session, line.id, percent=Decimal(5), reason="競合")
    actions.set_discount(session, line.id, percent=Decimal(0), reason="競合")
    assert (line.discount, line.reason) == (0, "")


def test_a_line_that_was_taken_off_leaves_no_trace(session):
    quote = a_quote(session)
    before = figures(quote)
    line = actions.add_line(session, quote.id, sku="SCR", quantity=Decimal(4))
    actions.remove_line(session, line.id)
    assert figures(quote) == before
    assert [line.position for line in quote.lines] == [1, 2, 3]


def test_a_line_moves_and_the_others_make_room(session):
    quote = a_quote(session)
    actions.move_line(session, quote.lines[2].id, 1)
    assert [(line.position, line.sku) for line in quote.lines] == [
        (1, "TEA"),
        (2, "WS"),
        (3, "SRV"),
    ]
    actions.move_line(session, quote.lines[0].id, 99)
    assert [line.sku for line in quote.lines] == ["WS", "SRV", "TEA"]


def test_a_line_without_a_price_says_why_and_does_not_count(session):
    quote = a_quote(session)
    put(session, "NEW")
    session.flush()
    line = actions.add_line(session, quote.id, sku="NEW")
    assert line.price is None
    assert "NEW" in line.refusal["params"]["sku"]
    assert quote.subtotal == 111240
    with pytest.raises(Refusal) as refused:
        actions.submit_quote(session, quote.id, by="per_1")
    assert "Line 4" in str(refused.value.text)


def test_an_open_quote_keeps_its_prices_until_its_rep_takes_the_new_ones(session):
    quote = a_quote(session)
    put_entries(session, "STD", [NewEntry("SRV", Decimal(9000))])
    actions.set_quantity(session, quote.lines[1].id, Decimal("2.5"))
    assert quote.lines[1].price["net_amount"] == 20000
    take_new_prices(session, quote.id)
    actions.submit_quote(session, quote.id, by=quote.owner_id)
    assert snapshot_of(session, quote.id).lines[1].net_amount == 22500


@pytest.mark.parametrize(
    "quantity", ["0", "-1", "1000000.000001", "NaN", "Infinity", "-Infinity", "1E+308", "0.0000001"]
)
def test_an_absurd_quantity_is_refused(session, quantity):
    quote = a_quote(session)
    for hostile in (
        lambda: actions.add_line(session, quote.id, sku="SRV", quantity=Decimal(quantity)),
        lambda: actions.set_quantity(session, quote.lines[1].id, Decimal(quantity)),
    ):
        with pytest.raises(Refusal) as refused:
            hostile()
        assert refused.value.field == "quantity"
    assert figures(quote) == (111240, 11059, 122299)


@pytest.mark.parametrize("percent", ["-0.0001", "100.0001", "NaN", "Infinity", "1E+308", "1.00001"])
def test_an_absurd_discount_is_refused(session, percent):
    quote = a_quote(session)
    with pytest.raises(Refusal) as refused:
        actions.set_discount(session, quote.lines[0].id, percent=Decimal(percent), reason="競合")
    assert refused.value.field == "percent"


def test_half_a_workstation_is_not_sold(session):
    quote = a_quote(session)
    with pytest.raises(Refusal):
        actions.set_quantity(session, quote.lines[0].id, Decimal("1.5"))


def test_an_amount_too_large_for_its_column_is_refused_in_words(session):
    quote = a_quote(session)
    put(session, "GOLD")
    session.flush()
    put_entries(session, "STD", [NewEntry("GOLD", Decimal(9_000_000_000_000))])
    take_new_prices(session, quote.id)
    line = actions.add_line(session, quote.id, sku="GOLD", quantity=Decimal(1_000_000))
    session.flush()
    assert "too large" in line.refusal["msgid"]
    assert quote.subtotal == 111240


@pytest.mark.parametrize("day", ["", "tomorrow", "2020-01-01", "9999-12-31", "2026-02-30", "\0"])
def test_a_validity_that_is_no_day_to_come_is_refused(session, day):
    quote = a_quote(session)
    with pytest.raises(Refusal) as refused:
        actions.set_terms(session, quote.id, {"valid_until": day})
    assert refused.value.field == "valid_until"


def test_a_usual_term_is_kept_in_both_languages(session):
    quote = a_quote(session)
    actions.set_terms(session, quote.id, {"delivery": "ご発注後 2週間", "payment_terms": "分割"})
    assert quote.delivery["en"] == "2 weeks after order"
    assert quote.payment_terms == {"ja": "分割", "en": "分割"}


def test_a_configuration_that_does_not_go_together_is_refused(session):
    quote = a_quote(session)
    with pytest.raises(Refusal):
        actions.configure_line(session, quote.lines[0].id, chosen(cpu="CPU-A", board="MB-B"))


def test_an_incomplete_configuration_is_kept_but_not_submitted(session):
    quote = a_quote(session)
    line = quote.lines[0]
    assert actions.configure_line(session, line.id, chosen(cpu="CPU-A")) is False
    assert line.choices == {"cpu": {"sku": "CPU-A", "quantity": 1}}
    with pytest.raises(Refusal) as refused:
        actions.submit_quote(session, quote.id, by="per_1")
    assert "not configured completely" in str(refused.value.text)


def test_a_preview_costs_what_the_line_will_cost(session):
    quote = a_quote(session)
    put_entries(session, "STD", [NewEntry("MEM-1", Decimal(4000), min_quantity=Decimal(10))])
    take_new_prices(session, quote.id)
    for quantity in (1, 10):
        choices = {**chosen(**CHOSEN), "memory": Choice(sku="MEM-1", quantity=2)}
        line = quote.lines[0]
        actions.set_quantity(session, line.id, Decimal(1))
        actions.configure_line(session, line.id, choices)
        for_one = [dict(row) for row in line.bom]
        actions.set_quantity(session, line.id, Decimal(quantity))
        preview = preview_price(session, quote.id, "WS", for_one, Decimal(quantity))
        assert preview.unit.major == Decimal(line.price["list_unit"])


# What becomes of it


def test_the_margin_is_known_only_where_every_cost_is(session):
    quote = a_quote(session)
    costs = 10000 + 15000 + 10000 + 2500 + 4000 + 10000 + 1200
    margin = Decimal(snapshot_of(session, quote.id).margin)
    assert margin == round(1 - Decimal(costs) / 111240, 6)
    put(session, "NEW")
    put_entries(session, "STD", [NewEntry("NEW", Decimal(1))])
    take_new_prices(session, quote.id)
    actions.add_line(session, quote.id, sku="NEW")
    assert snapshot_of(session, quote.id).margin is None


def test_there_is_no_product_that_does_not_exist(session):
    with pytest.raises(Missing):
        actions.add_line(session, a_quote(session).id, sku="NOPE")


# Whatever is done, and in whatever order

changes = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["SRV", "TEA", "SCR"]), st.integers(1, 50)),
        st.tuples(st.just("quantity"), st.integers(0, 5), st.integers(1, 50)),
        st.tuples(st.just("discount"), st.integers(0, 5), st.integers(0, 100)),
        st.tuples(st.just("move"), st.integers(0, 5), st.integers(1, 6)),
        st.tuples(st.just("remove"), st.integers(0, 5), st.just(0)),
    ),
    max_size=8,
)


@settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@pytest.mark.once
@given(changes)
def test_the_totals_depend_on_what_stands_there_not_on_how_it_came_about(session, some):
    with session.begin_nested() as scratch:
        quote = a_quote(session)
        for kind, at, n in some:
            _do(session, quote, kind, at, n)
        amounts = [line.price["net_amount"] for line in quote.lines]
        assert quote.subtotal == sum(amounts)
        assert quote.tax_total == sum(tax["tax"] for tax in quote.taxes)
        assert sorted(line.position for line in quote.lines) == list(range(1, len(amounts) + 1))
        for line in quote.lines:
            expected = Decimal(line.price["list_unit"]) * line.quantity * (1 - line.discount)
            assert abs(line.price["net_amount"] - expected) <= Decimal("0.5")
        scratch.rollback()
    session.expire_all()


def _do(session, quote, kind, at, n):
    if kind == "add":
        actions.add_line(session, quote.id, sku=at, quantity=Decimal(n))
    elif quote.lines:
        line = quote.lines[at % len(quote.lines)]
        match kind:
            case "quantity":
                actions.set_quantity(session, line.id, Decimal(n))
            case "discount":
                actions.set_discount(session, line.id, percent=Decimal(n), reason="理由")
            case "move":
                actions.move_line(session, line.id, n)
            case _:
                actions.remove_line(session, line.id)
