"""Imports from the first row to the report: repetitions, repetition of the whole, interruption."""

from decimal import Decimal

import pytest
from sqlalchemy import func, select

from cpq.catalog.models import Product
from cpq.importing import actions, running
from cpq.importing.events import ImportAsked
from cpq.importing.jobs import run as handle
from cpq.importing.models import CHECKING, IMPORTING
from cpq.importing.queries import report
from cpq.importing.running import run_import
from cpq.models import ListEntry
from foundation.db import reading, transaction
from foundation.errors import Conflict
from foundation.jobs import look_and_deliver
from foundation.language import in_language, say
from tests.cpq.importing.builders import (
    BY_SKU,
    PARTS,
    PRICES,
    begin,
    counts_of,
    imported,
    reasons_of,
    run_of,
    workbook,
)

MEMORY = (
    "name,price,modules\n"
    'RGB,94.99,"2,16"\n'  # line 2
    'RGB,,"2,8"\n'  # line 3: no price
    'RGB,94.99,"2,16"\n'  # line 4: the same as line 2
    'RGB,89.00,"2,16"\n'  # line 5: another price
    'RGB,50,"2,8"\n'  # line 6: the price of line 3
    'RGB,,"2,8"\n'  # line 7: adds nothing
    'RGB,NaN,"4,8"\n'  # line 8
    "\n"  # line 9
    'LPX,10,"1,8"\n'  # line 10
)
ANOTHER_PRICE = "The same product as line 2 of memory.csv at another price; 94.99 was taken."


def products():
    with reading() as session:
        return {row.sku: row for row in session.scalars(select(Product))}


def prices():
    with reading() as session:
        rows = session.execute(
            select(ListEntry.sku, ListEntry.min_quantity, ListEntry.amount).where(
                ListEntry.to_version.is_(None)
            )
        ).all()
    return sorted(tuple(row) for row in rows)


def everything():
    """All rows of products and prices, to see that nothing changed."""
    with reading() as session:
        tables = (Product.__table__, ListEntry.__table__)
        return [session.execute(select(t).order_by(t.c.id)).all() for t in tables]


def test_every_row_is_accounted_for(database):
    run = imported(PARTS, ("memory.csv", MEMORY))

    assert run.state == "done"
    assert counts_of(run) == {
        "new": 3, "unpriced": 1, "changed": 1, "duplicate": 2, "refused": 2, "blank": 1,
        "prices": 3,
    }  # fmt: skip
    assert run.total == run.done == 9
    assert reasons_of(run) == [
        (4, "duplicate", "The same as line 2 of memory.csv."),
        (5, "refused", ANOTHER_PRICE),
        (7, "duplicate", "The same as line 3 of memory.csv."),
        (8, "refused", "Price must be a plain number such as 1,234.5. Please type it again."),
    ]  # fmt: skip


def test_what_was_imported_is_in_the_catalogue(database):
    imported(PARTS, ("memory.csv", MEMORY))

    known = products()
    assert {p.name for p in known.values()} == {"RGB", "LPX"}
    assert {p.attributes["total_gb"] for p in known.values()} == {"32", "16", "8"}
    assert [price for _sku, _from, price in prices()] != []
    assert sorted(price for _sku, _from, price in prices()) == [10, 50, Decimal("94.99")]


def test_a_second_run_changes_nothing(database):
    imported(PARTS, ("memory.csv", MEMORY))
    before = everything()

    again = imported(PARTS, ("memory.csv", MEMORY))

    assert everything() == before
    assert counts_of(again) == {
        "unchanged": 4, "unpriced": 1, "duplicate": 2, "refused": 2, "blank": 1
    }  # fmt: skip


def test_a_check_counts_the_same_and_changes_nothing(database):
    checked = imported(PARTS, ("memory.csv", MEMORY), state=CHECKING)

    assert checked.state == "checked"
    assert products() == {}
    assert prices() == []
    assert counts_of(checked) == counts_of(imported(PARTS, ("memory.csv", MEMORY)))


def test_what_changed_in_the_file_changes_in_the_catalogue(database):
    imported(BY_SKU, ("a.csv", "品番,品名,単価\nA1,茶,500\nA2,菓子,300\n"))

    run = imported(BY_SKU, ("b.csv", "品番,品名,単価\nA1,新茶,500\nA2,菓子,350\n"))

    assert counts_of(run) == {"changed": 2, "prices": 1}
    assert products()["A1"].name == "新茶"
    assert "新茶" in products()["A1"].search
    assert prices() == [("A1", 1, 500), ("A2", 1, 350)]


def test_what_the_file_does_not_speak_of_stays(database):
    with transaction() as session:
        session.add(
            Product(sku="A1", name="茶", name_en="Tea", category="food", tax_class="reduced")
        )

    imported(BY_SKU, ("a.csv", "品番,品名,単価\nA1,新茶,500\n"))

    tea = products()["A1"]
    assert (tea.name, tea.name_en, tea.tax_class) == ("新茶", "Tea", "reduced")
    assert "tea" in tea.search


def test_two_rows_that_describe_one_product_differently_are_told(database):
    run = imported(BY_SKU, ("a.csv", "品番,品名,単価\nA1,茶,500\nA1,菓子,500\n"))

    [(line, kind, reason)] = reasons_of(run)
    assert (line, kind) == (3, "refused")
    assert reason == "line 2 of a.csv describes A1 differently; that row was taken."


