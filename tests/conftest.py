"""What every test can ask for: an installation of its own, empty, in a folder that goes away.

The same tests run on PostgreSQL where TEST_POSTGRESQL names a server (``make test`` does both).
"""

import os
from contextlib import contextmanager
from functools import partial

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event

from foundation import db, keys, mail, settings, storage
from foundation.jobs import doorbell
from tests import compiled
from tests.databases import Files, Server
from tests.demo_company import OUTSIDE
from tests.servers import BUCKET

compiled.share()
LONG_STORIES = {"browser", "journeys", "contract"}


def pytest_collection_modifyitems(items):
    """Begin with what takes longest, so that both cores end at about the same time."""
    items.sort(key=lambda item: not set(item.path.parts) & LONG_STORIES)


@pytest.fixture
def var(tmp_path, monkeypatch):
    """An installation's folder, and settings that point at it."""
    for name in OUTSIDE:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR", str(tmp_path))
    forget()
    yield tmp_path
    forget()


@contextmanager
def installed(folder):
    """An embedded installation in a folder, for as long as several tests need it."""
    with pytest.MonkeyPatch.context() as patch:
        for name in OUTSIDE:
            patch.delenv(name, raising=False)
        patch.setenv("VAR", str(folder))
        forget()
        engine = db.connect()
        yield engine
        engine.dispose()
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


@pytest.fixture(scope="session", autouse=True)
def quick_commits():
    """Commit as ever, but wait for no disk: no power cut is survived by what a test wrote."""
    safe = db._make_sqlite_safe

    def quick(engine):
        safe(engine)
        event.listen(engine, "connect", lambda opened, _: opened.execute("PRAGMA synchronous=OFF"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(db, "_make_sqlite_safe", quick)
        yield


@pytest.fixture(scope="session")
def empty_databases(tmp_path_factory):
    """Where empty databases come from."""
    address = os.environ.get("TEST_POSTGRESQL")
    if not address:
        yield Files(tmp_path_factory.mktemp("empty"))
        return
    server = Server(address)
    with server.open:
        yield server


@pytest.fixture
def database(var, monkeypatch, empty_databases):
    """An empty database with every table of the rooms that are imported."""
    if isinstance(empty_databases, Files):
        empty_databases.lend(var / "mitsumori.db")
        engine = db.connect()
        yield engine
        engine.dispose()
        return
    address = empty_databases.lend()
    monkeypatch.setenv("DATABASE_URL", address)
    forget()
    engine = db.connect()
    yield engine
    engine.dispose()
    empty_databases.take_back(address)


@pytest.fixture
def begin(var, database, empty_databases):
    """Begin with a scene: ``begin(scene)`` calls it in the first test that asks; others get a copy.

    It comes first in its test, writes to the database alone, and returns ids or nothing. On
    PostgreSQL, where copies cost more, it is called each time.
    """
    if isinstance(empty_databases, Files):
        return partial(empty_databases.begin, var / "mitsumori.db")
    return lambda scene: scene()


@pytest.fixture
def whole(database, monkeypatch):
    """All that an installation may use: in the second run Redis and S3, too."""
    if redis := os.environ.get("TEST_REDIS"):
        monkeypatch.setenv("REDIS_URL", redis)
    if s3 := os.environ.get("TEST_S3"):
        monkeypatch.setenv("S3_URL", f"s3://{BUCKET}/whole")
        monkeypatch.setenv("S3_ENDPOINT", s3)
        monkeypatch.setenv("S3_ACCESS_KEY", "key")
        monkeypatch.setenv("S3_SECRET_KEY", "secret")
    forget()
    return database


@pytest.fixture
def session(database):
    """A transaction that is committed when the test ends well."""
    with db.transaction() as session:
        yield session
