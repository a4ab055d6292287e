"""Who is asking: the signed-in person, or the one a bearer token acts for."""

from flask import g

from foundation.errors import Forbidden
from foundation.language import _
from people.queries import PersonCard


def person() -> PersonCard:
    """Return the person of this request. Raises Forbidden where there is none."""
    known = person_or_none()
    if known is None:
        raise Forbidden(_("Please sign in first."))
    return known


def person_or_none() -> PersonCard | None:
    """Return the person of this request, if there is one."""
    known: PersonCard | None = g.get("person")
    return known
