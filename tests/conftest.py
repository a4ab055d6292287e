"""What every test can ask for: an installation of its own, empty, in a folder that goes away."""

import os

import pytest

from foundation import db, keys, mail, settings, storage
from foundation.jobs import doorbell


@pytest.fixture
def var(tmp_path, monkeypatch):
    """An installation's folder, and settings that point at it."""
    monkeypatch.setenv("VAR", str(tmp_path))
    for name in ("DATABASE_URL", "REDIS_URL", "S3_URL", "SMTP_HOST", "TSA_URL", "BASE_URL"):
        if name not in os.environ.get("KEEP", ""):
            monkeypatch.delenv(name, raising=False)
    forget()
    yield tmp_path
    forget()


def forget():
    """Read the settings, and what is derived from them, anew."""
    for cached in (settings.settings, storage.store, keys.master, keys.derive, doorbell):
        cached.cache_clear()
    mail.environment.cache_clear()


@pytest.fixture
def database(var):
    """An empty database with every table of the rooms that are imported."""
    engine = db.connect()
    db.Model.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(database):
    """A transaction that is committed when the test ends well."""
    with db.transaction() as session:
        yield session
