"""Writes a mapping as TOML, with a word on each part, for people to change. Pure."""

import json
from typing import Any

from cpq.importing.mapping import Mapping

NOTES = {
    "": "How the columns of these files are read. Look it over, then import with --mapping.",
    "columns": "Which column says what. Leave out what the files do not have.",
    "fixed": "Where no column says it; {file}: the file's name, {key}: short for the natural key.",
    "key": 'What tells products apart where no column has the SKU; "*": all columns but the price.',
    "attributes": 'Which columns become attributes; "*": all that are not named above.',
    "attributes.derived": 'Further attributes: column[1] is the 2 of "2,16"; * multiplies.',
}


def to_toml(mapping: Mapping) -> str:
    """Return the mapping as a file that ``mapping_from_toml`` reads; empty entries are left out."""
    values = mapping.model_dump()
    plain = {key: value for key, value in values.items() if not isinstance(value, dict)}
    parts = [_table("", plain)]
    parts += [_table(key, value) for key, value in values.items() if isinstance(value, dict)]
    return "\n".join(part for part in parts if part)


def _table(name: str, values: dict[str, Any]) -> str:
    inner = {key: value for key, value in values.items() if isinstance(value, dict)}
    lines = [f"{_key(k)} = {_value(v)}" for k, v in values.items() if k not in inner and v]
    heading = [f"# {NOTES[name]}"] if name in NOTES else []
    heading += [f"[{name}]"] if name else []
    own = "\n".join([*heading, *lines]) + "\n" if lines or not name else ""
    below = [_table(f"{name}.{key}", value) for key, value in inner.items()]
    return "\n".join(part for part in [own, *below] if part)


def _key(words: str) -> str:
    return words if words.isascii() and words.replace("_", "").isalnum() else _value(words)


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
