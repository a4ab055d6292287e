from collections import defaultdict

import pytest

import signing.jobs  # noqa: F401  (importing it lets the room hear)
from foundation import db, events
from web.app import create_app


@pytest.fixture(autouse=True)
def _room(database, monkeypatch):
    """Every test of this room has an empty database, and no other room listens: it has no deals."""
    alone = {
        kind: [heard for heard in reactions if heard.__module__ != "flow.journey"]
        for kind, reactions in events._now.items()
    }
    monkeypatch.setattr(events, "_now", defaultdict(list, alone))


@pytest.fixture
def app(_room):
    made = create_app()
    made.config["WTF_CSRF_ENABLED"] = False
    db.Model.metadata.create_all(db.Sessions.kw["bind"])  # rooms that only the app imports
    yield made
    db.Sessions.kw["bind"].dispose()


@pytest.fixture
def client(app):
    return app.test_client()
