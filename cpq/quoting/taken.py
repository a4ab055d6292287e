"""A line that was taken off, as sealed words the page carries until somebody wants it back.

Sealed with a key of the installation and for one revision: what comes back is what was taken off.
"""

from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from foundation.errors import Refusal
from foundation.keys import derive
from foundation.language import _


def sealed(revision_id: str, kept: dict[str, Any]) -> str:
    """Return a line as words that only ``unsealed`` reads."""
    return str(_seal(revision_id).dumps(kept))


def unsealed(revision_id: str, words: str) -> dict[str, Any]:
    """Return the line. Raises Refusal: it is none that was taken off this revision."""
    try:
        return dict(_seal(revision_id).loads(words))
    except (BadSignature, TypeError, ValueError) as error:
        gone = _("This line can no longer be put back. Please add it again.")
        raise Refusal(gone) from error


def called(revision_id: str, words: str) -> dict[str, Any] | None:
    """Return the number and SKU of the line, for showing; None: there is none."""
    if not words:
        return None
    try:
        kept = unsealed(revision_id, words)
    except Refusal:
        return None
    return {"position": kept["position"], "sku": kept["sku"], "words": words}


def _seal(revision_id: str) -> URLSafeSerializer:
    return URLSafeSerializer(derive("taken lines"), salt=revision_id)
