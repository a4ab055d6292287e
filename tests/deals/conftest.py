"""The service with a rep, a finance person and one customer, each page as they see it."""

import pytest

from foundation.db import transaction
from people.roles import Role
from tests.application import application
from tests.deals.builders import a_customer, a_deal, a_rep


@pytest.fixture
def app(database):
    with application() as made:
        yield made


@pytest.fixture
def sato(app):
    with transaction() as session:
        return a_rep(session, name_en="Hana Sato")


@pytest.fixture
def tanaka(app):
    with transaction() as session:
        return a_rep(session, "tanaka@example.jp", "田中 誠", roles=(Role.FINANCE,))


@pytest.fixture
def aoki(app):
    with transaction() as session:
        return a_customer(session).id


@pytest.fixture
def deal_id(app, sato, aoki):
    with transaction() as session:
        return a_deal(session, sato, CustomerId(aoki)).id


class CustomerId:
    """A customer by id alone."""

    def __init__(self, key):
        self.id = key


@pytest.fixture
def as_(app):
    """Sign somebody in: ``as_(sato).get("/board")``."""

    def signed_in(person, language="ja"):
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["person"], cookie["generation"] = person.id, 1
            cookie["language"] = language
        return client

    return signed_in
