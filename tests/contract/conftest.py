"""An installation with the demo company, and a token that may do everything."""

import pytest

from foundation import db, keys, mail, settings, storage
from foundation.db import reading, transaction
from foundation.jobs import doorbell, look_and_deliver
from people import actions
from people.queries import people
from people.roles import Role
from web import demo
from web.app import create_app
from web.security import limiter


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "REDIS_URL", "S3_URL", "SMTP_HOST", "TSA_URL", "BASE_URL"):
            patch.delenv(name, raising=False)
        patch.setenv("VAR", str(tmp_path_factory.mktemp("api")))
        patch.setattr(limiter, "enabled", False)
        forget()
        made = create_app()
        engine = db.Sessions.kw["bind"]
        db.Model.metadata.create_all(engine)
        demo.load(lambda _words: None)
        while look_and_deliver():
            pass
        yield made
        engine.dispose()
    forget()


def forget():
    for cached in (settings.settings, storage.store, keys.master, keys.derive, doorbell):
        cached.cache_clear()
    mail.environment.cache_clear()


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
