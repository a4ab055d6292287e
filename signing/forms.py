"""What the signing page sends, read with care: names, marks, strokes of a pen."""

import json
from collections.abc import Mapping
from typing import Any

from foundation.errors import Conflict, Refusal
from foundation.language import _
from foundation.numbers import clean, clean_text
from signing.actions import Answer
from signing.models import Recipient
from signing.stamp import LONGEST_SEAL, Mark, Method, letters_of, seal_words

LONGEST_NAME = 60
MOST_STROKES = 300
MOST_POINTS = 6000
FARTHEST = 40_000  # tenths of a pixel
SMALLEST = 100


def read_answer(form: Mapping[str, str], recipient: Recipient) -> Answer:
    """Return what a signer sends.

    Raises:
        Conflict: the page was opened for somebody else.
        Refusal: something is missing or is no signature.
    """
    check_recipient(form, recipient)
    name = clean(form.get("name", ""), _("Name"), longest=LONGEST_NAME, required=True, field="name")
    return Answer(form.get("presented_sha256", ""), read_mark(form, name), name)


def read_reason(form: Mapping[str, str], recipient: Recipient) -> str:
    """Return why somebody declines; it is told to the others, so it cannot be empty."""
    check_recipient(form, recipient)
    words = form.get("reason", "")
    return clean_text(words, _("Reason"), longest=1000, required=True, field="reason")


def check_recipient(form: Mapping[str, str], recipient: Recipient) -> None:
    """Refuse a page that was opened for somebody else in this browser."""
    if form.get("recipient", recipient.id) != recipient.id:
        raise Conflict(
            _("Another person's link was opened in this browser since. Please open yours again.")
        )


def read_mark(form: Mapping[str, str], name: str) -> Mark:
    """Return the mark that was made."""
    chosen = form.get("method", "")
    if chosen not in set(Method):
        raise Refusal(_("Please choose how you sign: draw, type or seal."), field="method")
    match Method(chosen):
        case Method.SEAL:
            return Mark(Method.SEAL, _seal_text(form.get("seal_text", ""), name))
        case Method.TYPE:
            typed = clean(
                form.get("typed_text", "") or name,
                _("Typed signature"),
                longest=LONGEST_NAME,
                field="typed_text",
            )
            return Mark(Method.TYPE, typed)
        case _draw:
            return Mark(Method.DRAW, name, _strokes(form.get("strokes", "")))


def preview_mark(method: str, text: str) -> Mark:
    """Return the mark of a preview: nonsense shows as an empty one."""
    words = text[:LONGEST_NAME]
    if method == Method.SEAL:
        return Mark(Method.SEAL, words[:LONGEST_SEAL])
    return Mark(Method.TYPE, words)


def _seal_text(text: str, name: str) -> str:
    words = clean(text, _("Letters of the seal"), field="seal_text") or seal_words(name)
    if not 1 <= len(letters_of(words)) <= LONGEST_SEAL:
        raise Refusal(
            _("A seal holds one to %(most)s letters.", most=LONGEST_SEAL), field="seal_text"
        )
    return words


def _strokes(text: str) -> list[list[list[int]]]:
    try:
        strokes = json.loads(text or "[]")
    except (ValueError, RecursionError):
        strokes = None
    if not _are_strokes(strokes) or not _can_be_seen(strokes):
        raise Refusal(
            _("Please draw your signature, or choose to type it or to use a seal."), field="strokes"
        )
    return [[[x, y] for x, y in stroke] for stroke in strokes]


def _are_strokes(read: Any) -> bool:
    if not isinstance(read, list) or not 1 <= len(read) <= MOST_STROKES:
        return False
    if not all(isinstance(stroke, list) and stroke for stroke in read):
        return False
    points = [point for stroke in read for point in stroke]
    return len(points) <= MOST_POINTS and all(_is_point(point) for point in points)


def _can_be_seen(strokes: list[list[list[int]]]) -> bool:
    """A dot is no signature: its strokes reach over a few pixels."""
    across, down = (
        max(values) - min(values)
        for values in zip(*(point for stroke in strokes for point in stroke), strict=True)
    )
    return bool(max(across, down) >= SMALLEST)


def _is_point(read: Any) -> bool:
    return (
        isinstance(read, list)
        and len(read) == len(("x", "y"))
        and all(type(n) is int and abs(n) <= FARTHEST for n in read)
    )
