"""The versions of a bill of materials: what each changed, and the way back to one of them."""

from decimal import Decimal

from cpq.catalog.actions import put_product
from cpq.catalog.materials import actions, queries
from cpq.catalog.materials.exploding import Component
from cpq.catalog.materials.history import Change, changes
from cpq.catalog.queries import product_by_sku
from foundation import db

SEAT, BOLT = Component("SEAT", "1"), Component("BOLT", "4")
MORE = Component("BOLT", "6", scrap=Decimal("0.05"))


def test_lines_that_were_added_removed_and_changed_are_told_and_their_order_is_not():
    assert changes([SEAT, BOLT], [BOLT, SEAT]) == []
    assert changes([SEAT, BOLT], [SEAT, MORE]) == [Change("BOLT", BOLT, MORE)]
    assert changes([SEAT], [SEAT, BOLT]) == [Change("BOLT", None, BOLT)]
    assert changes([BOLT, SEAT, MORE], [MORE]) == [
        Change("BOLT", BOLT, MORE),
        Change("SEAT", SEAT, None),
        Change("BOLT", MORE, None),
    ]


def versions(*lines_of_each):
    """Publish versions of a bench; returns its id."""
    with db.transaction() as session:
        for sku in ("BENCH", "SEAT", "BOLT"):
            put_product(session, {"sku": sku, "name": f"品{sku}", "name_en": f"The {sku}"})
        session.flush()
        bench = product_by_sku(session, "BENCH")
        for lines in lines_of_each:
            actions.replace_lines(session, bench, lines, by="佐藤")
        return bench.id


def test_the_page_tells_each_version_and_begins_a_draft_from_an_earlier_one(manager, rep):
    bench = versions([SEAT, BOLT], [SEAT, MORE])
    at = f"/products/{bench}/bom/versions"
    page = manager.opens(at)
    for words in ("Version 2", "Version 1", "The first version.", "5%", "The BOLT"):
        assert words in page
    assert "Begin a draft" not in rep.opens(at)
    assert rep.opens(f"/products/{bench}/bom").hrefs("/bom/versions") == [at]
    [again] = page.actions("/draft")
    manager.sends(again)
    with db.reading() as session:
        draft = queries.draft(session, bench)
        assert [queries.component_of(line) for line in draft.lines] == [SEAT, BOLT]
    assert "A draft is being worked on" in manager.sends(again, expect=409)
    assert "Nothing has been published yet" in manager.opens(at.replace(bench, seat_id()))


def seat_id():
    with db.reading() as session:
        return product_by_sku(session, "SEAT").id
