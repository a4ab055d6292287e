"""What no door takes, whatever room is behind it: what is no text, and numbers that are none."""

from io import BytesIO

import pytest

from foundation.db import transaction
from people import actions as people
from people.roles import Role
from tests.application import application
from tests.house.test_policy import routes
from web.security import limiter

PASSWORD = "correct horse battery"
BROWSER = {"User-Agent": "Mozilla/5.0", "Accept-Language": "en"}
NUMBERS = ["NaN", "Infinity", "-Infinity", "1e308", "1e99999999999999999999", "0." + "1" * 5000]


@pytest.fixture
def app(database, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", False)
    with application() as made:
        yield made


@pytest.fixture
def everybody(app):
    """Somebody who may do everything."""
    with transaction() as session:
        return people.add_person(
            session, email="a@mitsumori.example", name="佐藤", roles=list(Role), password=PASSWORD
        )


@pytest.fixture
def client(app, everybody):
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie.update(person=everybody.id, generation=2)
    return client


@pytest.fixture
def bearer(everybody):
    with transaction() as session:
        return {"Authorization": f"Bearer {people.give_token(session, everybody)}", **BROWSER}


def with_nul(app, rule):
    """Return a rule's address with a NUL in every part of it that is words."""
    kinds = {name: type(kind).__name__ for name, kind in rule._converters.items()}
    parts = {name: 1 if kind == "IntegerConverter" else "a\0b" for name, kind in kinds.items()}
    return app.url_map.bind("127.0.0.1").build(rule.endpoint, parts)


def test_no_address_with_a_nul_in_it_leads_anywhere(app, client, bearer):
    wrong = []
    for rule, method, _path in routes(app, {"GET", "POST", "PUT", "PATCH", "DELETE"}):
        address = with_nul(app, rule)
        if "%00" not in address:
            continue
        headers = bearer if address.startswith("/api/") else BROWSER
        answer = client.open(address, method=method, headers=headers, json={})
        if answer.status_code != 404:
            wrong.append((rule.endpoint, method, answer.status_code))

    assert wrong == []


def test_no_question_with_a_nul_in_it_is_asked(app, client, bearer):
    wrong = []
    for rule, method, path in routes(app, {"GET", "POST"}):
        if rule.endpoint == "web.csp_report":
            continue
        headers = bearer if path.startswith("/api/") else BROWSER
        names = ("q", "page", "sort", "kind", "state", "language", "owner", "next", "customer_id")
        asked = dict.fromkeys(names, "a\0b")
        answer = client.open(path, method=method, headers=headers, query_string=asked)
        if not 400 <= answer.status_code < 500:
            wrong.append((rule.endpoint, method, answer.status_code))

    assert wrong == []


def test_a_form_with_a_nul_is_shown_again_with_the_rest_of_it(client):
    page = client.post(
        "/customers", data={"name": "青木\0製作所", "kana": "あおき"}, headers=BROWSER
    )

    assert page.status_code == 422
    assert page.text.count("data-refusal") == 1
    assert 'value="青木製作所"' in page.text
    assert 'value="あおき"' in page.text


@pytest.mark.parametrize("number", NUMBERS)
def test_json_holds_only_numbers_that_can_be_counted_with(client, bearer, number):
    answer = post(client, bearer, f'{{"quantity": {number}}}')

    assert (answer.status_code, answer.json["title"]) == (422, "Not possible")
    assert "is not a number we can work with" in answer.json["detail"]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ('{"sku": "a", "sku": "b"}', "The same name stands twice"),
        ('{"sku": "a\\u0000"}', "characters that no text has"),
        ('{"sku": ["\\ud800"]}', "characters that no text has"),
        ('{"deep": {"\\udfff": 1}}', "characters that no text has"),
        ("[" * 100_000, "nested too deeply"),
        ('{"sku": ' + "9" * 5000 + "}", "could not be understood"),
        ("{", "could not be understood"),
        (b"\xff\xfe\xff", "could not be understood"),
    ],
)
def test_json_that_nobody_means_is_refused_in_a_sentence(client, bearer, body, sentence):
    answer = post(client, bearer, body)

    assert answer.status_code in {400, 422}
    assert answer.content_type == "application/problem+json"
    assert sentence in answer.json["detail"]


def test_the_sentence_is_in_the_readers_language(client, bearer):
    headers = {**bearer, "Accept-Language": "ja"}

    assert "文字として扱えない" in post(client, headers, '{"sku": "\\u0000"}').json["detail"]


def post(client, headers, body):
    headers = {**headers, "Content-Type": "application/json"}
    return client.post("/api/v1/quotes/none/lines", data=body, headers=headers)


def test_a_very_long_search_breaks_nothing(app, client):
    wrong = []
    for rule, method, path in routes(app, {"GET"}):
        if not rule.arguments and not path.startswith("/api/"):
            answer = client.open(
                path, method=method, headers=BROWSER, query_string={"q": "長" * 20_000}
            )
            if answer.status_code >= 500 and rule.endpoint != "web.readyz":
                wrong.append((rule.endpoint, answer.status_code))

    assert wrong == []


@pytest.mark.parametrize("address", ["/import", "/verify", "/library/new", "/login", "/customers"])
@pytest.mark.parametrize("name", ["files", "file", "words"])
def test_more_than_can_be_sent_is_refused_in_a_sentence(app, client, address, name):
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    much = b"x" * 10_001
    sent = {name: much.decode() if name == "words" else (BytesIO(much), "much.csv")}

    page = client.post(address, data=sent, headers=BROWSER, content_type="multipart/form-data")

    assert page.status_code == 413
    assert page.text.count("20MB") + page.text.count("20 MB") == 1
