"""Which documents a quote's buyer gets: all of them, or those its leg names."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from cpq.models import ChannelLeg, QuoteRevision
from foundation.db import found
from foundation.errors import Conflict, Refusal
from foundation.language import Text, _

DOCUMENTS: dict[str, Text] = {
    "quote": _("Quotation"),
    "order_form": _("Order form"),
    "proposal": _("Proposal"),
}
PART_OF = {"package": "quote"}  # the quote with what goes along
NOT_GOT: dict[str, Text] = {
    "order_form": _("The leg of this quote gets no order form. Choose it on the legs first."),
    "proposal": _("The leg of this quote gets no proposal. Choose it on the legs first."),
}


def documents_of(chosen: Sequence[str]) -> list[str]:
    """Return which documents a leg gets, in their usual order. Raises Refusal."""
    if not set(chosen) <= set(DOCUMENTS):
        raise Refusal(_("Please choose one of the list."), field="documents")
    if "quote" not in chosen:
        raise Refusal(_("Every leg has at least its quotation."), field="documents")
    return [name for name in DOCUMENTS if name in chosen]


def papers_of(session: Session, revision_id: str) -> list[str]:
    """Return the documents a quote's buyer gets; where the leg is gone, all of them."""
    leg_id = found(session, QuoteRevision, revision_id).leg_id
    leg = session.get(ChannelLeg, leg_id) if leg_id else None
    return [name for name in DOCUMENTS if leg is None or name in leg.documents]


def not_got(session: Session, revision_id: str, document: str) -> Text | None:
    """Return why a quote gets no such document; None: it gets it."""
    document = PART_OF.get(document, document)
    if document in papers_of(session, revision_id):
        return None
    return NOT_GOT.get(document)


def must_get(session: Session, revision_id: str, document: str) -> None:
    """Refuse a document that the leg of a quote does not get."""
    if words := not_got(session, revision_id, document):
        raise Conflict(words)
