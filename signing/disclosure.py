"""The words a signer agrees to before signing electronically, in versions.

Who agreed to which words is evidence, so the version is the fingerprint of the words themselves.
"""

from foundation.canonical import fingerprint
from foundation.language import LANGUAGES, _, say

POINTS = (
    _("You agree to receive this document and to sign it electronically instead of on paper."),
    _(
        "The button “Agree and sign” has the effect of your signature. Your name, the time, your"
        " address on the network and the way you signed are recorded as evidence."
    ),
    _(
        "You need only a browser and a program that opens PDF files. You and everybody else receive"
        " the signed document by mail and can keep and print it."
    ),
    _(
        "You may decline with a reason, or ask the sender for a paper copy, at any time before you"
        " sign. It costs nothing."
    ),
)

__all__ = ["LANGUAGES", "points", "version"]


def points(language: str) -> list[str]:
    """Return the words in a language."""
    return [say(point, language) for point in POINTS]


def version(language: str) -> str:
    """Return the fingerprint of the words as they stand today in a language."""
    return fingerprint({"language": language, "points": points(language)})
