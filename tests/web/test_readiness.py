"""Whether a start may skip preparing the database."""

import sqlite3
from contextlib import closing

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from foundation.language import ROOT
from foundation.settings import Settings
from people.presence import anybody
from web.readiness import VERSIONS, needs_nothing, newest

[NEWEST] = newest(VERSIONS.glob("*.py"))


@pytest.fixture
def made(var):
    """Return what makes an embedded database of some version with somebody in it, or nobody."""

    def make(version=NEWEST, people=1):
        with closing(sqlite3.connect(var / "mitsumori.db")) as connection:
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
            connection.execute("CREATE TABLE person (id VARCHAR(32))")
            connection.execute("INSERT INTO alembic_version VALUES (?)", [version])
            connection.executemany("INSERT INTO person VALUES (?)", [["psn_1"]] * people)
            connection.commit()

    return make


def test_the_newest_version_is_the_one_that_alembic_would_migrate_to():
    script = ScriptDirectory.from_config(Config(toml_file=str(ROOT / "pyproject.toml")))

    assert {NEWEST} == set(script.get_heads())


def test_a_database_of_this_version_with_somebody_in_it_needs_nothing(made):
    made()

    assert needs_nothing(Settings())


def test_a_database_that_is_behind_is_prepared(made):
    made(version="0000")

    assert not needs_nothing(Settings())


@pytest.mark.parametrize(("demo", "ready"), [(True, False), (False, True)])
def test_an_empty_database_is_prepared_where_it_gets_the_demo_company(made, demo, ready):
    made(people=0)

    assert needs_nothing(Settings(demo=demo)) is ready


def test_where_there_is_no_database_one_is_made_by_preparing_alone(var):
    assert not needs_nothing(Settings())
    assert list(var.iterdir()) == []


def test_a_file_that_is_no_database_is_left_to_preparing(var):
    (var / "mitsumori.db").write_bytes(b"not a database " * 100)

    assert not needs_nothing(Settings())


def test_a_database_elsewhere_is_always_prepared(made):
    made()

    assert not needs_nothing(Settings(database_url="postgresql://db.example/mitsumori"))


def test_somebody_is_found_in_the_table_of_people(database):
    with closing(database.raw_connection()) as connection:
        assert not anybody(connection.driver_connection)
