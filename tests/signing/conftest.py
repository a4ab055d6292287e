import pytest

import signing.jobs  # noqa: F401  (importing it lets the room hear)
from tests.application import application, without_the_journey


@pytest.fixture(autouse=True)
def _room(database, monkeypatch):
    """Every test of this room has an empty database, and no other room listens: it has no deals."""
    without_the_journey(monkeypatch)


@pytest.fixture
def app(_room):
    with application() as made:
        yield made


@pytest.fixture
def client(app):
    return app.test_client()