def test_a_price_list_has_breaks_and_days_and_needs_its_products(database):
    with transaction() as session:
        session.add(Product(sku="A1", name="茶"))
    rows = "A1,500,1,,\nA1,450,10,,\nA1,440,10,2027-04-01,\nB9,1,1,,\n"

    run = imported(PRICES, ("p.csv", f"sku,price,from,begins,ends\n{rows}"))

    assert counts_of(run) == {"changed": 3, "refused": 1, "prices": 3}
    assert prices() == [("A1", 1, 500), ("A1", 10, 440), ("A1", 10, 450)]
    assert "Import the products first" in reasons_of(run)[0][2]


def test_a_price_in_another_currency_than_the_list_is_refused(database):
    imported(BY_SKU, ("a.csv", "品番,品名,単価\nA1,茶,500\n"))
    dollars = BY_SKU.model_copy(
        update={"fixed": BY_SKU.fixed.model_copy(update={"currency": "USD"})}
    )

    run = imported(dollars, ("a.csv", "品番,品名,単価\nA1,茶,5\n"))

    assert reasons_of(run)[0][2] == "The price is in USD, but the list JPY-2026 is in JPY."


def test_a_workbook_is_imported_like_a_file_of_text(database):
    book = workbook(["品番", "品名", "単価"], ["A1", "茶", 500], ["A2", "菓子", 99.5])

    run = imported(BY_SKU, ("a.xlsx", book))

    assert counts_of(run) == {"new": 2, "prices": 2}
    assert prices() == [("A1", 1, 500), ("A2", 1, Decimal("99.5"))]


def test_shift_jis_is_imported(database):
    imported(BY_SKU, ("a.csv", "品番,品名,単価\nA1,①髙橋,５００\n".encode("cp932")))

    assert products()["A1"].name == "①髙橋"
    assert prices() == [("A1", 1, 500)]


def test_a_run_that_died_half_way_is_completed_by_whoever_goes_on(database, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 2)
    run_id = begin(PARTS, ("memory.csv", MEMORY))
    real, batches = running._take_batch, []

    def dies_in_the_third(*arguments):
        batches.append(1)
        if len(batches) == 3:
            raise KeyboardInterrupt
        return real(*arguments)

    monkeypatch.setattr(running, "_take_batch", dies_in_the_third)
    with pytest.raises(KeyboardInterrupt):
        run_import(run_id)
    assert (run_of(run_id).done, run_of(run_id).state) == (4, "importing")

    monkeypatch.setattr(running, "_take_batch", real)
    handle(ImportAsked(run_id=run_id))

    assert run_of(run_id).state == "done"
    assert run_of(run_id).counts["new"] == 3
    assert len(reasons_of(run_of(run_id))) == 4
    assert len(prices()) == 3


def test_a_new_run_after_one_that_died_completes_what_is_missing(database, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 2)
    real = running._advance

    def dies(session, run, before, after, counts):
        if before == 2:
            raise KeyboardInterrupt
        real(session, run, before, after, counts)

    monkeypatch.setattr(running, "_advance", dies)
    with pytest.raises(KeyboardInterrupt):
        run_import(begin(PARTS, ("memory.csv", MEMORY)))
    assert len(products()) == 2
    monkeypatch.setattr(running, "_advance", real)

    run = imported(PARTS, ("memory.csv", MEMORY))

    assert counts_of(run)["new"] == 1
    assert len(products()) == 3
    assert len(prices()) == 3


def test_two_workers_do_not_both_write(database):
    run_id = begin(PARTS, ("memory.csv", MEMORY))
    with transaction() as session:
        run = run_of(run_id)
        with pytest.raises(Conflict):
            running._advance(session, run, before=5, after=9, counts={})


def test_a_file_that_cannot_be_read_ends_the_run_with_its_reason(database):
    run = imported(BY_SKU, ("a.csv", "wrong,columns\n1,2\n"))

    assert run.state == "failed"
    assert "has no column" in say(run.reason, "en")


def test_a_run_begins_only_once(database):
    run_id = begin(BY_SKU, ("a.csv", "品番,品名,単価\nA1,茶,500\n"))

    with transaction() as session, pytest.raises(Conflict):
        actions.begin(session, run_id)
    run_import(run_id)
    with transaction() as session, pytest.raises(Conflict):
        actions.begin(session, run_id)


def test_the_worker_imports_what_was_asked_for(database):
    kept = actions.keep_files([("a.csv", "品番,品名,単価\nA1,茶,500\n".encode())])
    with transaction() as session:
        run = actions.open_run(session, kept, BY_SKU, by="佐藤")
        actions.ask(session, run.id, IMPORTING)

    assert look_and_deliver() == 1

    assert run_of(run.id).state == "done"
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Product)) == 1


def test_the_report_names_every_row_in_the_readers_language(database):
    run = imported(BY_SKU, ("a.csv", '品番,品名,単価\nA1,"=cmd()",x\n'))

    with reading() as session, in_language("ja"):
        lines = list(report(session, run.id))

    assert lines[0] == "\ufeffファイル,行,結果,理由\r\n"
    assert lines[1].startswith('a.csv,2,取り込み不可,"価格は')
    assert ",'=cmd()," in lines[1]
