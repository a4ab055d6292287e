"""``mitsumori import``: products and price lists from files, on the command line."""

from pathlib import Path

import click

import cpq.importing.jobs  # noqa: F401  (a worker goes on where we were killed)
from cpq.importing import actions, queries
from cpq.importing.guessing import guess
from cpq.importing.mapping import Mapping, mapping_from_toml
from cpq.importing.models import CHECKING, COUNTS, FAILED, IMPORTING
from cpq.importing.running import run_import
from cpq.importing.sources import open_table
from cpq.importing.writing_toml import to_toml
from foundation import db, outbox
from foundation.db import reading, transaction
from foundation.errors import Refusal
from foundation.language import in_language, say

SHOWN = 10


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--guess", "guessing", is_flag=True, help="Write a first mapping, as TOML.")
@click.option(
    "--mapping",
    "mapping_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What the columns mean.",
)
@click.option("--dry-run", is_flag=True, help="Count what would change, and change nothing.")
@click.option(
    "--report",
    "report_file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("import-report.csv"),
    show_default=True,
    help="Where the rows that were not taken go, as CSV.",
)
@click.option("--language", type=click.Choice(["en", "ja"]), default="en", help="Of the report.")
def import_files(
    files: tuple[Path, ...],
    mapping_file: Path | None,
    report_file: Path,
    language: str,
    *,
    guessing: bool,
    dry_run: bool,
) -> None:
    """Take products and prices over from CSV and XLSX files. Running it twice is safe."""
    if guessing == bool(mapping_file):
        raise click.UsageError("Say either --guess or --mapping FILE.")
    contents = [(path.name, path.read_bytes()) for path in files]
    with in_language(language):
        try:
            if mapping_file is None:
                click.echo(to_toml(guess([open_table(*file) for file in contents])))
                return
            mapping = mapping_from_toml(mapping_file.read_text(encoding="utf-8"))
            run_id = _run(contents, mapping, CHECKING if dry_run else IMPORTING)
        except Refusal as refusal:
            raise click.ClickException(say(refusal.text)) from refusal
        _report(run_id, report_file)


def _run(contents: list[tuple[str, bytes]], mapping: Mapping, state: str) -> str:
    db.connect()
    kept = actions.keep_files(contents)
    with transaction() as session:
        run = actions.open_run(session, kept, mapping, by="mitsumori import")
        actions.ask(session, run.id, state)
        if mapping.name:
            actions.keep_mapping(session, mapping)
        [ours] = outbox.take(session)
    try:
        with outbox.holding(ours):
            _with_progress(run.id)
    except BaseException:
        with transaction() as session:
            actions.stop(session, run.id)
        raise
    return run.id


def _with_progress(run_id: str) -> None:
    with click.progressbar(length=1, label="Rows") as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        run_import(run_id, tell)


def _report(run_id: str, report_file: Path) -> None:
    with reading() as session:
        run = queries.run_row(session, run_id)
        if run.state == FAILED and run.reason:
            raise click.ClickException(say(run.reason))
        words = ", ".join(f"{run.counts.get(name, 0)} {name}" for name in COUNTS)
        click.echo(f"{run.total} rows: {words}")
        not_taken = session.scalars(queries.rows_not_taken(run_id).limit(SHOWN)).all()
        for row in not_taken:
            click.echo(f"  {row.file}:{row.line} {say(row.reason)}")
        if not not_taken:
            click.echo("Every row was taken.")
            return
        with report_file.open("w", encoding="utf-8", newline="") as report:
            report.writelines(queries.report(session, run_id))
    click.echo(f"Every row that was not taken, and why: {report_file}")
