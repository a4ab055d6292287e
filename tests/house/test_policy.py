"""Every route is held to ``web/policy/``: who may open it, and that looking changes nothing."""

from hashlib import sha256
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from foundation import db
from foundation.db import reading, transaction
from people import actions as people
from people.queries import PersonCard
from people.roles import Role
from tests.application import application
from web.policy import ANYONE, POLICY, allowed
from web.security import limiter

pytestmark = pytest.mark.once
NOBODY = "nobody"
WHO = [NOBODY, *Role]
WRITING = {"POST", "PUT", "PATCH", "DELETE"}
REFUSED_WORDS = "You may not open this page."
WITHOUT_TOKEN = {"web.csp_report"}  # browsers send these by themselves


@pytest.fixture
def app(database, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)
    with application() as made:
        yield made


class Visitor:
    """Somebody with a browser and a bearer token, or nobody with neither."""

    def __init__(self, app, *roles):
        self.app, self.card, self.token = app, None, ""
        if not roles:
            return
        with transaction() as session:
            self.card = people.add_person(
                session,
                email=f"{'-'.join(roles)}@mitsumori.example",
                name="佐藤",
                roles=roles,
                language="en",
                password="correct horse battery",
            )
            self.token = people.give_token(session, self.card)

    def asks(self, method, path, **more):
        """Ask with a new browser each time: some routes end the session."""
        client = self.app.test_client()
        headers = {"Accept-Language": "en", "User-Agent": "Mozilla/5.0"}
        if self.card and path.startswith("/api/"):
            headers["Authorization"] = f"Bearer {self.token}"
        elif self.card:
            with client.session_transaction() as cookie:
                cookie.update(person=self.card.id, generation=2)
        return client.open(path, method=method, headers=headers, **more)


def visitor(app, who):
    return Visitor(app) if who == NOBODY else Visitor(app, who)


def routes(app, methods):
    """Each route under each of the methods, with made-up ids in its address."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods & methods):
            if rule.endpoint != "static":
                yield rule, method, path_of(app, rule)


def path_of(app, rule, ids=()):
    converters = {name: type(kind).__name__ for name, kind in rule._converters.items()}
    made_up = {n: 1 if kind == "IntegerConverter" else "none" for n, kind in converters.items()}
    return app.url_map.bind("127.0.0.1").build(rule.endpoint, made_up | dict(ids))


def turned_away(answer):
    """True when the table refused, not the view."""
    to_sign_in = answer.status_code == 302 and urlsplit(answer.location).path == "/login"
    return answer.status_code == 401 or to_sign_in or REFUSED_WORDS in answer.text


def contents():
    """A fingerprint of every table."""
    with reading() as session:
        return {
            name: sha256(repr(sorted(map(repr, session.execute(select(table))))).encode()).digest()
            for name, table in db.Model.metadata.tables.items()
            if not name.startswith("test_")
        }


def test_every_route_stands_in_the_policy_and_every_entry_is_a_route(app):
    there = {rule.endpoint for rule in app.url_map.iter_rules()}

    assert there - set(POLICY) == set()
    assert set(POLICY) - there == set()


def test_what_is_not_in_the_policy_is_refused_to_everybody():
    everything = PersonCard("p", "n", "", "", "", "a@b.example", "ja", frozenset(Role), "")

    assert not allowed("unheard.of", everything)
    assert not allowed("unheard.of", None)


@pytest.mark.parametrize("who", WHO)
def test_every_route_lets_in_whom_the_table_names(app, who):
    someone, wrong = visitor(app, who), []
    for rule, method, path in routes(app, {"GET"} | WRITING):
        answer = someone.asks(method, path)
        expected = allowed(rule.endpoint, someone.card)
        if rule.endpoint in {"web.log_out", "web.home"}:
            expected = not turned_away(answer)  # both lead to the sign-in page
        if turned_away(answer) == expected:
            wrong.append((rule.endpoint, method, answer.status_code))
        if answer.status_code >= 500 and rule.endpoint != "web.readyz":
            wrong.append((rule.endpoint, method, answer.status_code))

    assert wrong == []


def test_looking_changes_nothing(app):
    everybody = Visitor(app, *Role)
    before = contents()

    for _rule, _method, path in routes(app, {"GET"}):
        everybody.asks("GET", path)
        Visitor(app).asks("GET", path)

    assert contents() == before


def test_every_form_needs_its_token(app):
    app.config["WTF_CSRF_ENABLED"] = True
    everybody = Visitor(app, *Role)
    before = contents()

    taken = [
        (rule.endpoint, answer.status_code)
        for rule, method, path in routes(app, WRITING)
        if not path.startswith("/api/") and rule.endpoint not in WITHOUT_TOKEN
        if (answer := everybody.asks(method, path)).status_code != 409
    ]

    assert taken == []
    assert contents() == before


def test_the_api_takes_no_cookie_for_a_token(app):
    everybody = Visitor(app, *Role)
    everybody.token = "none"

    taken = [
        rule.endpoint
        for rule, method, path in routes(app, {"GET"} | WRITING)
        if path.startswith("/api/") and POLICY[rule.endpoint] is not ANYONE
        if everybody.asks(method, path).status_code != 401
    ]

    assert taken == []


def test_the_api_refuses_in_problem_json(app):
    nobody, wrong = Visitor(app), []
    for rule, method, path in routes(app, {"GET"} | WRITING):
        if path.startswith("/api/") and POLICY[rule.endpoint] is not ANYONE:
            answer = nobody.asks(method, path)
            if answer.content_type != "application/problem+json":
                wrong.append((rule.endpoint, answer.content_type))

    assert wrong == []
