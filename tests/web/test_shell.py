"""Signing in, what a request is held to, and how refusals are answered."""

import re

import pytest

from foundation.db import transaction
from people import actions as people
from people.queries import person_by_email
from people.roles import Role
from tests.application import application

PASSWORD = "correct horse battery"


@pytest.fixture
def app(var):
    with application() as made:
        yield made


@pytest.fixture
def client(app):
    return app.test_client()


def add(email, *roles, language="ja"):
    with transaction() as session:
        return people.add_person(
            session, email=email, name="佐藤", roles=roles, password=PASSWORD, language=language
        )


def sign_in(client, email, password=PASSWORD, **more):
    return client.post("/login", data={"email": email, "password": password, **more})


def test_a_page_asks_for_sign_in_and_comes_back(client):
    add("admin@mitsumori.example", Role.ADMIN)

    asked = client.get("/admin")
    assert asked.headers["Location"] == "/login?next=/admin"

    answer = sign_in(client, "admin@mitsumori.example", next="/admin")
    assert answer.headers["Location"] == "/admin"
    assert client.get("/admin").status_code == 200


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_after_sign_in_nobody_is_sent_elsewhere(client, elsewhere):
    add("sato@mitsumori.example", Role.REP)

    answer = sign_in(client, "sato@mitsumori.example", next=elsewhere)

    assert answer.headers["Location"] == "/"


def test_a_wrong_password_is_refused_in_place_and_the_address_is_kept(client):
    add("sato@mitsumori.example", Role.REP)

    page = sign_in(client, "sato@mitsumori.example", "wrong")

    assert page.status_code == 422
    assert "メールアドレスまたはパスワードが違います" in page.text
    assert 'value="sato@mitsumori.example"' in page.text


def test_a_new_password_ends_every_session(client):
    person = add("sato@mitsumori.example", Role.ADMIN)
    sign_in(client, "sato@mitsumori.example")
    assert client.get("/admin").status_code == 200

    with transaction() as session:
        people.set_password(session, person.id, "another long password")

    assert client.get("/admin").status_code == 302


def test_a_person_without_the_role_is_told_so(client):
    add("sato@mitsumori.example", Role.REP)
    sign_in(client, "sato@mitsumori.example")

    page = client.get("/admin")

    assert page.status_code == 403
    assert "権限がありません" in page.text


def test_the_language_is_the_readers(client):
    assert '<html lang="ja"' in client.get("/login").text
    english = client.get("/login", headers={"Accept-Language": "en"})
    assert '<html lang="en"' in english.text

    client.post("/language", data={"language": "en", "next": "/login"})
    assert '<html lang="en"' in client.get("/login").text


def test_whoever_looks_around_goes_on_in_the_language_read(client):
    add("sato@mitsumori.example", Role.REP, language="ja")
    sign_in(client, "sato@mitsumori.example", language="en")
    assert '<html lang="en"' in client.get("/deals").text


def test_a_form_without_its_token_is_refused(app):
    app.config["WTF_CSRF_ENABLED"] = True

    page = app.test_client().post("/login", data={"email": "a@b.example"})

    assert page.status_code == 409
    assert "もう一度送信してください" in page.text


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}],
)
def test_a_form_from_another_site_is_refused(client, headers):
    assert client.post("/login", data={}, headers=headers).status_code == 403


def test_an_unknown_host_is_refused(client):
    assert client.get("/login", headers={"Host": "evil.example"}).status_code == 400


def test_every_answer_carries_its_headers(client):
    headers = client.get("/login").headers

    assert "script-src 'nonce-" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_the_api_asks_for_a_token_and_answers_problems(client):
    answer = client.get("/api/v1/nothing")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_a_bug_shows_an_id_and_no_entrails(app, client):
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken():
        raise RuntimeError("secret entrails")

    app.view_functions["web.healthz"] = broken
    page = client.get("/healthz")

    assert page.status_code == 500
    assert page.headers["X-Request-Id"] in page.text
    assert "entrails" not in page.text


def test_an_upgrade_is_seen_at_once(client):
    page = client.get("/login").get_data(as_text=True)

    address = re.search(r"/static/mitsumori\.css\?v=[0-9a-f]{10}", page)
    assert address is not None
    with client.get(address.group()) as file:
        assert file.status_code == 200


def test_a_browser_that_complains_without_end_is_heard_so_often_and_no_more(client):
    answers = [client.post("/csp-report", data=b"{}").status_code for _ in range(21)]

    assert answers == [204] * 20 + [429]


def test_an_administrator_revokes_a_token_and_it_opens_nothing_more(client):
    add("admin@mitsumori.example", Role.ADMIN)
    with transaction() as session:
        person = person_by_email(session, "admin@mitsumori.example")
        secret = people.give_token(session, person, "ERP")
    asked = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/deals", headers=asked).status_code == 200
    sign_in(client, "admin@mitsumori.example")
    page = client.get("/admin").text
    client.post(re.search(r"/admin/tokens/\w+/revoke", page)[0])
    assert client.get("/api/v1/deals", headers=asked).status_code == 401
    assert secret[:10] not in client.get("/admin").text
