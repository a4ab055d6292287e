"""The house these tests happen in."""

import pytest

from tests.application import application
from tests.proposals import world


@pytest.fixture
def house(begin):
    """A company, its library, a catalogue and a customer."""
    begin(world.house)
    return world


@pytest.fixture
def app(database):
    """The application over this test's database."""
    with application() as made:
        yield made


@pytest.fixture
def client(app, house):
    """A browser of somebody who has not signed in."""
    return app.test_client()


@pytest.fixture
def rep(client):
    """A browser in which Sato, who sells, has signed in."""
    return signed_in(client, "sato")


@pytest.fixture
def editor(client):
    """A browser in which Nakamura, who keeps the library, has signed in."""
    return signed_in(client, "nakamura")


def signed_in(client, name):
    form = {"email": f"{name}@mitsumori.example", "password": world.PASSWORD}
    assert client.post("/login", data=form).status_code in (302, 303)
    return client
