"""What was exported of a price list imports as unchanged; other rows go on a draft."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from cpq.importing.actions import change_mapping, keep_files, open_run
from cpq.importing.guessing import guess
from cpq.importing.mapping import Mapping, mapping_of
from cpq.importing.models import CHECKING
from cpq.importing.reading import unguarded
from cpq.importing.running import tables_of
from cpq.importing.sources import open_table
from cpq.listing.exporting import as_csv, as_workbook
from cpq.listing.reading import NEEDS
from cpq.price_lists import NewEntry, list_by_code, open_list, put_entries
from cpq.price_lists.changes import changes_of
from cpq.price_lists.versions import draft_of, versions_of
from cpq.price_lists.whom import assign
from cpq.pricing.values import Breaks, Method, Rank
from foundation.db import reading, transaction
from foundation.errors import Refusal
from tests.cpq.builders import put
from tests.cpq.importing.builders import imported, reasons_of

MORNING = datetime(2026, 4, 1, 0, 30, tzinfo=UTC)  # 09:30 here
RULES = [
    NewEntry("=A1", Decimal("500.25"), valid_from=MORNING, priority=3),
    NewEntry("B1", Decimal(90), Decimal(10), max_quantity=Decimal(19), breaks=Breaks.SLAB),
    NewEntry("B1", Decimal(700), method=Method.BLOCK, uom="dozen", max_quantity=Decimal(10)),
    NewEntry(target="category:tea", method=Method.PERCENT_OFF, percent=Decimal("12.5")),
    NewEntry(target="option:WS/cpu/fast", unit_price=Decimal(40)),
    NewEntry("B1", method=Method.EXPRESSION, formula="-5 + max(list, cost * 1.2)", uom="kg"),
    NewEntry(
        target="all", method=Method.FORMULA, base="cost", percent=Decimal(-20),
        round_to=Decimal(10), surcharge=Decimal(-1), least_margin=Decimal(5),
        most_margin=Decimal(50),
    ),
]  # fmt: skip


@pytest.fixture
def exported(database):
    """A list with a rule of every kind, as CSV and as a workbook."""
    with transaction() as session:
        for sku in ("=A1", "B1"):
            put(session, sku, category="tea")
        session.flush()
        row = open_list(session, code="JPY-9", name="-表", name_en="x", currency="JPY",
                        scope="standard")  # fmt: skip
        put_entries(session, "JPY-9", RULES)
        assign(session, row.id, Rank.CAMPAIGN, "春", priority=2, valid_from=MORNING)
    with reading() as session:
        row = list_by_code(session, "JPY-9")
        return "".join(as_csv(session, row)), as_workbook(session, row)


def again(name, content, **changes):
    content = content.encode() if isinstance(content, str) else content
    mapping = guess([open_table(name, content, sheet=changes.get("sheet", ""))])
    return imported(mapping.model_copy(update=changes), (name, content))


def counts(run):
    assert run.state == "done", run.reason
    return {name: n for name, n in run.counts.items() if n}


def test_what_was_exported_imports_as_unchanged(exported):
    text, workbook = exported

    assert counts(again("JPY-9.csv", text)) == {"unchanged": 7}
    assert counts(again("jpy-9.xlsx", workbook)) == {"unchanged": 7}
    assert counts(again("x.xlsx", workbook, sheet="assignments")) == {"unchanged": 2}


def test_what_differs_goes_on_a_draft_and_holds_only_when_it_is_published(exported):
    text, _workbook = exported
    run = again("JPY-9.csv", text.replace("12.5", "15"))

    assert counts(run) == {"unchanged": 6, "changed": 1, "prices": 1}
    with reading() as session:
        assert [v.state for v in versions_of(session, run_list(session))] == ["draft", "published"]


def run_list(session):
    return list_by_code(session, "JPY-9").id


def test_a_dry_run_opens_no_draft(exported):
    text, _workbook = exported
    changed = text.replace("12.5", "15").encode()
    mapping = guess([open_table("JPY-9.csv", changed)])
    run = imported(mapping, ("JPY-9.csv", changed), state=CHECKING)

    assert (run.state, run.counts["changed"]) == ("checked", 1)
    with reading() as session:
        assert draft_of(session, run_list(session)) is None


def test_rows_that_are_not_right_are_reported_and_the_others_taken(exported):
    rows = (
        "sku,target,method,unit_price,percent,currency,min_quantity,valid_from,valid_to,計算式\n"
        ",category:air,fixed,5,,JPY,1,,,\n"
        ",all,guess,5,,JPY,1,,,\n"
        "B1,,percent_off,,NaN,JPY,1,,,\n"
        "B1,,fixed,1e308,,JPY,1,,,\n"
        "B1,,fixed,5,,JPY,1,2026-04-02,2026-04-01,\n"
        "B1,,expression,,,JPY,3,,,price * 2\n"
        "B1,,fixed,１００,,JPY,５,2026-04-01 09:00,,\n"
        "B1,,,,,JPY,4,,,原価×１．２\n"
    )
    run = again("JPY-9.csv", rows)

    assert counts(run) == {"refused": 6, "changed": 2, "prices": 2}
    assert [reason for _file, _line, reason in reasons_of(run)] == [
        "No product is in the category “air”.",
        f"“guess” is none of these: {', '.join(NEEDS)}.",
        "Percent must be a plain number such as 1,234.5. Please type it again.",
        "Unit price must be a plain number such as 1,234.5. Please type it again.",
        "This would end before it begins. Give a later end, or none.",
        "“price” is not known to formulas. Take list, cost, quantity or attribute.NAME.",
    ]


def test_assignments_are_taken_and_refused_row_by_row(exported):
    rows = (
        "price_list,rank,assigned_to,priority\nJPY-9,tier,gold,1\nNO-1,tier,gold,\n"
        "JPY-9,boss,gold,\nJPY-9,customer,cus_x,\n"
    )
    run = again("whom.csv", rows)

    assert counts(run) == {"new": 1, "refused": 3}
    assert counts(again("whom.csv", rows)) == {"unchanged": 1, "refused": 3}


def test_another_sheet_is_read_as_its_own_columns_say(exported):
    _text, workbook = exported
    with transaction() as session:
        files = keep_files([("x.xlsx", workbook)])
        run = open_run(session, files, guess(tables_of(files, Mapping())), by="森")
        with pytest.raises(Refusal, match="Its sheets are: prices, assignments"):
            change_mapping(session, run.id, run.mapping | {"sheet": "whom"})
        changed = change_mapping(session, run.id, run.mapping | {"sheet": "assignments"}).mapping

    assert (changed["columns"]["rank"], changed["columns"]["sku"]) == ("rank", "")
    assert changed["sheet"] == "assignments"


def test_units_may_be_words_and_validity_is_to_the_minute_without_a_method_too(exported):
    rows = "sku,unit_price,currency,valid_from,price_unit\nB1,7,JPY,2026-04-01 09:30,ダース\n"
    again("JPY-9.csv", rows)
    rows = "sku,unit_price,currency,valid_from,valid_to\nB1,8,JPY,2026/4/1 9:30,2026-04-02\n"
    again("JPY-9.csv", rows)

    with reading() as session:
        added = changes_of(session, run_list(session), 2).added
        assert {(one.amount, one.uom, one.valid_from) for one in added} == {
            (7, "dozen", MORNING),
            (8, "", MORNING),
        }


def test_the_apostrophe_of_an_export_goes_and_others_stay():
    assert [unguarded(cell) for cell in ("'=A1", "'-1", "'tis", "it's", "'")] == [
        "=A1", "-1", "'tis", "it's", "'",
    ]  # fmt: skip


def test_a_mapping_of_assignments_needs_a_list():
    with pytest.raises(Exception, match="on which price list"):
        mapping_of({"columns": {"rank": "rank"}})
