"""The description of the API is valid, whole, and says how it refuses."""

import re

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from web.app import create_app

VERBS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture
def spec(var):
    return create_app().test_client().get("/api/openapi.json").get_json()


def operations(spec):
    for path, item in spec["paths"].items():
        for verb in VERBS & item.keys():
            yield f"{verb} {path}", item[verb]


def test_it_is_valid_openapi_3_1(spec):
    assert spec["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(spec).iter_errors()) == []


def test_no_two_bodies_go_by_one_name(var):
    """The description keeps bodies by name: of two, one would be described as the other."""
    app, named = create_app(), {}
    for view in app.view_functions.values():
        for part in ("body", "response"):
            said = getattr(view, "_spec", {}).get(part)
            body = said.get("schema") if isinstance(said, dict) else said
            if isinstance(body, type):
                named.setdefault(body.__name__, set()).add(body)

    assert {name for name, bodies in named.items() if len(bodies) > 1} == set()


def test_no_body_passes_over_what_is_misspelt(var):
    said = [getattr(view, "_spec", {}).get("body") for view in create_app().view_functions.values()]
    bodies = [body for body in said if isinstance(body, type)]

    assert {body.__name__ for body in bodies if body.model_config.get("extra") != "forbid"} == set()


def test_every_route_of_the_api_is_described(var):
    app = create_app()
    spec = app.test_client().get("/api/openapi.json").get_json()
    there = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), verb.lower())
        for rule in app.url_map.iter_rules()
        for verb in rule.methods
        if rule.rule.startswith("/api/v1") and verb.lower() in VERBS
    }

    assert there == {(path, v) for path, item in spec["paths"].items() for v in VERBS & item.keys()}


def test_every_operation_has_a_summary_and_an_answer(spec):
    wanting = [
        name
        for name, operation in operations(spec)
        if not operation.get("summary") or not any(s[0] == "2" for s in operation["responses"])
    ]

    assert wanting == []


def test_every_operation_needs_the_token_and_refuses_in_problem_json(spec):
    assert spec["security"] == [{"bearer": []}]
    for _name, operation in operations(spec):
        for status, answer in operation["responses"].items():
            if status[0] not in "23":
                assert list(answer["content"]) == ["application/problem+json"]
