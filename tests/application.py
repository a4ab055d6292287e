"""The application as tests open it: over their own database, without the tokens of forms."""

from collections import defaultdict
from contextlib import contextmanager
from functools import cache
from tempfile import TemporaryDirectory

from jinja2 import FileSystemBytecodeCache
from sqlalchemy import inspect

from foundation import db, events
from foundation.keys import derive
from foundation.settings import settings
from web.app import create_app
from web.security import limiter

compiled = TemporaryDirectory(prefix="templates-")  # once for all tests; gone when they are


@contextmanager
def application(*, csrf=False):
    """Every room is there, with its tables; the pages in real browsers carry the tokens.

    Building it takes a tenth of a second: it is built once and lent to one test after the other,
    each time as new, over that test's database.
    """
    made = _built(settings().model_dump_json(exclude={"var", "database_url"}))
    engine = db.connect()
    if not db.Model.metadata.tables.keys() <= set(inspect(engine).get_table_names()):
        db.Model.metadata.create_all(engine)  # asks for each table, so it is worth a look before
    limiter.reset()
    config, views = dict(made.config), dict(made.view_functions)
    made.config.update({"SECRET_KEY": derive("sessions"), "WTF_CSRF_ENABLED": csrf})
    yield made
    for changed, before in ((made.config, config), (made.view_functions, views)):
        changed.clear()
        changed.update(before)
    if settings().redis_url:
        _built.cache_clear()  # the limiter is one for all, and counts in Redis now
    engine.dispose()


@cache
def _built(_settings):
    """Return the application as these settings make it; what is of this test is set above."""
    wanted, limiter.enabled = limiter.enabled, True  # also where it is off
    made = create_app()
    limiter.enabled = wanted
    made.jinja_env.bytecode_cache = FileSystemBytecodeCache(compiled.name)
    return made


def without_the_journey(monkeypatch):
    """Let the rooms hear themselves only: what one of them does needs no deal then."""
    alone = {
        kind: [heard for heard in reactions if heard.__module__ != "flow.journey"]
        for kind, reactions in events._now.items()
    }
    monkeypatch.setattr(events, "_now", defaultdict(list, alone))
