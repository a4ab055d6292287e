import pytest

import signing.jobs  # noqa: F401  (importing it lets the room hear)
from foundation.db import transaction
from people import actions as people
from people.roles import Role
from tests.application import application, without_the_journey

PASSWORD = "correct horse battery"


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


@pytest.fixture
def sato(app):
    """A rep's browser."""
    with transaction() as session:
        people.add_person(
            session,
            email="sato@mitsumori.example",
            name="佐藤",
            roles=(Role.REP,),
            password=PASSWORD,
            language="ja",
        )
    browser = app.test_client()
    browser.post("/login", data={"email": "sato@mitsumori.example", "password": PASSWORD})
    return browser
