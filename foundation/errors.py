"""Every refusal a person can meet, with the HTTP status it deserves.

A refusal is a sentence for the reader: what is wrong, and what to do. It is raised in models and
actions and turned into a page or into problem+json (RFC 9457) in one place, ``web/refusals.py``.
Anything else that goes wrong is a bug with an id.
"""

from typing import ClassVar

from foundation.language import Text


class Refusal(Exception):  # noqa: N818  (a refusal is an answer, not an error)
    """A rule said no. ``field`` names the input it is about, so that a form can say it in place."""

    status: ClassVar[int] = 422
    title: ClassVar[str] = "Not possible"

    def __init__(self, text: Text, *, field: str | None = None) -> None:
        super().__init__(str(text))
        self.text = text
        self.field = field


class Missing(Refusal):
    """The thing does not exist, or not for this person."""

    status = 404
    title = "Not found"


class Forbidden(Refusal):
    """The person may not do this."""

    status = 403
    title = "Not allowed"


class Conflict(Refusal):
    """The thing is not in a state that allows this."""

    status = 409
    title = "Not in this state"
