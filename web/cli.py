"""The command line: everything an operator starts by hand."""

import logging

import click
import structlog
from alembic import command
from alembic.config import Config

import flow.journey  # noqa: F401  (the rooms hear of each other)
from foundation import db, jobs
from foundation.db import transaction
from foundation.language import ROOT
from foundation.settings import settings
from people import actions, queries
from web.self_check import checks


@click.group()
def main() -> None:
    """Mitsumori: from configured products to a signed order."""
    configure_logs()


def configure_logs() -> None:
    """One JSON line an event, with the ids bound by the request or the delivery."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    )


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
