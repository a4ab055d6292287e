"""Looking at imports: runs, their first rows, and the report of what was not taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cpq.catalog.models import Product, ProductModel
from cpq.importing.building import drafts_of
from cpq.importing.mapping import Mapping, check_whole
from cpq.importing.models import ImportRun, KeptMapping, RowNotTaken
from cpq.importing.reading import Draft, reader_of
from cpq.importing.sources import Table
from cpq.models import ListOfPrices
from cpq.price_lists.versions import draft_of
from foundation.db import found
from foundation.errors import Refusal
from foundation.language import Text, _, say
from foundation.spreadsheets import MARK, line_of

REPORT_HEADING = (_("File"), _("Line"), _("Outcome"), _("Why"))
MOST_LOOKED_AT = 20_000  # rows of models in one run
OUTCOMES = {"duplicate": _("duplicate"), "refused": _("refused")}


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A first row of a file as the mapping reads it, or why it cannot."""

    file: str
    line: int
    draft: Draft | None
    refusal: Text | None


def run_row(session: Session, run_id: str) -> ImportRun:
    """Return one run. Raises Missing."""
    return found(session, ImportRun, run_id)


def runs() -> Select[ImportRun]:
    """Return the query of all runs, newest first."""
    return select(ImportRun).order_by(ImportRun.created_at.desc(), ImportRun.id)


def kept_mappings(session: Session) -> list[str]:
    """Return the names of the mappings that are kept."""
    return list(session.scalars(select(KeptMapping.name).order_by(KeptMapping.name)))


def rows_not_taken(run_id: str, kind: str = "") -> Select[RowNotTaken]:
    """Return the query of the rows a run did not take, as they stand in the files."""
    query = select(RowNotTaken).where(RowNotTaken.run_id == run_id)
    query = query.where(RowNotTaken.kind == kind) if kind in OUTCOMES else query
    return query.order_by(RowNotTaken.ordinal)


def columns_of(tables: Sequence[Table]) -> list[str]:
    """Return the columns of all files, each once."""
    return list(dict.fromkeys(column for table in tables for column in table.header))


def preview(mapping: Mapping, tables: Sequence[Table], count: int = 20) -> list[PreviewRow]:
    """Return the first rows as the mapping reads them, some of every file. Raises Refusal."""
    check_whole(mapping)
    each = max(1, count // max(1, len(tables)))
    return [row for table in tables for row in _first(mapping, table, each)]


def report(session: Session, run_id: str) -> Iterator[str]:
    """Return the report as CSV, in the reader's language, line by line; cells at the end."""
    yield MARK + line_of([say(words) for words in REPORT_HEADING])
    for row in session.scalars(rows_not_taken(run_id).execution_options(yield_per=500)):
        yield line_of(
            [row.file, str(row.line), say(OUTCOMES[row.kind]), say(row.reason), *row.cells]
        )


def mapping_of_run(run: ImportRun) -> Mapping:
    """Return how a run reads its files; a guess may still lack something."""
    return Mapping.model_validate(run.mapping)


def draft_made(session: Session, run: ImportRun) -> ListOfPrices | None:
    """Return the list on whose draft the prices of a run wait to be published."""
    code = run.mapping.get("price_list", "")
    if not run.over or not code:
        return None
    row = session.scalars(select(ListOfPrices).where(ListOfPrices.code == code)).one_or_none()
    return row if row and draft_of(session, row.id) else None


def models_made(
    session: Session, run: ImportRun, tables: Sequence[Table]
) -> list[tuple[Product, ProductModel]]:
    """Return the drafts of models that a run has taken rows over into."""
    mapping = mapping_of_run(run)
    if not run.over or not mapping.builds:
        return []
    rows = (row for table in tables for row in _first(mapping, table, MOST_LOOKED_AT))
    return drafts_of(
        session, {row.draft.part.product for row in rows if row.draft and row.draft.part}
    )


def _first(mapping: Mapping, table: Table, count: int) -> Iterator[PreviewRow]:
    reader = reader_of(mapping, table)
    for line, cells in table.rows():
        if count == 0:
            return
        if any(cells):
            count -= 1
            try:
                yield PreviewRow(table.name, line, reader(cells), None)
            except Refusal as refusal:
                yield PreviewRow(table.name, line, None, refusal.text)
