"""``mitsumori import-bom``: bills of materials from workbooks and lists, on the command line."""

from pathlib import Path

import click

from cpq.catalog.materials.bringing import CURRENCIES
from cpq.catalog.materials.importing import Plan, plan_import, take
from foundation import db
from foundation.db import reading, transaction
from foundation.errors import Refusal
from foundation.language import in_language, say

KINDS = {"part": "products", "bom": "bills of materials"}


@click.command("import-bom")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@click.option("--currency", type=click.Choice(CURRENCIES), default="JPY", help="Of the costs.")
@click.option("--language", type=click.Choice(["en", "ja"]), default="en", help="Of the report.")
def import_bom(files: tuple[Path, ...], currency: str, language: str, *, dry_run: bool) -> None:
    """Take parts and bills of materials over from XLSX and CSV files. Running it twice is safe."""
    contents = {path.name: path.read_bytes() for path in files}
    db.connect()
    with in_language(language):
        try:
            with reading() if dry_run else transaction() as session:
                plan = plan_import(session, contents, currency)
                if not dry_run:
                    take(session, plan, by="mitsumori import-bom")
        except Refusal as refusal:
            raise click.ClickException(say(refusal.text)) from refusal
        _tell(plan)


def _tell(plan: Plan) -> None:
    for kind, words in KINDS.items():
        told = [f"{n} {state}" for of, state, n in plan.counts() if of == kind and n]
        click.echo(f"{words}: {', '.join(told) or 'none'}")
    for place, why in plan.refused:
        click.echo(f"  {place.file}:{place.line or '–'} {say(why)}")
