"""The application as tests open it: over their own database, without the tokens of forms."""

from collections import defaultdict
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from jinja2 import FileSystemBytecodeCache

from foundation import db, events
from web.app import create_app

compiled = TemporaryDirectory(prefix="templates-")  # once for all tests; gone when they are


@contextmanager
def application():
    """Every room is there, with its tables; the pages in real browsers carry the tokens."""
    made = create_app()
    made.config["WTF_CSRF_ENABLED"] = False
    made.jinja_env.bytecode_cache = FileSystemBytecodeCache(compiled.name)
    engine = db.Sessions.kw["bind"]
    db.Model.metadata.create_all(engine)
    yield made
    engine.dispose()


def without_the_journey(monkeypatch):
    """Let the rooms hear themselves only: what one of them does needs no deal then."""
    alone = {
        kind: [heard for heard in reactions if heard.__module__ != "flow.journey"]
        for kind, reactions in events._now.items()
    }
    monkeypatch.setattr(events, "_now", defaultdict(list, alone))
