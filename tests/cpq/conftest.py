"""The whole house listens while quotes are tested: what follows from a quote follows here, too."""

import pytest

from foundation import db
from people.actions import give_token
from people.queries import person_card
from tests.cpq.builders import PASSWORD, a_quote
from web.app import create_app


@pytest.fixture
def app(database):
    made = create_app()
    made.config["WTF_CSRF_ENABLED"] = False
    db.Model.metadata.create_all(db.Sessions.kw["bind"])
    yield made
    db.Sessions.kw["bind"].dispose()


@pytest.fixture
def quote(app):
    """A draft with a complete workstation, a service and tea."""
    with db.transaction() as session:
        return a_quote(session)


@pytest.fixture
def rep(app, quote):
    """A browser in which the rep is signed in."""
    client = app.test_client()
    client.post("/login", data={"email": "sato@m.example", "password": PASSWORD})
    return client


@pytest.fixture
def other_system(app, quote):
    """A program with the rep's bearer token."""
    with db.transaction() as session:
        secret = give_token(session, person_card(session, quote.owner_id), "test")
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client
