"""Japanese and English: every sentence is a lazy ``Text`` until somebody reads it.

The English sentence is the message id (gettext's convention); Japanese stands in the rooms'
``locale/ja.po``. A ``Text`` survives JSON: a reason stored today is read in either language later.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from foundation import formats
from foundation.money import Money

LANGUAGES = ("ja", "en")
ROOT = Path(__file__).parent.parent
DEEP = ("*", "*/*", "*/*/*")  # how deep in the house the books stand

_speaking: ContextVar[str] = ContextVar("language", default="ja")


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence not yet said: an English message id and the values that go into it."""

    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in English, for logs."""
        return say(self, "en")

    def to_json(self) -> dict[str, Any]:
        """Return plain values that ``text_from_json`` reads back."""
        return {"msgid": self.msgid, "params": {k: _pack(v) for k, v in self.params.items()}}


def _(msgid: str, /, **params: Any) -> Text:
    """Make a sentence to be said later: ``_("Quote %(number)s is empty.", number=n)``."""
    return Text(msgid, params)


def verbatim(words: str) -> Text:
    """Wrap words a person wrote: they are said as they stand in every language."""
    return Text("%(words)s", {"words": words})


def say(text: Text | str, language: str | None = None) -> str:
    """Return the sentence in a language (by default the reader's)."""
    if isinstance(text, str):
        return text
    spoken = language or speaking()
    sentence = catalogue(spoken).gettext(text.msgid)
    if not text.params:
        return sentence.replace("%%", "%")
    return sentence % {name: _shown(value, spoken) for name, value in text.params.items()}


def speaking() -> str:
    """Return the language of whoever is being answered: ``ja`` or ``en``."""
    return _speaking.get()


def speak(language: str) -> None:
    """Answer in a language from now on, for the request at hand."""
    _speaking.set(language if language in LANGUAGES else LANGUAGES[0])


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Answer in a language for as long as the block lasts."""
    token = _speaking.set(language if language in LANGUAGES else LANGUAGES[0])
    try:
        yield
    finally:
        _speaking.reset(token)


@cache
def catalogue(language: str) -> Translations:
    """Return the translations of a language, read from every room's ``locale`` folder."""
    merged = Translations()
    for path in sorted(path for deep in DEEP for path in ROOT.glob(f"{deep}/locale/{language}.po")):
        compiled = BytesIO()
        with path.open("rb") as source:
            write_mo(compiled, read_po(source, locale=language))
        compiled.seek(0)
        merged.merge(Translations(compiled))
    return merged


def text_from_json(packed: Mapping[str, Any]) -> Text:
    """Read back what ``Text.to_json`` wrote."""
    params = packed.get("params", {})
    return Text(packed["msgid"], {name: _unpacked(value) for name, value in params.items()})


def _shown(value: Any, language: str) -> Any:
    if isinstance(value, Text):
        return say(value, language)
    return formats.shown(value, language)


def _pack(value: Any) -> Any:
    match value:
        case Text():
            return {"text": value.to_json()}
        case Money():
            return {"money": [value.amount, value.currency]}
        case Decimal():
            return {"decimal": str(value)}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case _:
            return value


def _unpacked(value: Any) -> Any:
    match value:
        case {"text": packed}:
            return text_from_json(packed)
        case {"money": [amount, currency]}:
            return Money(amount, currency)
        case {"decimal": digits}:
            return Decimal(digits)
        case {"moment": moment}:
            return datetime.fromisoformat(moment)
        case {"date": day}:
            return date.fromisoformat(day)
        case _:
            return value
