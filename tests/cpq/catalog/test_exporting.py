"""Products that were exported import as unchanged."""

import io

import pytest
from openpyxl import load_workbook

from cpq.catalog.queries import product_by_sku
from cpq.importing.guessing import guess
from cpq.importing.sources import open_table
from foundation.db import reading
from tests.cpq.catalog.builders import add
from tests.cpq.importing.builders import imported


@pytest.fixture
def products(database):
    add("=A-1", attributes={"kg": "-3", "rank": "A", "name": "x"}, cost=12, cost_currency="JPY",
        description="一行\n二行", description_en="Two\nlines", tax_class="reduced")  # fmt: skip
    add("B-1", kind="service", category="tea", uom="hour", cost=3, cost_currency="JPY")
    add("C-1", lifecycle="retired", attributes={"kg": "4"})


def again(name, content):
    run = imported(guess([open_table(name, content)]), (name, content))
    assert run.state == "done", run.reason
    return {thing: n for thing, n in run.counts.items() if n and thing != "unpriced"}


@pytest.mark.once
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_was_exported_imports_as_unchanged(products, manager, kind):
    content = manager.fetches(f"/products/export.{kind}")

    assert again(f"products.{kind}", content) == {"unchanged": 2}
    retired = manager.fetches(f"/products/export.{kind}?state=retired")
    assert again(f"products.{kind}", retired) == {"unchanged": 1}


def test_an_edited_cell_of_the_file_changes_that_fact_alone(products, manager):
    text = manager.fetches("/products/export.csv").decode().replace("hour", "day")
    text = text.replace("service", "item")

    assert again("products.csv", text.encode()) == {"unchanged": 1, "changed": 1}
    with reading() as session:
        row = product_by_sku(session, "B-1")
        assert (row.kind, row.uom, row.category, row.cost) == ("item", "day", "tea", 3)


def test_the_export_is_of_what_the_list_shows_and_not_for_reps(products, manager, rep):
    book = load_workbook(io.BytesIO(manager.fetches("/products/export.xlsx?category=tea")))

    assert [row[0] for row in book["products"].iter_rows(values_only=True)] == ["sku", "B-1"]
    rep.opens("/products/export.csv", 403)
    manager.opens("/products/export.doc", 404)
