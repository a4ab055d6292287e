import pytest

from tests.application import application, without_the_journey


@pytest.fixture(autouse=True)
def room(database, monkeypatch):
    """Every test of this room has an empty database, and no other room hears: it has no quotes."""
    without_the_journey(monkeypatch)


@pytest.fixture
def app(room):
    with application() as made:
        yield made


@pytest.fixture
def client(app):
    return app.test_client()
