"""The service with somebody of each kind who meets at products and prices."""

import pytest

from foundation.db import transaction
from people import actions as people
from people.queries import person_by_email
from people.roles import Role
from tests.application import application
from tests.journeys.house import System, Visitor
from web.security import limiter

PEOPLE = {
    "rep": Role.REP,
    "manager": Role.MANAGER,
    "admin": Role.ADMIN,
    "product": Role.PRODUCT,
}
PASSWORD = "correct horse battery"


@pytest.fixture
def app(database, monkeypatch):
    with application() as made:
        monkeypatch.setattr(limiter, "enabled", False)
        with transaction() as session:
            for name, role in PEOPLE.items():
                email = f"{name}@mitsumori.example"
                people.add_person(
                    session,
                    email=email,
                    name="佐藤",
                    roles=[role],
                    password=PASSWORD,
                    language="en",
                )
        yield made


@pytest.fixture
def signed_in(app):
    """Return a browser in which somebody of a role has signed in."""

    def sign_in(name):
        visitor = Visitor(app.test_client())
        email = f"{name}@mitsumori.example"
        visitor.client.post("/login", data={"email": email, "password": PASSWORD})
        return visitor

    return sign_in


@pytest.fixture
def manager(signed_in):
    return signed_in("manager")


@pytest.fixture
def rep(signed_in):
    return signed_in("rep")


@pytest.fixture
def system(app):
    """Return another system that acts for somebody of a role."""

    def connect(name):
        with transaction() as session:
            person = person_by_email(session, f"{name}@mitsumori.example")
            token = people.give_token(session, person, "test")
        return System(app.test_client(), token)

    return connect
