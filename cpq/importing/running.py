"""Runs an import: batch by batch, each in a transaction of its own, so that it can be resumed.

A worker that dies loses nothing: rows up to ``done`` are written, with their outcome, and whoever
goes on reads the earlier rows again only to recognise repetitions.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from cpq.importing.mapping import Mapping, mapping_of
from cpq.importing.models import AT_WORK, IMPORTING, ImportRun, RowNotTaken
from cpq.importing.reading import Draft, Reader, reader_of
from cpq.importing.sorting import NotTaken, Place, Sorter
from cpq.importing.sources import Cells, Table, open_table
from cpq.importing.writing import Writer
from cpq.listing.contradictions import contradictions_of
from cpq.models import ListOfPrices
from cpq.price_lists import open_list
from cpq.price_lists.changes import changes_of, content_of
from cpq.price_lists.versions import draft_of, mark_published
from foundation.db import found, reading, transaction
from foundation.errors import Conflict, Refusal
from foundation.language import Text, _
from foundation.storage import store

BATCH = 2_000
MOST_PARTS = 20_000  # of models in one run: they are taken at once, for they name one another
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Row:
    """A row, and what was made of it: a draft, or why there is none. Neither: it is blank."""

    ordinal: int
    place: Place
    cells: Cells
    draft: Draft | None = None
    not_taken: NotTaken | None = None


def run_import(run_id: str, tell: Tell = lambda _done, _of: None) -> None:
    """Check or import the files of a run, from where it stands to the end."""
    with reading() as session:
        run = found(session, ImportRun, run_id)
    if not run.at_work:
        return
    try:
        mapping = mapping_of(run.mapping)
        tables = tables_of(run.files, mapping)
        total = _count(run_id, tables)
        _must_fit(mapping, total)
        _take_rows(run_id, mapping, _rows(mapping, tables), run.done, total, tell)
    except Conflict:
        raise
    except Refusal as refusal:
        with transaction() as session:
            found(session, ImportRun, run_id, lock=True).fail(refusal.text)
        return
    with transaction() as session:
        run = found(session, ImportRun, run_id, lock=True)
        if not run.at_work:  # another worker was quicker, or it was stopped
            return
        if run.state == IMPORTING:
            _publish_first(session, mapping, by=run.by)
        run.end()


def tables_of(files: list[dict[str, Any]], mapping: Mapping) -> list[Table]:
    """Open the files of a run as its mapping says."""
    return [
        open_table(
            file["name"],
            store().get(file["key"]),
            encoding=mapping.encoding,
            separator=mapping.separator,
            sheet=mapping.sheet,
        )
        for file in files
    ]


def _must_fit(mapping: Mapping, total: int) -> None:
    if mapping.builds and total > MOST_PARTS:
        raise Refusal(_("At most %(most)s rows of models are taken at once.", most=MOST_PARTS))


def _count(run_id: str, tables: list[Table]) -> int:
    total = sum(1 for table in tables for _row in table.rows())
    with transaction() as session:
        found(session, ImportRun, run_id, lock=True).total = total
    return total


def _take_rows(
    run_id: str, mapping: Mapping, rows: Iterator[Row], done: int, total: int, tell: Tell
) -> None:
    waiting = (row for row in rows if row.ordinal > done)
    tell(done, total)
    size = MOST_PARTS if mapping.builds else BATCH
    while batch := list(islice(waiting, size)):
        with transaction() as session:
            done = _take_batch(session, run_id, mapping, batch, done)
        tell(done, total)


def _rows(mapping: Mapping, tables: list[Table]) -> Iterator[Row]:
    """Return every row of every file, judged against the earlier ones."""
    sorter, ordinal = Sorter(), 0
    for table in tables:
        reader = reader_of(mapping, table)
        for line, cells in table.rows():
            ordinal += 1
            place = Place(table.name, line)
            yield Row(ordinal, place, cells, *_judged(reader, sorter, cells, place))


def _judged(
    reader: Reader, sorter: Sorter, cells: Cells, place: Place
) -> tuple[Draft | None, NotTaken | None]:
    if not any(cell.strip() for cell in cells):
        return None, None
    try:
        draft = reader(cells)
    except Refusal as refusal:
        return None, NotTaken("refused", refusal.text)
    return draft, sorter.judge(draft, place)


def _take_batch(
    session: Session, run_id: str, mapping: Mapping, batch: list[Row], done: int
) -> int:
    run = found(session, ImportRun, run_id, lock=True)
    drafts = [row.draft for row in batch if row.draft and not row.not_taken]
    writes = run.state == IMPORTING
    if writes:
        _open_list(session, mapping, drafts)
    writer = Writer(session, mapping, drafts)
    counts = Counter(run.counts)
    refused = [row for row in batch if not _counted(row, writer, counts)]
    counts["prices"] += writer.batch.prices
    writer.models.check()
    if writes:
        writer.write(by=run.by, file=run.files[0]["name"])
    _note(session, run, refused, writer)
    _advance(session, run, done, batch[-1].ordinal, counts)
    return batch[-1].ordinal


def _counted(row: Row, writer: Writer, counts: Counter[str]) -> bool:
    """Take a row and count it. False: it is not taken, and why has to be noted."""
    if row.not_taken:
        counts[row.not_taken.kind] += 1
        return False
    if row.draft is None:
        counts["blank"] += 1
        return True
    outcome = writer.take(row.draft)
    if isinstance(outcome, Text):
        writer.refusals[row.ordinal] = outcome
        counts["refused"] += 1
        return False
    counts[outcome] += 1
    told = writer.mapping.columns.price and row.draft.facts
    counts["unpriced"] += bool(told) and row.draft.price is None
    return True


def _note(session: Session, run: ImportRun, rows: list[Row], writer: Writer) -> None:
    noted = [
        {
            "run_id": run.id,
            "ordinal": row.ordinal,
            "file": row.place.file,
            "line": row.place.line,
            "kind": row.not_taken.kind if row.not_taken else "refused",
            "reason": row.not_taken.reason if row.not_taken else writer.refusals[row.ordinal],
            "cells": [cell.replace("\0", "")[:500] for cell in row.cells[:200]],
        }
        for row in rows
    ]
    if noted:
        session.execute(insert(RowNotTaken), noted)


def _advance(
    session: Session, run: ImportRun, before: int, after: int, counts: Counter[str]
) -> None:
    """Move on, unless another worker did, or it was stopped: then all of this batch is undone."""
    here = (ImportRun.id == run.id, ImportRun.done == before)
    moved = update(ImportRun).where(*here, ImportRun.state.in_(AT_WORK))
    done = session.execute(moved.values(done=after, counts=dict(counts)))
    if not done.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
        raise Conflict(_("This import is running already. Please wait until it has ended."))


def _publish_first(session: Session, mapping: Mapping, *, by: str) -> None:
    """Let the first version of a list hold at once: nobody was quoted with another."""
    query = select(ListOfPrices).where(ListOfPrices.code == mapping.price_list)
    price_list = session.scalars(query).one_or_none()
    if price_list is None:
        return
    draft = draft_of(session, price_list.id)
    if draft and draft.number == 1:
        changes = changes_of(session, price_list.id, draft.number)
        if not contradictions_of(session, price_list, draft, changes):
            mark_published(session, draft, content_of(session, draft, changes), by=by)


def _open_list(session: Session, mapping: Mapping, drafts: list[Draft]) -> None:
    prices = [draft.price for draft in drafts if draft.price]
    if not mapping.price_list or not prices:
        return
    names = mapping.price_list_name
    open_list(
        session,
        code=mapping.price_list,
        name=names.ja or names.en or mapping.price_list,
        name_en=names.en,
        currency=mapping.fixed.currency.upper() or prices[0].currency,
        scope="standard",
    )
