"""The whole house listens while quotes are tested: what follows from a quote follows here, too."""

import pytest

from cpq.models import QuoteRevision
from foundation import db
from foundation.db import found
from people.actions import give_token
from people.queries import person_card
from tests.application import application
from tests.cpq.builders import PASSWORD, a_quote


@pytest.fixture
def app(database):
    with application() as made:
        yield made


@pytest.fixture
def quote(app, begin):
    """A draft with a complete workstation, a service and tea."""
    revision_id = begin(a_drafted_quote)
    with db.reading() as session:
        draft = found(session, QuoteRevision, revision_id)
        session.refresh(draft, ["lines"])  # they are looked at when the session is gone
        return draft


def a_drafted_quote():
    with db.transaction() as session:
        return a_quote(session).id


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
