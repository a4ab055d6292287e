"""What the description of the API says about every operation, whatever room it is from."""

import re
from typing import Any, cast

from apiflask import APIFlask

UNSAFE = {"post", "put", "patch", "delete"}
PROBLEM = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457), in the language asked for.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string", "description": "The input it is about."},
    },
}
ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A request repeated under the same key is done once and answered the same.",
    "schema": {"type": "string", "maxLength": 100},
}
FILE = {
    "description": "The file.",
    "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
}
REFUSED = {"$ref": "#/components/schemas/Problem"}


def describe(app: APIFlask) -> None:
    """Add to every operation what holds for all."""
    app.spec_processor(cast(Any, _with_common_parts))


def _with_common_parts(spec: dict[str, Any]) -> dict[str, Any]:
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    for unused in ("HTTPError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = PROBLEM
    spec["security"] = [{"bearer": []}]
    tags = {tag["name"]: tag for tag in spec.get("tags", [])}  # two rooms may share a heading
    spec["tags"] = list(tags.values())
    spec["paths"] = {re.sub(r"\{\w+:", "{", path): item for path, item in spec["paths"].items()}
    for path in spec["paths"].values():
        for method, operation in path.items():
            _describe(method, operation)
    return spec


def _describe(method: str, operation: dict[str, Any]) -> None:
    refusal = {"application/problem+json": {"schema": REFUSED}}
    answers = operation["responses"]
    if not any(status.startswith("2") for status in answers):
        answers["200"] = FILE
    answers["default"] = {"description": "Refused, in words."}
    for status, answer in answers.items():
        if not status.startswith(("2", "3")):
            answer["content"] = refusal
    if method in UNSAFE:
        operation.setdefault("parameters", []).append(ONCE)
