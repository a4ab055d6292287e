"""A whole definition as TOML, and back; a wrong file is refused with its line. Pure."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from cpq.catalog.configuring import Definition
from cpq.catalog.modelling.checking import check_names, why_not
from foundation.errors import Refusal
from foundation.language import Text, _

Loc = Sequence[int | str]
TABLES = ("assemblies", "slots", "constraints", "tests", "questions")
LINE = re.compile(r"\(at line (\d+), column \d+\)")
BARE = re.compile(r"[A-Za-z0-9_-]+")


def to_toml(definition: Definition) -> str:
    """Return a definition as a file; what is as usual is left out."""
    data = definition.model_dump(mode="json", exclude_defaults=True)
    for given, rule in zip(data.get("constraints", ()), definition.constraints, strict=True):
        given |= {"kind": rule.kind}
    for given, slot in zip(data["slots"], definition.slots, strict=True):
        given |= {"least": slot.least}
        given.pop("required", None)
    return plain_toml(data)


def plain_toml(data: Mapping[str, Any]) -> str:
    """Return plain values as a file, with a table of its own for each part of the model."""
    plain = {key: value for key, value in data.items() if key not in TABLES}
    parts = [_lines(plain)]
    parts += [f"[[{name}]]\n{_lines(one)}" for name in TABLES for one in data.get(name, ())]
    return "\n".join(parts)


def from_toml(text: str) -> Definition:
    """Read a file. Raises Refusal with the line that is wrong."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Refusal(no_toml(str(error), text), field="file") from error
    try:
        definition = Definition.model_validate({"sku": "", "slots": [], **data})
    except ValidationError as error:
        raise Refusal(wrong_line(text, error.errors()[0]), field="file") from error
    check_names(definition)
    return definition


def no_toml(reason: str, text: str) -> Text:
    """Return on which line a text is no TOML, by the reason that the reader gave."""
    found = LINE.search(reason)
    line = int(found.group(1)) if found else max(1, len(text.splitlines()))
    return _at(line, _("this is no TOML."))


def wrong_line(text: str, error: ErrorDetails) -> Text:
    """Return what is wrong with the values of a file, and on which line."""
    return _at(_line_of(text, error["loc"]), why_not(error))


def _at(line: int, why: Text) -> Text:
    return _("Line %(line)s: %(why)s", line=line, why=why)


def _line_of(text: str, loc: Loc) -> int:
    """Return the line on which the table stands that a finding is in."""
    lines = text.splitlines()
    if len(loc) > 1 and loc[0] in TABLES and isinstance(loc[1], int):
        heads = [n for n, line in enumerate(lines, 1) if line.strip() == f"[[{loc[0]}]]"]
        if loc[1] < len(heads):
            first = heads[loc[1]]
            names = [part for part in loc[2:] if isinstance(part, str)]
            return _line_within(lines, first, names)
    named = [n for n, line in enumerate(lines, 1) if line.startswith(str(loc[0]))]
    return named[0] if named else 1


def _line_within(lines: Sequence[str], first: int, names: Sequence[str]) -> int:
    for n, line in enumerate(lines[first:], first + 1):
        if line.startswith("[["):
            break
        if any(line.startswith((f"{name} ", f"{name}=")) for name in names[:1]):
            return n
    return first


def _lines(values: Mapping[str, Any]) -> str:
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in values.items())


def _value(value: Any) -> str:
    match value:
        case dict():
            inner = ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case list() if any(isinstance(one, dict) for one in value):
            return "[\n" + "".join(f"  {_value(one)},\n" for one in value) + "]"
        case list():
            return f"[{', '.join(_value(one) for one in value)}]"
        case _:
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(words: str) -> str:
    return words if BARE.fullmatch(words) else _value(words)
