"""The versions under migrations/ lead an empty database to exactly the tables of the rooms."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

import flow.journey  # noqa: F401  (every room's tables)
import web.idempotency  # noqa: F401  (the shell's table)
from foundation import db
from foundation.append_only import guards
from foundation.language import ROOT

TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


@pytest.fixture
def migrated(database):
    """A database that was empty and went through every version."""
    db.Model.metadata.drop_all(database)
    run(command.upgrade, "head")
    return database


def run(step, version):
    step(Config(toml_file=str(ROOT / "pyproject.toml")), version)


def ours(name):
    """True for what the rooms own; tests define tables too, and Alembic keeps one."""
    return not name.startswith("test_") and name != "alembic_version"


def checks(engine):
    """Each table's CHECK constraints, which Alembic does not compare."""
    return {
        table: sorted((c["name"], " ".join(c["sqltext"].split())) for c in found)
        for (_schema, table), found in inspect(engine).get_multi_check_constraints().items()
        if ours(table)
    }


def test_the_versions_make_the_tables_of_the_rooms(migrated):
    options = {"include_name": lambda name, kind, _parents: kind != "table" or ours(name)}
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, db.Model.metadata)

    assert [d for d in differences if "test_" not in str(d)] == []


def test_the_versions_make_the_checks_of_the_rooms(migrated):
    through_versions = checks(migrated)
    run(command.downgrade, "base")
    db.Model.metadata.create_all(migrated)

    assert checks(migrated) == through_versions


def test_every_table_that_only_grows_is_guarded(migrated):
    with migrated.connect() as connection:
        there = set(connection.scalars(text(TRIGGERS[migrated.dialect.name])))

    wanted = {f"{t}_{verb}_refused" for t in guards for verb in ("update", "delete") if ours(t)}
    assert wanted <= there
    assert len(wanted) > 10


def test_migrating_again_changes_nothing(migrated):
    run(command.upgrade, "head")

    assert checks(migrated)
