"""Small edits of a definition as plain values: put, take out, move. Pure.

A place is a kind of part, its position (None: a new one behind the last), and for options and
answers the position of the group or question they belong to.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from foundation.errors import Missing
from foundation.language import LANGUAGES, Text, _

Data = dict[str, Any]
LONGEST_NAME = 120  # of a part, in the history
LISTS = {
    "assembly": "assemblies",
    "group": "slots",
    "rule": "constraints",
    "test": "tests",
    "question": "questions",
}
WITHIN = {"option": ("group", "options"), "answer": ("question", "answers")}
KINDS: dict[str, Text] = {
    "assembly": _("assembly"),
    "group": _("group"),
    "option": _("option"),
    "rule": _("rule"),
    "test": _("test"),
    "question": _("question"),
    "answer": _("answer"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a definition something stands, or is to stand."""

    kind: str
    n: int | None = None
    of: int | None = None


def place_from(kind: str, values: Mapping[str, str]) -> Place:
    """Return the place that an address or form names by ``n`` and ``of``. Raises Missing."""
    return Place(kind, _number(values.get("n", "")), _number(values.get("of", "")))


def part_at(data: Mapping[str, Any], place: Place) -> Data | None:
    """Return what stands at a place; None: nothing yet. Raises Missing."""
    if place.n is None:
        _list_of(data, place)
        return None
    parts = _list_of(data, place)
    if not 0 <= place.n < len(parts):
        raise Missing(_("This part of the model is not there any more."))
    return dict(parts[place.n])


def put(data: Mapping[str, Any], place: Place, value: Mapping[str, Any]) -> Data:
    """Return the definition with a value at a place."""
    part_at(data, place)
    new = deepcopy(dict(data))
    parts = _list_of(new, place)
    if place.n is None:
        parts.append(dict(value))
    else:
        parts[place.n] = dict(value)
    return new


def take_out(data: Mapping[str, Any], place: Place) -> Data:
    """Return the definition without what stands at a place."""
    part_at(data, place)
    new = deepcopy(dict(data))
    del _list_of(new, place)[place.n or 0]
    return new


def move(data: Mapping[str, Any], place: Place, step: int) -> Data:
    """Return the definition with a part one place higher (-1) or lower (1)."""
    part_at(data, place)
    new = deepcopy(dict(data))
    parts, here = _list_of(new, place), place.n or 0
    there = max(0, min(here + step, len(parts) - 1))
    parts.insert(there, parts.pop(here))
    return new


def name_of(part: Mapping[str, Any]) -> dict[str, str]:
    """Return what people call a part, in both languages, as a value of a sentence."""
    words = part.get("label") or part.get("message") or part.get("text") or part.get("name")
    if not isinstance(words, Mapping):
        words = dict.fromkeys(LANGUAGES, words or part.get("key", ""))
    return {spoken: str(words[spoken])[:LONGEST_NAME] for spoken in LANGUAGES}


def new_key(words: str, taken: Iterable[str], kind: str) -> str:
    """Return a key made from an English name that none of the others has."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40]
    stem = stem if stem and stem[0].isalpha() else f"{kind}_{stem}".rstrip("_")
    others, key, number = set(taken), stem, 1
    while key in others:
        number += 1
        key = f"{stem}_{number}"
    return key


def _number(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdecimal()) or len(typed) > len("10000"):
        raise Missing(_("This part of the model is not there any more."))
    return int(typed)


def _list_of(data: Mapping[str, Any], place: Place) -> list[Any]:
    if place.kind in LISTS:
        parts: list[Any] = data[LISTS[place.kind]]
        return parts
    if place.kind not in WITHIN:
        raise Missing(_("This part of the model is not there any more."))
    owner, name = WITHIN[place.kind]
    owners = data[LISTS[owner]]
    if place.of is None or not 0 <= place.of < len(owners):
        raise Missing(_("This part of the model is not there any more."))
    found: list[Any] = owners[place.of][name]
    return found
