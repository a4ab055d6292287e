"""Product models for other systems."""

import pytest

from tests.cpq.catalog.builders import add


def words(text):
    return {"ja": text, "en": text}


def lamp(**parts):
    options = [{"key": key, "name": words(key)} for key in ("led", "neon")]
    slots = [{"key": "bulb", "label": words("bulb"), "options": options}]
    return {"sku": "LAMP", "slots": slots, **parts}


TEST = {"name": "led", "choices": {"bulb": {"sku": "led"}}}


@pytest.fixture
def other(system):
    add("LAMP")
    return system("manager")


def test_a_model_is_drafted_tested_published_and_retired(other):
    draft = other.sends("/products/LAMP/models", definition=lamp())
    assert (draft["version"], draft["state"]) == (1, "draft")

    gate = other.sends("/products/LAMP/models/1/test", 200)
    assert gate["problem"].startswith("The model has no test yet.")
    changed = other.client.put(
        "/api/v1/products/LAMP/models/1",
        json={"definition": lamp(tests=[TEST])},
        headers=other.headers,
    )
    assert changed.status_code == 200
    gate = other.sends("/products/LAMP/models/1/test", 200)
    assert (gate["state"], gate["problem"]) == ("tested", None)
    assert gate["tests"] == [{"name": "led", "passed": True, "why": None}]

    done = other.sends("/products/LAMP/models/1/publish", 200, sha256=gate["sha256"])
    assert done["state"] == "published"
    assert [row["state"] for row in other.gets("/products/LAMP/models")["models"]] == ["published"]
    file = other.client.get("/api/v1/products/LAMP/models/1/export.toml", headers=other.headers)
    assert b"[[slots]]" in file.data
    assert other.sends("/products/LAMP/models/1/retire", 200)["state"] == "retired"


def test_what_is_wrong_is_said(other, system):
    refused = other.sends("/products/LAMP/models", 422, definition={"slots": [{"key": "x"}]})
    assert "“slots › 1 › label” is missing." in refused["detail"]
    other.sends("/products/NONE/models", 404, definition=lamp())
    other.sends("/products/LAMP/models/9/test", 404)
    other.sends("/products/LAMP/models", definition=lamp())
    other.sends("/products/LAMP/models", 409, definition=lamp())
    other.sends("/products/LAMP/models/1/publish", 422, sha256="0" * 64)
    system("rep").sends("/products/LAMP/models", 403, definition=lamp())
