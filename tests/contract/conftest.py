"""An installation with the demo company, and a token that may do everything."""

import pytest

from foundation.db import reading, transaction
from foundation.jobs import look_and_deliver
from people import actions
from people.queries import people
from people.roles import Role
from tests.conftest import installed
from tests.demo_company import move_in
from web.app import create_app
from web.security import limiter


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("api")
    move_in(tmp_path_factory, folder)
    with installed(folder), pytest.MonkeyPatch.context() as patch:
        patch.setattr(limiter, "enabled", False)
        yield create_app()


@pytest.fixture(scope="module")
def worked(app):
    """The application when its worker has done what was waiting: documents are there."""
    while look_and_deliver():
        pass
    return app


@pytest.fixture(scope="module")
def token(app):
    with transaction() as session:
        everybody = actions.add_person(
            session, email="system@mitsumori.example", name="連携", roles=Role, language="en"
        )
        return actions.give_token(session, everybody, "contract")


@pytest.fixture(scope="module")
def tokens(app):
    """A token for each person of the demo company, by the first part of their address."""
    with reading() as session:
        all_of_them = people(session)
    with transaction() as session:
        return {p.email.split("@")[0]: actions.give_token(session, p) for p in all_of_them}
