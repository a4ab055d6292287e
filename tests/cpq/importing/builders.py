"""Files and runs for the tests of imports."""

import io

from openpyxl import Workbook

from cpq.importing import actions
from cpq.importing.mapping import mapping_of
from cpq.importing.models import IMPORTING
from cpq.importing.queries import rows_not_taken, run_row
from cpq.importing.running import run_import
from foundation.db import reading, transaction
from foundation.language import say

PARTS = mapping_of(
    {
        "price_list": "PARTS-USD",
        "columns": {"name": "name", "price": "price"},
        "fixed": {"category": "{file}", "currency": "USD"},
        "key": {"file": True, "columns": ["*"]},
        "attributes": {"columns": ["*"], "derived": {"total_gb": "modules[1] * modules[2]"}},
    }
)
BY_SKU = mapping_of(
    {
        "price_list": "JPY-2026",
        "columns": {"sku": "品番", "name": "品名", "price": "単価"},
        "fixed": {"currency": "JPY"},
    }
)
PRICES = mapping_of(
    {
        "price_list": "JPY-2026",
        "columns": {
            "sku": "sku",
            "price": "price",
            "min_quantity": "from",
            "valid_from": "begins",
            "valid_to": "ends",
        },
        "fixed": {"currency": "JPY"},
    }
)


def begin(mapping, *files, state=IMPORTING):
    """Make a run of files, ready to go, and return its id."""
    contents = [(n, c.encode() if isinstance(c, str) else c) for n, c in files]
    kept = actions.keep_files(contents)
    with transaction() as session:
        run = actions.open_run(session, kept, mapping, by="佐藤")
        actions.begin(session, run.id, state)
    return run.id


def imported(mapping, *files, state=IMPORTING):
    """Run an import to its end and return the run."""
    run_id = begin(mapping, *files, state=state)
    run_import(run_id)
    return run_of(run_id)


def run_of(run_id):
    with reading() as session:
        return run_row(session, run_id)


def counts_of(run):
    """Return what became of the rows, without what is zero."""
    return {name: count for name, count in run.counts.items() if count}


def reasons_of(run):
    """Return line, kind and English reason of every row that was not taken."""
    with reading() as session:
        rows = session.scalars(rows_not_taken(run.id)).all()
    return [(row.line, row.kind, say(row.reason, "en")) for row in rows]


def workbook(*rows):
    """Return the bytes of an XLSX file."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
