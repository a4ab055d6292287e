"""What every test can ask for: an installation of its own, empty, in a folder that goes away.

The same tests run on PostgreSQL where TEST_POSTGRESQL names a server (``make test`` does both).
"""

import os
from uuid import uuid4

import pytest
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


@pytest.fixture
def database(var, monkeypatch):
    """An empty database with every table of the rooms that are imported."""
    server = os.environ.get("TEST_POSTGRESQL")
    name = f"test_{uuid4().hex[:12]}"
    if server:
        administer(server, f"CREATE DATABASE {name}")
        monkeypatch.setenv("DATABASE_URL", f"{server}/{name}")
        forget()
    engine = db.connect()
    db.Model.metadata.create_all(engine)
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
