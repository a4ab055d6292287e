"""An empty installation of its own, in a folder that goes away."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from foundation import db, keys, settings, storage


@contextmanager
def installation() -> Iterator[Session]:
    """Give a session on an empty database; what others are measured with is left alone."""
    before = {name: os.environ.pop(name, None) for name in ("VAR", "DATABASE_URL")}
    with TemporaryDirectory() as folder:
        os.environ["VAR"] = folder
        _forget()
        engine = db.connect()
        db.Model.metadata.create_all(engine)
        with db.Sessions() as session:
            yield session
        engine.dispose()
    os.environ.update({name: value for name, value in before.items() if value is not None})
    _forget()


def _forget() -> None:
    for cached in (settings.settings, storage.store, keys.master, keys.derive):
        cached.cache_clear()
