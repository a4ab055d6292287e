"""What no room takes, refused once for all of them: characters no text has, numbers that are none.

PostgreSQL keeps no NUL and no database half a character; JSON is read as ``reliability.md`` D15
asks: decimals exactly, no NaN, no infinity, nothing absurd, no name twice.
"""

import json
import re
from decimal import Decimal
from typing import Any, NoReturn

from flask import Flask, abort, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from foundation.errors import Refusal
from foundation.language import _

LONGEST = 60
EXPONENT = re.compile(
    r"[-+.\d]+(e[-+]?[012]?\d)?", re.IGNORECASE
)  # nothing counted here needs more
NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # NUL, and halves of characters
UNREADABLE = _("This holds characters that no text has. Please look at it and send it again.")


def read_with_care(app: Flask) -> None:
    """Look at every request before its view does."""
    app.json = Json(app)
    app.before_request(_check)


def _check() -> None:
    if any(_is_no_text(value) for value in (request.view_args or {}).values()):
        abort(404)
    wrong = [
        name
        for values in (request.args, request.form)
        for name, value in values.items(multi=True)
        if _is_no_text(name) or _is_no_text(value)
    ]
    if not wrong:
        return
    request.args, request.form = _without(request.args), _without(request.form)  # to show again
    raise Refusal(UNREADABLE, field=NO_TEXT.sub("", wrong[0]))


def _is_no_text(value: object) -> bool:
    return isinstance(value, str) and NO_TEXT.search(value) is not None


def _without(values: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict(
        (NO_TEXT.sub("", name), NO_TEXT.sub("", value)) for name, value in values.items(multi=True)
    )


class Json(DefaultJSONProvider):
    """Reads JSON from outside."""

    def loads(self, s: str | bytes, **_wanted: Any) -> Any:
        """Return what it says, with decimals where numbers have a point.

        Raises:
            ValueError: it is no JSON.
            Refusal: it holds what cannot be kept, or is meant to break something.
        """
        try:
            return json.loads(
                s, parse_float=_decimal, parse_constant=_no_number, object_pairs_hook=_object
            )
        except RecursionError as error:
            raise Refusal(_("This is nested too deeply.")) from error


def _decimal(digits: str) -> Decimal:
    if len(digits) > LONGEST or not EXPONENT.fullmatch(digits):
        _no_number(digits)
    return Decimal(digits)


def _no_number(words: str) -> NoReturn:
    raise Refusal(_("%(number)s is not a number we can work with.", number=words[:40]))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Refusal(_("The same name stands twice in one object. Please send it once."))
    texts = [text for name, value in pairs for text in (name, *_parts(value))]
    if any(map(_is_no_text, texts)):
        raise Refusal(UNREADABLE)
    return found


def _parts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
