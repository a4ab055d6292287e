"""Bills of materials on their pages, over the API and on a quote's line."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from cpq import actions as quotes
from cpq.catalog.actions import put_product
from cpq.catalog.materials import actions, queries
from cpq.catalog.materials.exploding import Component
from cpq.catalog.queries import product_by_sku
from cpq.models import QuoteLine
from cpq.snapshot import draft_snapshot, snapshot_of
from foundation import db
from tests.cpq.builders import CHOSEN, a_quote, chosen

COSTS = {"SEAT": None, "BACK": 300, "KIT": None, "BOLT": 5}


@pytest.fixture
def seat(app):
    """A seat of a back and two kits with four bolts each; returns the ids by SKU."""
    with db.transaction() as session:
        for sku, cost in COSTS.items():
            known = {"cost": Decimal(cost), "cost_currency": "JPY"} if cost else {}
            put_product(session, {"sku": sku, "name": f"品{sku}", "name_en": f"The {sku}", **known})
        session.flush()
        ids = {sku: product_by_sku(session, sku).id for sku in COSTS}
        made_of(session, "SEAT", Component("BACK", "1"), Component("KIT", "2"))
        made_of(session, "KIT", Component("BOLT", "4", note="M6"))
        return ids


def made_of(session, sku, *lines):
    return actions.replace_lines(session, product_by_sku(session, sku), lines, by="佐藤")


def draft_id(product_id):
    with db.reading() as session:
        return queries.draft(session, product_id).id


def test_the_page_shows_every_level_the_cost_and_where_it_is_used(manager, rep, seat):
    page = manager.opens(f"/products/{seat['SEAT']}/bom?n=10")
    for words in ("The BOLT", "M6", "80", "¥3,400", "¥20"):
        assert words in page
    assert "¥3,400" not in rep.opens(f"/products/{seat['SEAT']}/bom?n=10")
    used = manager.opens(f"/products/{seat['BOLT']}/bom")
    assert "SEAT → KIT → BOLT" in used
    assert "Nothing is in it yet" in used
    assert "must be a plain number" in manager.opens(f"/products/{seat['SEAT']}/bom?n=1e308")


def test_lines_are_changed_on_a_draft_and_others_see_them_once_it_is_published(manager, rep, seat):
    base = f"/products/{seat['KIT']}/bom"
    manager.sends(f"{base}/draft")
    draft = draft_id(seat["KIT"])
    lines = f"{base}/{draft}/lines"
    manager.sends(lines, sku="the back", quantity="２", uom="dozen", scrap="2.5%", form="line")
    assert "The BACK" not in rep.opens(base)
    manager.sends(f"{base}/{draft}/printed", printed="yes")
    manager.sends(f"{base}/{draft}/publish")
    assert "The BACK" in rep.opens(base)
    assert "shown to customers" in rep.opens(base)
    with db.reading() as session:
        line = queries.tree_of(session, ["KIT"]).structure["KIT"][1]
    assert line == Component("BACK", "2", "dozen", Decimal("0.025"))


REFUSED = [
    ({"sku": "SEAT"}, "A product cannot be made of itself: KIT → SEAT → KIT."),
    ({"sku": "KIT"}, "A product cannot be made of itself: KIT → KIT."),
    ({"sku": "NOBODY"}, "There is no product NOBODY"),
    ({"quantity": "NaN"}, "has no model to ask"),
    ({"quantity": "1e308"}, "At most 15 digits and 6 decimals"),
    ({"quantity": "9" * 600}, "at most 500"),
    ({"quantity": "0"}, "must be more than 0"),
    ({"quantity": "1/0"}, "does not come to a number"),
    ({"quantity": "-1"}, "must be at least 0"),
    ({"quantity": "1.234,5"}, "not expected"),
    ({"uom": "kg"}, "per_kg"),
    ({"scrap": "101"}, "must be at most 100"),
    ({"condition": "gpu.length > 3"}, "has no model to ask"),
    ({"condition": "1 + 1"}, "says yes or no"),
    ({"note": "a\x07b"}, "cannot be shown"),
]


@pytest.mark.parametrize(("typed", "sentence"), REFUSED, ids=lambda one: str(one)[:30])
def test_what_is_no_line_is_refused_in_place_and_nothing_typed_is_lost(
    manager, seat, typed, sentence
):
    base = f"/products/{seat['KIT']}/bom"
    manager.sends(f"{base}/draft")
    said = {"sku": "BACK", "quantity": "1", "form": "line", "note": "kept words", **typed}
    page = manager.sends(f"{base}/{draft_id(seat['KIT'])}/lines", expect=422, **said)
    assert sentence in page, page.text
    assert page.field("note") == "kept words" or "note" in typed


def test_an_empty_draft_is_not_published_and_a_draft_is_thrown_away(manager, seat):
    base = f"/products/{seat['BOLT']}/bom"
    manager.sends(f"{base}/draft")
    draft = draft_id(seat["BOLT"])
    assert "cannot be published" in manager.sends(f"{base}/{draft}/publish", expect=422)
    manager.sends(f"{base}/{draft}/discard")
    with db.reading() as session:
        assert queries.draft(session, seat["BOLT"]) is None


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_is_exported_is_read_again_and_changes_nothing(manager, seat, language):
    manager.sends("/language", language=language)
    book = manager.client.get(f"/products/{seat['SEAT']}/bom.xlsx?n=3").data
    sheets = load_workbook(io.BytesIO(book))
    assert [row[3].value for row in sheets.worksheets[1]][1:] == [3, 3, 6, 24]
    listed = manager.client.get(f"/products/{seat['SEAT']}/bom.csv").data
    files = [(io.BytesIO(book), "bom.xlsx"), (io.BytesIO(listed), "bom.csv")]
    for file in files:
        answer = manager.client.post(
            "/products/bom-import", data={"files": [file], "currency": "JPY"}
        )
        assert answer.status_code == 303, answer.text[:3000]
        shown = manager.opens(answer.location)
        assert ("unchanged" if language == "en" else "変更なし") in shown
        assert shown.actions("/take") == []


def test_files_are_looked_at_before_they_are_taken(manager, seat):
    listed = b"Component,Quantity\nBOLT,9\nBACK,1\n"
    answer = manager.client.post(
        "/products/bom-import", data={"files": [(io.BytesIO(listed), "KIT.csv")], "currency": "JPY"}
    )
    assert "Nothing is taken yet" in manager.opens(answer.location)
    assert "The BACK" not in manager.opens(f"/products/{seat['KIT']}/bom")
    manager.sends(f"{answer.location}/take")
    made = f"/products/{seat['KIT']}/bom"
    assert made in manager.opens(answer.location).hrefs("/bom$")
    assert "The BACK" in manager.opens(f"/products/{seat['KIT']}/bom")
    assert "imported already" in manager.sends(f"{answer.location}/take", expect=409)


def test_other_systems_read_it_exploded_and_write_it_down(system, seat):
    admin = system("admin")
    known = admin.gets("/products/SEAT/bom?quantity=2")
    assert [(row["sku"], row["quantity"]) for row in known["exploded"]] == [
        ("SEAT", "2"), ("BACK", "2"), ("KIT", "4"), ("BOLT", "16"),
    ]  # fmt: skip
    assert (known["cost"], known["currency"], known["version"]) == ("680", "JPY", 1)
    uses = admin.gets("/products/BOLT/where-used")["uses"]
    assert [(use["path"], use["quantity"]) for use in uses] == [
        (["KIT", "BOLT"], "4"),
        (["SEAT", "KIT", "BOLT"], "8"),
    ]

    def put(*lines):
        body = {"lines": list(lines)}
        return admin.client.put("/api/v1/products/KIT/bom", json=body, headers=admin.headers)

    assert put({"sku": "BOLT", "quantity": "6"}).json["version"] == 2
    assert put({"sku": "BOLT", "quantity": "6"}).json["version"] == 2
    refused = put({"sku": "SEAT", "quantity": "1"})
    assert (refused.status_code, refused.json["field"]) == (422, "sku")
    assert "KIT → SEAT → KIT" in refused.json["detail"]


def test_a_quotes_line_keeps_what_is_in_it_and_prices_what_is_sold(session):
    draft = a_quote(session)
    for sku in ("FAN", "SCREW"):
        put_product(session, {"sku": sku, "name": sku})
    made_of(session, "PS-300", Component("FAN", "1"))
    made_of(session, "FAN", Component("SCREW", "4"))
    made_of(session, "WS", Component("SCREW", "2 * memory.quantity", condition="screen = ''"))
    before = draft.lines[0].price["net_amount"]
    line = session.get(QuoteLine, draft.lines[0].id)
    quotes.configure_line(session, line.id, chosen(**CHOSEN))
    inside = [(row["level"], row["sku"]) for row in line.bom if not row.get("priced", True)]
    assert inside == [(3, "FAN"), (4, "SCREW"), (1, "SCREW")]
    assert line.price["net_amount"] == before
    quotes.set_quantity(session, line.id, Decimal(3))
    assert [row["quantity"] for row in line.bom if row["sku"] == "SCREW"] == ["12", "6"]
    public = draft_snapshot(session, draft).public()
    assert "SCREW" not in {row["sku"] for row in public["lines"][0]["bom"]}


def test_a_later_change_touches_no_submitted_quote(session):
    draft = a_quote(session)
    put_product(session, {"sku": "LEAF", "name": "葉"})
    made_of(session, "TEA", Component("LEAF", "3"))
    quotes.remove_line(session, draft.lines[2].id)
    quotes.add_line(session, draft.id, sku="TEA", quantity=Decimal(2))
    quotes.submit_quote(session, draft.id, by="佐藤")
    frozen = snapshot_of(session, draft.id)
    made_of(session, "TEA", Component("LEAF", "99"))
    assert [row.quantity for row in frozen.lines[2].bom] == ["2", "6"]
    assert snapshot_of(session, draft.id) == frozen
