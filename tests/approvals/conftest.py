import pytest

from foundation import db, events
from web.app import create_app


@pytest.fixture(autouse=True)
def room(database, monkeypatch):
    """Every test of this room has an empty database, and no other room hears: it has no quotes."""
    alone = {
        kind: [heard for heard in reactions if heard.__module__ != "flow.journey"]
        for kind, reactions in events._now.items()
    }
    for kind, reactions in alone.items():
        monkeypatch.setitem(events._now, kind, reactions)


@pytest.fixture
def app(room):
    made = create_app()
    made.config["WTF_CSRF_ENABLED"] = False
    db.Model.metadata.create_all(db.Sessions.kw["bind"])
    yield made
    db.Sessions.kw["bind"].dispose()


@pytest.fixture
def client(app):
    return app.test_client()
