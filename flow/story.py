"""Writes what happened in the other rooms into the deal's story, with its cause."""

from collections.abc import Mapping
from typing import Any, Protocol

from sqlalchemy.orm import Session

import deals.actions
import signing.queries
from approvals.events import ApprovalRequested, ApprovalStepDecided
from foundation.language import Text, _, verbatim
from people.queries import known_name
from people.roles import Role
from proposals.events import ProposalShared
from signing.events import EnvelopeSent, RecipientSigned


class OfADeal(Protocol):
    """Any fact that belongs to a deal."""

    @property
    def deal_id(self) -> str:
        """Return the deal it belongs to."""


def note(session: Session, event: OfADeal, kind: str, document: str, *, mark: str = "") -> None:
    """Add the fact to the deal's story once, however often it is told; the stage follows."""
    figures = _figures(session, event)
    deals.actions.note_fact(
        session,
        event.deal_id,
        kind=kind,
        document=document,
        key=":".join(part for part in (kind, document, mark) if part),
        actor=_actor(session, event),
        detail=_detail(event, figures),
        figures=figures,
    )


def _actor(session: Session, event: Any) -> str:
    """Return the name of who did it; some rooms name a person of ours by id."""
    named = (getattr(event, field, "") for field in ("by", "accepted_by"))
    who = next((str(who) for who in named if isinstance(who, str) and who), "")
    return known_name(session, who)


def _figures(session: Session, event: Any) -> Mapping[str, Any]:
    """Return whom an answer is expected of, or how many have signed, have to, and who is next."""
    if isinstance(event, ProposalShared):
        return {"to": event.to}
    if not isinstance(event, EnvelopeSent | RecipientSigned):
        return {}
    at = signing.queries.status_of(session, event.envelope_id)
    return {"signed": at.signed, "of": at.of, "next": ", ".join(at.waiting_for)}


def _detail(event: Any, figures: Mapping[str, Any]) -> Text | None:
    """Return what the fact's sentence names: who was asked, the verdict, a reason, a number."""
    match event:
        case ApprovalRequested():
            return _listed([Role(role).label for role in event.roles])
        case ApprovalStepDecided():
            return _verdict(event)
        case ProposalShared():
            return verbatim(event.to)
        case EnvelopeSent():
            return verbatim(figures["next"]) if figures["next"] else None
        case RecipientSigned():
            return verbatim(f"{event.signed}/{event.of}")
    words = (getattr(event, field, "") for field in ("reason", "number", "title"))
    said = next((word for word in words if word), None)
    return said if said is None or isinstance(said, Text) else verbatim(str(said))


def _verdict(event: ApprovalStepDecided) -> Text:
    role = Role(event.role).label
    if event.verdict == "approved" and event.reason:
        return _("%(role)s approved: %(reason)s", role=role, reason=event.reason)
    if event.verdict == "approved":
        return _("%(role)s approved", role=role)
    return _("%(role)s rejected: %(reason)s", role=role, reason=event.reason)


def _listed(words: list[Text]) -> Text | None:
    if not words:
        return None
    said = words[0]
    for word in words[1:]:
        said = _("%(before)s, then %(next)s", before=said, next=word)
    return said
