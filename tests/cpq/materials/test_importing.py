"""Bringing bills of materials from files: the skateboard as it came, our own exports, bad rows."""

from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from cpq.catalog.actions import put_product
from cpq.catalog.materials import queries
from cpq.catalog.materials.costing import costed
from cpq.catalog.materials.exploding import explode, rolled_up
from cpq.catalog.materials.importing import plan_import, take
from cpq.catalog.queries import product_by_sku
from foundation import db
from foundation.errors import Missing, Refusal
from web.cli import main

SKATEBOARD = Path(__file__).parents[4] / "shared" / "data" / "bom"


def bring(session, **files):
    named = {name.replace("_", "-") + ".csv": text.encode() for name, text in files.items()}
    plan = plan_import(session, named, "JPY")
    take(session, plan, by="test")
    return plan


def counted(plan):
    return {(kind, state): n for kind, state, n in plan.counts() if n}


def parts(session, *skus):
    for sku in skus:
        put_product(session, {"sku": sku, "name": sku})
    session.flush()


@pytest.mark.once
@pytest.mark.skipif(not SKATEBOARD.exists(), reason="the real files are beside the repository")
def test_a_skateboard_of_four_workbooks_is_three_levels_deep_and_costs_what_its_parts_cost(session):
    files = {path.name: path.read_bytes() for path in sorted(SKATEBOARD.glob("*.xlsx"))}
    plan = plan_import(session, files, "USD")
    assert plan.refused == []
    assert counted(plan) == {("part", "new"): 10, ("bom", "new"): 3}
    take(session, plan, by="test")

    tree = queries.tree_of(session, ["SKA-100"])
    rows = explode("SKA-100", tree.structure, 10, items=tree.items)
    assert max(row.level for row in rows) == 2
    assert rolled_up(rows)["SK1007-01"] == 10 * (4 + 4 * 2 + 2 * 1)
    costs = costed(rows, tree.items, "USD")
    assert costs.missing == ()
    assert costs.total / 10 == Decimal("92.784")
    assert product_by_sku(session, "WH-01").name == "Wheel assembly"

    again = plan_import(session, files, "USD")
    assert counted(again) == {("part", "unchanged"): 7, ("bom", "unchanged"): 3}
    assert not again.parts


def test_lines_with_their_product_in_a_column(session):
    parts(session, "A", "B", "C")
    plan = bring(
        session,
        lines="Product,Component,Quantity,Unit,Scrap %,Note\nA,B,2,ダース,5,見える\nA,C,１,,,\n",
    )
    assert plan.refused == []
    lines = queries.tree_of(session, ["A"]).structure["A"]
    assert [(line.sku, line.quantity, line.uom) for line in lines] == [
        ("B", "2", "dozen"),
        ("C", "1", ""),
    ]
    assert lines[0].scrap == Decimal("0.05")


def test_a_wrong_row_is_told_and_its_product_keeps_what_it_has(session):
    parts(session, "A", "B", "D")
    bring(session, A="Component,Quantity\nB,1\n")
    plan = bring(
        session,
        A="Component,Quantity\nB,2\nNOBODY,1\n",
        D="Component,Quantity\nB,NaN\nB,-1\nB,1e308\nB,0\n",
    )
    assert [(place.file, place.line) for place, _why in plan.refused] == [
        ("A.csv", 3), ("D.csv", 2), ("D.csv", 3), ("D.csv", 4), ("D.csv", 5),
    ]  # fmt: skip
    assert queries.tree_of(session, ["A"]).structure["A"][0].quantity == "1"
    assert counted(plan) == {("bom", "refused"): 2}


def test_what_would_be_made_of_itself_is_refused_with_the_way(session):
    parts(session, "A", "B", "C")
    bring(session, A="Component,Quantity\nB,1\n")
    plan = bring(session, B="Component,Quantity\nC,1\n", C="Component,Quantity\nA,1\n")
    said = {place.file: str(why) for place, why in plan.refused}
    assert said == {"B": "A product cannot be made of itself: B → C → A → B."}
    assert set(queries.tree_of(session, ["A", "B", "C"]).structure) == {"A", "C"}


def test_what_is_no_list_is_refused(session):
    with pytest.raises(Refusal, match="names neither"):
        plan_import(session, {"x.csv": b"a,b\n1,2\n"}, "JPY")


def test_the_command_line_tells_what_would_change_and_takes_it(database, tmp_path):
    listed = tmp_path / "BOX.csv"
    (tmp_path / "parts.csv").write_text("PN,Name,Cost\nLID,蓋,12.5\n", encoding="utf-8")
    listed.write_text("PN,QTY\nLID,2\nNOBODY,1\n", encoding="utf-8")
    files = [str(tmp_path / "parts.csv"), str(listed)]

    looked = CliRunner().invoke(main, ["import-bom", "--dry-run", *files])
    assert looked.exit_code == 0, looked.output
    assert "BOX.csv:3 There is no product NOBODY" in looked.output
    with db.reading() as session, pytest.raises(Missing):
        product_by_sku(session, "LID")

    listed.write_text("PN,QTY\nLID,2\n", encoding="utf-8")
    taken = CliRunner().invoke(main, ["import-bom", *files])
    assert "bills of materials: 1 new" in taken.output
    with db.reading() as session:
        assert product_by_sku(session, "LID").cost == Decimal("12.5")
        assert queries.tree_of(session, ["BOX"]).structure["BOX"][0].quantity == "2"
