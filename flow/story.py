"""Writes what happened in the other rooms into the deal's story, with its cause."""

from typing import Any, Protocol

import deals.actions
from sqlalchemy.orm import Session

from foundation.language import Text, verbatim


class OfADeal(Protocol):
    """Any fact that belongs to a deal."""

    @property
    def deal_id(self) -> str:
        """Return the deal it belongs to."""


def note(session: Session, event: OfADeal, kind: str, document: str, *, mark: str = "") -> None:
    """Add the fact to the deal's story once, however often it is told; the stage follows."""
    deals.actions.note_fact(
        session,
        event.deal_id,
        kind=kind,
        document=document,
        key=":".join(part for part in (kind, document, mark) if part),
        actor=_actor(event),
        detail=_detail(event),
    )


def _actor(event: Any) -> str:
    """Return who did it, as the fact names them."""
    named = (getattr(event, field, "") for field in ("by", "accepted_by", "to"))
    return next((str(who) for who in named if isinstance(who, str) and who), "")


def _detail(event: Any) -> Text | None:
    """Return the reason a person gave, or the number the fact is about."""
    for field in ("reason", "number", "title"):
        words = getattr(event, field, "")
        if words:
            return words if isinstance(words, Text) else verbatim(str(words))
    return None
