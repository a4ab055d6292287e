"""What people do with imports: bring files, map their columns, check them, take them over."""

from collections.abc import Mapping as Values
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from cpq.importing.events import ImportAsked
from cpq.importing.guessing import guess
from cpq.importing.mapping import Mapping, check_columns, mapping_of
from cpq.importing.models import IMPORTING, ImportRun, KeptMapping, RowNotTaken
from cpq.importing.running import tables_of
from cpq.importing.sources import LARGEST, Table
from foundation.db import found
from foundation.errors import Missing, Refusal
from foundation.events import record
from foundation.language import _
from foundation.numbers import clean
from foundation.storage import store

MOST_FILES = 50


def keep_files(files: Sequence[tuple[str, bytes]]) -> list[dict[str, Any]]:
    """Put the files into the store and return what a run knows of them."""
    if not files:
        raise Refusal(_("Choose at least one CSV or XLSX file."), field="files")
    if len(files) > MOST_FILES:
        raise Refusal(_("At most %(most)s files at once.", most=MOST_FILES), field="files")
    for name, content in files:
        if len(content) > LARGEST:
            raise Refusal(_("%(file)s is larger than 20 MB. Please split it.", file=name))
    named = [(clean(name, _("File"), required=True, field="files"), body) for name, body in files]
    return [{"name": name, "key": store().put(body)} for name, body in named]


def open_run(
    session: Session, files: list[dict[str, Any]], mapping: Mapping, *, by: str
) -> ImportRun:
    """Make a run of kept files; nothing is taken yet."""
    run = ImportRun(files=files, mapping=mapping.model_dump(), by=by)
    session.add(run)
    session.flush()
    return run


def change_mapping(session: Session, run_id: str, values: Values[str, Any]) -> ImportRun:
    """Read the files of a run differently; a mapping with a name is kept under it."""
    mapping = mapping_of(dict(values))
    run = found(session, ImportRun, run_id, lock=True)
    mapping = _fitting(mapping, tables_of(run.files, mapping), run.mapping.get("sheet", ""))
    run.change_mapping(mapping.model_dump())
    if mapping.name:
        keep_mapping(session, mapping)
    return run


def _fitting(mapping: Mapping, tables: Sequence[Table], before: str) -> Mapping:
    """Return a mapping that fits; what other columns of another sheet mean is guessed anew."""
    try:
        for table in tables:
            check_columns(mapping, table.header, table.name)
    except Refusal:
        if mapping.sheet == before:
            raise
        return guess(tables).model_copy(update={"sheet": mapping.sheet, "name": mapping.name})
    return mapping


def keep_mapping(session: Session, mapping: Mapping) -> None:
    """Keep a mapping by its name; one of the same name is replaced."""
    name = clean(mapping.name, _("Name"), longest=80, required=True, field="name")
    session.merge(KeptMapping(name=name, mapping=mapping.model_dump()))


def kept_mapping(session: Session, name: str) -> Mapping:
    """Return a kept mapping. Raises Missing."""
    row = session.get(KeptMapping, name)
    if row is None:
        raise Missing(_("There is no mapping called “%(name)s”.", name=name))
    return mapping_of(row.mapping)


def ask(session: Session, run_id: str, state: str) -> None:
    """Let a worker count what the files would change (CHECKING), or take them over (IMPORTING)."""
    begin(session, run_id, state)
    record(session, ImportAsked(run_id=run_id))


def begin(session: Session, run_id: str, state: str = IMPORTING) -> None:
    """Set a run to its first row. Raises Conflict where it runs, or has ended; Refusal."""
    run = found(session, ImportRun, run_id, lock=True)
    mapping_of(run.mapping)
    run.begin(state)
    session.execute(delete(RowNotTaken).where(RowNotTaken.run_id == run_id))


def stop(session: Session, run_id: str) -> None:
    """Note that nobody works on a run any more; the same files may be imported again."""
    run = found(session, ImportRun, run_id, lock=True)
    if run.at_work:
        run.fail(_("It was interrupted. Import the files again: what is there already is kept."))
