"""What every test can ask for: an installation of its own, empty, in a folder that goes away.

The same tests run on PostgreSQL where TEST_POSTGRESQL names a server (``make test`` does both).
"""

import os
from shutil import copyfile
from uuid import uuid4

import pytest
from argon2 import PasswordHasher
from sqlalchemy import create_engine, text

from foundation import db, keys, mail, settings, storage
from foundation.jobs import doorbell

OUTSIDE = ("DATABASE_URL", "REDIS_URL", "S3_URL", "SMTP_HOST", "TSA_URL", "BASE_URL", "MASTER_KEY")


@pytest.fixture
def var(tmp_path, monkeypatch):
    """An installation's folder, and settings that point at it."""
    for name in OUTSIDE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR", str(tmp_path))
    forget()
    yield tmp_path
    forget()


def forget():
    """Read the settings, and what is derived from them, anew."""
    for cached in (settings.settings, storage.store, keys.master, keys.derive, doorbell):
        cached.cache_clear()
    mail.environment.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Hash passwords as ever, but in no time: nobody guesses ours."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("people.models.hasher", quick)
        patch.setattr("people.actions.NOBODY", quick.hash("nobody"))
        yield


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """Say where an empty database is to be copied from: made once for the rooms imported so far."""
    server, made = os.environ.get("TEST_POSTGRESQL"), {}

    def where():
        tables = frozenset(db.Model.metadata.tables)
        if tables not in made:
            name = f"empty_{uuid4().hex[:12]}"
            made[tables] = name if server else tmp_path_factory.mktemp("empty") / name
            if server:
                administer(server, f"CREATE DATABASE {name}")
            engine = db.connect(f"{server}/{name}" if server else f"sqlite:///{made[tables]}")
            db.Model.metadata.create_all(engine)
            engine.dispose()
        return made[tables]

    yield where
    for name in made.values() if server else ():
        administer(server, f"DROP DATABASE {name}")


@pytest.fixture
def database(var, monkeypatch, empty_database):
    """An empty database with every table of the rooms that are imported."""
    server = os.environ.get("TEST_POSTGRESQL")
    name = f"test_{uuid4().hex[:12]}"
    if server:
        administer(server, f"CREATE DATABASE {name} TEMPLATE {empty_database()}")
        monkeypatch.setenv("DATABASE_URL", f"{server}/{name}")
        forget()
    else:
        copyfile(empty_database(), var / "mitsumori.db")
    engine = db.connect()
    yield engine
    engine.dispose()
    if server:
        administer(server, f"DROP DATABASE {name} WITH (FORCE)")


def administer(server, statement):
    """Make or drop a database."""
    address = server.replace("postgresql://", "postgresql+psycopg://") + "/postgres"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture
def session(database):
    """A transaction that is committed when the test ends well."""
    with db.transaction() as session:
        yield session
