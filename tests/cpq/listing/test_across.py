"""Ties and circles over several lists: refused before anybody is quoted, with both rules named."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from cpq.listing import actions, publishing
from cpq.listing.assigning import add_parent, remove_parent
from cpq.listing.claims import assign_checked, change_order, must_do, retire
from cpq.listing.meeting import Held, between, pairs
from cpq.models import ListEntry, ListParent
from cpq.price_lists import NewEntry, list_by_code, open_list, put_entries
from cpq.price_lists.changes import content_of
from cpq.price_lists.entries import put_on_draft, take_off_draft
from cpq.price_lists.versions import open_draft
from cpq.price_lists.whom import assign
from cpq.pricing.values import PRECEDENCE, Method, Rank, RankAt
from foundation.db import utcnow
from foundation.errors import Refusal
from tests.cpq.builders import put
from tests.cpq.listing.drafts import bars, draft

NOW = utcnow()
SOON, LATER = NOW + timedelta(days=30), NOW + timedelta(days=60)


@pytest.fixture
def lists(session):
    """Three lists without assignments, and a tea among the products."""
    for sku in ("P1", "P2"):
        put(session, sku, category="tea")
    session.flush()
    for code in ("A", "B", "C"):
        open_list(session, code=code, name=code, name_en=code, currency="JPY")
        put_entries(session, code, [NewEntry("OTHER", Decimal(1), priority=ord(code))])
    return {code: list_by_code(session, code).id for code in ("A", "B", "C")}


def rule(price=100, sku="P1", **fields):
    return NewEntry(sku, Decimal(price), **fields)


def off(percent=5, base="list", **fields):
    return NewEntry(method=Method.PERCENT_OFF, percent=Decimal(percent), base=base, **fields)


def gold(session, lists, *codes, **fields):
    for code in codes:
        assign(session, lists[code], Rank.TIER, "gold", **fields)


TIE = "P1: “¥100” on A and “¥90” on B have the same claim."


# Who may have two lists with the same claim


def holds(code, rank, target="", priority=0, **fields):
    return Held(code, "JPY", rank, target, priority, **fields)


def met(*holding, order=PRECEDENCE):
    return [(one.list_id, other.list_id) for one, other in pairs(holding, order)]


def test_lists_meet_where_rank_priority_and_moment_are_the_same():
    mine = holds("A", Rank.TIER, "gold", valid_to=SOON)
    assert met(mine, holds("B", Rank.TIER, "gold")) == [("A", "B")]
    assert met(mine, holds("B", Rank.TIER, "gold", valid_from=SOON)) == []
    begun = SOON - timedelta(minutes=1)
    assert met(mine, holds("B", Rank.TIER, "gold", valid_from=begun)) == [("A", "B")]
    assert met(mine, holds("B", Rank.TIER, "silver")) == []
    assert met(mine, holds("B", Rank.TIER, "gold", 1)) == []
    assert met(mine, holds("B", Rank.REGION, "gold")) == []
    assert met(mine, holds("A", Rank.TIER, "gold")) == []
    assert met(mine, mine._replace(list_id="B", currency="USD")) == []


def test_a_group_and_a_region_meet_where_they_share_a_place_whoever_is_in_them_today():
    shared = tuple(RankAt(rank, 1) for rank in Rank)
    mine = holds("A", Rank.TIER, "gold")
    assert met(mine, holds("B", Rank.REGION, "関西"), order=shared) == [("A", "B")]
    assert met(mine, holds("B", Rank.CUSTOMER, "cus_1"), order=shared) == [("A", "B")]
    contract = holds("A", Rank.CONTRACT, "cus_1")
    assert met(contract, holds("B", Rank.CUSTOMER, "cus_2"), order=shared) == []
    assert met(contract, holds("B", Rank.CUSTOMER, "cus_1"), order=shared) == [("A", "B")]
    two = [mine, holds("B", Rank.REGION, "関西"), holds("C", Rank.TIER, "gold")]
    newly = [(one.list_id, other.list_id) for one, other in between(two, shared, PRECEDENCE)]
    assert newly == [("A", "B"), ("C", "B")]


# Ties


def test_a_tie_is_found_whether_the_list_is_published_or_assigned_last(session, lists):
    put_entries(session, "B", [rule(90)])
    gold(session, lists, "B")
    put_entries(session, "A", [rule(100)])
    with pytest.raises(Refusal, match=TIE) as refused:
        assign_checked(session, lists["A"], {"rank": "tier", "target": "gold"})
    assert refused.value.field == "priority"
    assign_checked(session, lists["A"], {"rank": "tier", "target": "gold", "priority": "1"})
    assert bars(session, draft(session, lists["A"], rule(80)).list_id) == []


def test_a_rule_of_a_parent_ties_too_but_not_with_itself(session, lists):
    """A diamond: both have one parent, which says the same to both."""
    put_entries(session, "C", [rule(100)])
    for code in ("A", "B"):
        add_parent(session, lists[code], "C")
        put_entries_on_draft(session, lists[code])
    gold(session, lists, "A", "B")
    assert bars(session, draft(session, lists["C"], rule(70)).list_id) == []

    draft(session, lists["B"], rule(90))
    [sentence] = bars(session, lists["B"])
    assert "“¥90” on B and “¥100” on C have the same claim." in sentence


def put_entries_on_draft(session, list_id):
    row = open_draft(session, list_id)
    publishing.publish(session, list_id, content_of(session, row), by="森")


def test_a_parent_that_is_never_asked_ties_with_nobody(session, lists):
    put_entries(session, "C", [rule(100)])
    add_parent(session, lists["A"], "C")
    put_on_draft(session, lists["A"], 2, [off(10, target="all")])
    put_entries_on_draft(session, lists["A"])
    gold(session, lists, "A", "B")

    assert bars(session, draft(session, lists["B"], rule(90)).list_id) == []


def test_a_price_of_a_parent_ties_only_where_the_list_has_none_of_its_own(session, lists):
    put_entries(session, "C", [rule(100), rule(100, "P2")])
    add_parent(session, lists["A"], "C")
    put_on_draft(session, lists["A"], 2, [rule(95, priority=3), rule(1, "P2", valid_from=SOON)])
    put_entries_on_draft(session, lists["A"])
    gold(session, lists, "A", "B")

    [sentence] = bars(session, draft(session, lists["B"], rule(90), rule(80, "P2")).list_id)
    assert "P2: “¥80” on B and “¥100” on C have the same claim." in sentence


def test_taking_a_price_off_may_uncover_a_tie(session, lists):
    put_entries(session, "B", [rule(90)])
    put_entries(session, "A", [rule(100), rule(80, priority=5)])
    gold(session, lists, "A", "B")
    assert bars(session, draft(session, lists["B"], rule(70, "P2")).list_id) == []

    row = draft(session, lists["A"])
    better = [one.id for one in entries(session, lists["A"]) if one.priority == 5]
    take_off_draft(session, lists["A"], row.number, better)
    assert TIE in bars(session, lists["A"])[0]


def entries(session, list_id):
    return list(session.scalars(select(ListEntry).where(ListEntry.list_id == list_id)))


def test_a_tie_that_shows_at_one_quantity_or_next_month_is_found(session, lists):
    put_entries(session, "B", [rule(90)])
    gold(session, lists, "A", "B")
    better = {"priority": 5, "max_quantity": Decimal(9)}
    assert TIE in bars(session, draft(session, lists["A"], rule(), rule(7, **better)).list_id)[0]
    better = {"priority": 5, "valid_to": SOON}
    draft(session, lists["A"], rule(), rule(7, **better))
    assert TIE in bars(session, lists["A"])[0]


def test_what_a_later_price_has_taken_the_place_of_ties_no_more(session, lists):
    past = NOW - timedelta(days=9)
    put_entries(session, "B", [rule(90)])
    gold(session, lists, "A", "B")

    assert (
        bars(session, draft(session, lists["A"], rule(), rule(95, valid_from=past)).list_id) == []
    )


def test_validity_apart_by_a_minute_is_no_tie(session, lists):
    put_entries(session, "B", [rule(90)])
    gold(session, lists, "B", valid_to=SOON)
    gold(session, lists, "A")
    minute = timedelta(minutes=1)
    row = draft(session, lists["A"], rule(), valid_from=SOON)
    assert bars(session, lists["A"]) == []
    row.valid_from = SOON - minute
    assert TIE in bars(session, lists["A"])[0]
    row.valid_from, row.valid_to = None, SOON - minute
    assert TIE in bars(session, lists["A"])[0]


def test_an_order_in_which_ranks_share_a_place_is_refused_for_a_tie(session, lists):
    put_entries(session, "B", [rule(90)])
    put_entries(session, "A", [rule(100)])
    assign(session, lists["A"], Rank.TIER, "gold")
    assign(session, lists["B"], Rank.REGION, "関西")
    usual = {f"position_{at.rank}": str(at.position) for at in PRECEDENCE}
    change_order(session, usual)
    with pytest.raises(Refusal, match=TIE) as refused:
        change_order(session, usual | {"position_region": usual["position_tier"]})
    assert refused.value.field == "position_region"


def test_a_version_taken_back_or_a_list_used_again_must_not_tie(session, lists):
    put_entries(session, "A", [rule(100)])
    put_entries(session, "A", [rule(100, valid_to=NOW)])
    put_entries(session, "B", [rule(90)])
    gold(session, lists, "A", "B")
    with pytest.raises(Refusal, match=TIE):
        retire(session, lists["A"], 3, by="森")
    row = list_by_code(session, "A")
    row.use(wanted=False)
    must_do(session, lists["B"])
    with pytest.raises(Refusal, match=TIE) as refused:
        actions.change_list(session, row.id, {"name": "A", "active": "yes"})
    assert refused.value.field == "active"


# Circles


def test_two_lists_that_are_reckoned_from_each_other_are_refused_when_saved(session, lists):
    form = {"for": "product", "sku": "P1", "method": "percent_off", "percent": "5"}
    actions.put_rule(session, lists["A"], form | {"base": "list:B"})
    actions.put_rule(session, lists["B"], form | {"base": "list:C"})
    with pytest.raises(Refusal, match="circle: C → A → B → C") as refused:
        actions.put_rule(session, lists["C"], form | {"for": "all", "base": "list:A"})
    assert refused.value.field == "base"
    actions.put_rule(session, lists["C"], form | {"sku": "P2", "base": "list:A"})


def test_a_circle_over_a_published_list_bars_the_draft(session, lists):
    put_entries(session, "B", [off(base="list:A", target="category:tea")])
    draft(session, lists["A"], off(sku="P1", base="list:B"))

    assert bars(session, lists["A"]) == [
        "Price lists are made from each other in a circle: A → B → A."
    ]


def test_different_products_may_be_reckoned_the_other_way_round(session, lists):
    put_entries(session, "B", [off(base="list:A", target="product:P2")])

    assert bars(session, draft(session, lists["A"], off(sku="P1", base="list:B")).list_id) == []


def test_parents_and_bases_make_a_circle_together_and_a_diamond_does_not(session, lists):
    put_entries(session, "B", [off(base="list:C", sku="P1")])
    add_parent(session, lists["A"], "B")
    add_parent(session, lists["A"], "C")
    assert bars(session, lists["A"]) == []
    put_entries_on_draft(session, lists["A"])
    with pytest.raises(Refusal, match="circle: C → A → C"):
        add_parent(session, lists["C"], "A")
    draft(session, lists["C"], off(base="list:A", target="all"))
    assert "circle: C → A → " in bars(session, lists["C"])[0]


def test_a_parent_that_holds_though_a_draft_drops_it_still_makes_a_circle(session, lists):
    add_parent(session, lists["B"], "A")
    put_entries_on_draft(session, lists["B"])
    edge = session.query(ListParent).filter_by(list_id=lists["B"]).one()
    remove_parent(session, lists["B"], edge.id)
    with pytest.raises(Refusal, match="circle: A → B → A"):
        add_parent(session, lists["A"], "B")


def test_the_standard_price_closes_a_circle_too(session, lists):
    assign(session, lists["B"], Rank.STANDARD)
    put_entries(session, "B", [off(base="list:A", target="all")])
    draft(session, lists["A"], off(sku="P1"))

    assert bars(session, lists["A"]) == [
        "Price lists are made from each other in a circle: A → B → A."
    ]


def test_what_a_draft_is_made_from_has_to_be_in_use(session, lists):
    list_by_code(session, "B").use(wanted=False)
    draft(session, lists["A"], off(sku="P1", base="list:B"))
    assert bars(session, lists["A"]) == ["B is out of use."]
