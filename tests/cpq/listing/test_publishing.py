"""Publishing: contradictions bar it, its effect on open quotes is shown, it is bound to that."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from cpq import actions
from cpq.listing import publishing
from cpq.listing.assigning import add_parent, add_rate
from cpq.listing.claims import assign_checked
from cpq.listing.renewing import newer_lists, renewal_of, take_new_prices
from cpq.models import ImpactRun, ListEntry, QuoteRevision
from cpq.price_lists import NewEntry, list_by_code, open_list, put_entries
from cpq.price_lists.changes import content_of
from cpq.price_lists.versions import current_of, mark_published, open_draft, retire
from cpq.price_lists.whom import assign
from cpq.pricing.values import Breaks, Method, Rank
from foundation.db import transaction, utcnow
from foundation.errors import Conflict, Refusal
from tests.cpq.builders import a_quote, put
from tests.cpq.listing.drafts import bars, draft


@pytest.fixture
def lists(session):
    put(session, "P1")
    for code in ("A", "B"):
        open_list(session, code=code, name=code, name_en=code, currency="JPY")
        put_entries(session, code, [NewEntry("OTHER", Decimal(1))])
    return {code: list_by_code(session, code).id for code in ("A", "B")}


def rule(method=Method.FIXED, price=100, **fields):
    return NewEntry("P1", Decimal(price), method=method, **fields)


def written(formula, **fields):
    return rule(Method.EXPRESSION, formula=formula, **fields)


def band(price, least, most=None, **fields):
    most = None if most is None else Decimal(most)
    return rule(Method.BLOCK, price, min_quantity=Decimal(least), max_quantity=most, **fields)


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ([band(500, 1, 10), band(900, 10, 25)], "P1: the bands overlap at a quantity of 10."),
        ([band(500, 1, 10), band(900, 12, 25)], "there is a hole between the quantities 10 and 12"),
        ([band(500, 1), band(900, 11)], "the bands overlap at a quantity of 11"),
        (
            [rule(breaks=Breaks.SLAB, max_quantity=Decimal(9)),
             rule(breaks=Breaks.SLAB, min_quantity=Decimal(11))],
            "there is a hole between the quantities 9 and 11",
        ),
        (
            [rule(Method.FORMULA, least_margin=Decimal(9), most_margin=Decimal(8))],
            "the least margin 9 is above the most, 8",
        ),
        ([rule(Method.PERCENT_OFF, percent=Decimal(5), base="list:EMPTY")], "EMPTY, which has no"),
        ([rule(Method.PERCENT_OFF, percent=Decimal(5), base="list:A")], "in a circle: A → A."),
        ([rule(Method.COST_PLUS, percent=Decimal(5))], "There is no rate of USD in JPY."),
        ([written("9 / (quantity - 1)")], "it divides by 0"),
        ([written("attribute.kg * 9")], "P1 has no number as its attribute “kg”"),
        ([written("cost * 2")], "There is no exchange rate from USD to JPY."),
        (
            [NewEntry(target="all", method=Method.EXPRESSION, formula="cost * attribute.kg")],
            "Everything: no product has everything that cost * attribute.kg is made from.",
        ),
    ],
)  # fmt: skip
def test_a_contradiction_bars_it_with_a_sentence(session, lists, entries, sentence):
    open_list(session, code="EMPTY", name="x", name_en="x", currency="JPY")
    put(session, "P1", cost=Decimal(3), cost_currency="USD")
    session.flush()
    row = draft(session, lists["A"], *entries)

    assert sentence in bars(session, lists["A"])[0]
    with pytest.raises(Refusal):
        publishing.publish(session, lists["A"], content_of(session, row), by="森")


def test_bands_that_follow_each_other_are_fine(session, lists):
    draft(session, lists["A"], band(500, 1, 10), band(900, 11, 25), band(1400, 26))

    assert bars(session, lists["A"]) == []


def test_a_version_that_is_over_before_it_begins_is_barred(session, lists):
    begins = datetime(2027, 1, 1, tzinfo=UTC)
    draft(session, lists["A"], rule(), valid_from=begins, valid_to=begins)
    assert bars(session, lists["A"]) == ["The version would end before it begins."]

    draft(session, lists["A"], valid_from=None, valid_to=utcnow() - timedelta(days=1))
    assert bars(session, lists["A"]) == ["The version would be over already."]


def test_two_lists_of_the_same_people_tie_and_both_rules_are_named(session, lists):
    gold = {"rank": "tier", "target": "gold"}
    for code, priority in (("A", "0"), ("B", "1")):
        assign_checked(session, lists[code], gold | {"priority": priority})
    draft(session, lists["A"], rule(price=100))
    row = draft(session, lists["B"], rule(price=90))
    assert bars(session, lists["B"]) == []
    publishing.publish(session, lists["B"], content_of(session, row), by="森")

    with pytest.raises(Refusal) as refused:
        assign_checked(session, lists["A"], gold | {"priority": "1"})
    assert refused.value.field == "priority"


def test_a_tie_with_another_list_is_found_when_it_is_published(session, lists):
    put_entries(session, "B", [NewEntry("P1", Decimal(90))])
    put_entries(session, "A", [NewEntry("A-ONLY", Decimal(1))])
    for code in ("A", "B"):
        assign(session, lists[code], Rank.TIER, "gold")
    draft(session, lists["A"], rule(price=100))

    [sentence] = bars(session, lists["A"])
    assert "P1: “¥100” on A and “¥90” on B have the same claim." in sentence


def test_a_parent_without_a_version_and_a_currency_without_rate_bar_it(session, lists):
    open_list(session, code="USD-1", name="x", name_en="x", currency="USD")
    add_parent(session, lists["A"], "usd-1")
    assert bars(session, lists["A"]) == [
        "The parent list USD-1 has no version that holds.",
        "There is no rate of USD in JPY. Add it under the price lists' order and rates.",
    ]
    put_entries(session, "USD-1", [NewEntry("P1", Decimal(1))])
    add_rate(session, {"from": "JPY", "to": "USD", "rate": "0.0066"})  # the way back will do
    assert bars(session, lists["A"]) == []


# What open quotes come to


def raised(session, price=9000):
    """A draft of the standard list on which the service costs more."""
    standard = list_by_code(session, "STD")
    return draft(session, standard.id, NewEntry("SRV", Decimal(price)))


def test_the_open_quotes_that_would_change_are_shown_with_both_totals(session):
    quote = a_quote(session)
    before = quote.subtotal
    row = raised(session)

    [effect] = publishing.impact_of(session, publishing.proposal_of(session, row.list_id)).effects
    assert (effect.number, effect.before, effect.after) == (quote.number, before, before + 2500)
    [changed] = publishing.changed_rules(publishing.proposal_of(session, row.list_id).changes)
    assert (changed.before.amount, changed.after.amount) == (8000, 9000)
    assert changed.percent == Decimal("12.5")
    assert quote.subtotal == before


def test_what_is_published_is_what_was_seen(session):
    a_quote(session)
    row = raised(session)
    seen = content_of(session, row)
    draft(session, row.list_id, NewEntry("TEA", Decimal(1)))

    with pytest.raises(Conflict):
        publishing.publish(session, row.list_id, seen, by="森")
    publishing.publish(session, row.list_id, content_of(session, row), by="森")
    assert current_of(session, row.list_id).number == row.number


def test_a_draft_that_changes_nothing_is_not_published(session):
    a_quote(session)
    row = open_draft(session, list_by_code(session, "STD").id)

    with pytest.raises(Refusal):
        publishing.publish(session, row.list_id, content_of(session, row), by="森")


def test_many_open_quotes_take_a_worker_that_can_be_resumed(database, monkeypatch):
    monkeypatch.setattr(publishing, "AT_ONCE", 0)
    monkeypatch.setattr(publishing, "BATCH", 1)
    with transaction() as session:
        a_quote(session)
        row = raised(session)
        list_id, seen = row.list_id, content_of(session, row)
        with pytest.raises(Refusal, match="open quotes"):
            publishing.publish(session, list_id, seen, by="森")
        run_id = publishing.ask_impact(session, list_id, by="森").id
        assert publishing.ask_impact(session, list_id, by="森").id == run_id
    publishing.reckon(run_id)
    publishing.reckon(run_id)
    with transaction() as session:
        run = session.get(ImpactRun, run_id)
        assert (run.done, run.total, len(run.rows)) == (1, 1, 1)
        publishing.publish(session, list_id, seen, by="森")


# Open quotes keep their prices


def test_an_open_quote_keeps_its_prices_until_its_rep_takes_the_new_ones(session):
    quote = a_quote(session)
    service = quote.lines[1]
    mark_published(session, raised(session), "x")
    actions.set_quantity(session, service.id, Decimal(3))
    assert service.price["net_amount"] == 24000
    [newer] = newer_lists(session, quote)
    assert (newer.row.code, newer.before, newer.after) == ("STD", 1, 2)

    renewal = renewal_of(session, quote)
    [changed] = renewal.changed
    assert (changed.sku, changed.before.amount, changed.after.amount) == ("SRV", 24000, 27000)
    assert renewal.after.amount - renewal.before.amount == 3000
    take_new_prices(session, quote.id, seen=renewal.seen)
    assert service.price["net_amount"] == 27000
    assert newer_lists(session, quote) == []


def test_what_changed_again_since_it_was_shown_is_not_taken(session):
    quote = a_quote(session)
    seen = renewal_of(session, quote).seen
    mark_published(session, raised(session), "x")

    with pytest.raises(Conflict):
        take_new_prices(session, quote.id, seen=seen)


def test_a_retired_version_stays_with_those_who_were_quoted_with_it(session):
    quote = a_quote(session)
    mark_published(session, raised(session), "x")
    take_new_prices(session, quote.id)
    assert quote.lines[1].price["net_amount"] == 22500
    retire(session, list_by_code(session, "STD").id, 2, by="森")
    actions.set_quantity(session, quote.lines[1].id, Decimal(2))
    assert quote.lines[1].price["net_amount"] == 18000
    assert newer_lists(session, quote)[0].after == 1


def test_a_revision_keeps_the_prices_of_the_one_before(session):
    quote = a_quote(session)
    actions.submit_quote(session, quote.id, by="佐藤")
    mark_published(session, raised(session), "x")

    again = actions.revise_quote(session, quote.id, by="佐藤")
    assert again.subtotal == quote.subtotal
    assert again.list_versions == quote.list_versions != {}
    assert again.priced_at == quote.priced_at


def test_the_pages_lead_from_a_draft_to_the_quote_that_takes_it(app, manager, rep):
    with transaction() as session:
        quote_id = a_quote(session).id
        list_id = raised(session).list_id
    page = manager.opens(f"/price-lists/{list_id}/publish")
    assert "+12.5%" in page
    assert "Q-" in page
    stale = manager.sends(f"/price-lists/{list_id}/publish", 409, content="0")
    assert "changed since you looked" in stale
    manager.sends(f"/price-lists/{list_id}/publish", content=page.field("content"))

    assert "Newer prices are there." in rep.opens(f"/quotes/{quote_id}/price-news")
    page = rep.opens(f"/quotes/{quote_id}/new-prices")
    assert "¥2,500" in page
    rep.sends(f"/quotes/{quote_id}/new-prices", seen=page.field("seen"), campaign="")
    assert b"Newer" not in rep.fetches(f"/quotes/{quote_id}/price-news")
    with transaction() as session:
        row = session.scalars(select(QuoteRevision)).one()
        assert row.lines[1].price["net_amount"] == 22500
        assert session.scalar(select(ListEntry.id).where(ListEntry.sku == "SRV")) is not None
