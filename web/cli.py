"""The command line: everything an operator starts by hand."""

import click
from alembic import command
from alembic.config import Config

import flow.journey  # noqa: F401  (the rooms hear of each other)
from foundation import db, jobs
from foundation.db import transaction
from foundation.errors import Refusal
from foundation.language import LANGUAGES, ROOT
from foundation.settings import settings
from people import actions, queries
from people.roles import Role
from web import demo as demo_company
from web import demo_people
from web.bom_importing import import_bom
from web.importing import import_files
from web.logs import configure_logs
from web.self_check import checks

ROLES = click.Choice([role.value for role in Role])


@click.group()
def main() -> None:
    """Mitsumori: from configured products to a signed order."""
    configure_logs()


main.add_command(import_files)
main.add_command(import_bom)


@main.command()
def migrate() -> None:
    """Bring the database to this version."""
    settings().var.mkdir(parents=True, exist_ok=True)
    command.upgrade(Config(toml_file=str(ROOT / "pyproject.toml")), "head")


@main.command()
def worker() -> None:
    """Do what is waiting: render, mail, sign, seal. Ctrl-C stops after the job at hand."""
    db.connect()
    jobs.sweep_now()
    jobs.work()


@main.command()
@click.argument("email")
@click.option("--name", default="", help="What the token is for.")
def token(email: str, name: str) -> None:
    """Make a bearer token with which another system acts for a person."""
    db.connect()
    with transaction() as session:
        person = queries.person_by_email(session, email)
        if person is None:
            raise click.ClickException(f"Nobody here has the address {email}.")
        click.echo(actions.give_token(session, person, name))


@main.command("add-person")
@click.argument("email")
@click.argument("name")
@click.option("--role", "roles", multiple=True, type=ROLES, default=["admin"])
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0])
@click.password_option()
def add_person(email: str, name: str, roles: tuple[str, ...], language: str, password: str) -> None:
    """Add somebody who can sign in; the first administrator, for instance."""
    db.connect()
    try:
        with transaction() as session:
            added = actions.add_person(
                session,
                email=email,
                name=name,
                roles=[Role(role) for role in roles],
                language=language,
                password=password,
            )
    except Refusal as refusal:
        raise click.ClickException(str(refusal.text)) from refusal
    click.echo(f"{added.name} can sign in as {added.email}.")


@main.command()
@click.option("--show", is_flag=True, help="Print who can sign in instead of loading anything.")
def demo(*, show: bool) -> None:
    """Load the demo company into an empty database."""
    db.connect()
    if show:
        demo_people.show()
    elif demo_company.load(lambda words: click.echo(f"  {words}")):
        click.echo("The demo company is loaded.")
    else:
        click.echo("There is data already; nothing was loaded.")


@main.command()
def check() -> None:
    """Say whether everything is there that the service needs."""
    db.connect()
    with db.reading() as session:
        seen = checks(session)
    for one in seen:
        click.echo(f"{'ok ' if one.ok else 'NO '} {one.name}: {one.detail}")
    if not all(one.ok for one in seen if one.needed):
        raise SystemExit(1)
