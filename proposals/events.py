"""What documents, proposals and their readers can tell the rest of the house."""

from dataclasses import dataclass

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentRequested(Event, name="proposals.document_requested"):
    """A document is to be made."""

    document_id: str


@dataclass(frozen=True, kw_only=True)
class DocumentRendered(Event, name="proposals.document_rendered"):
    """A document is there. ``purpose`` is what it was made for: an envelope's id, or nothing."""

    document_id: str
    kind: str
    format: str
    revision_id: str
    deal_id: str
    purpose: str
    blob: str
    pages: int


@dataclass(frozen=True, kw_only=True)
class DocumentFailed(Event, name="proposals.document_failed"):
    """A document could not be made; the row says why, and somebody has to act."""

    document_id: str
    kind: str
    revision_id: str
    deal_id: str
    purpose: str


@dataclass(frozen=True, kw_only=True)
class ProposalMade(Event, name="proposals.proposal_made"):
    """A proposal exists; its documents are being made."""

    proposal_id: str
    revision_id: str
    deal_id: str
    number: str
    by: str


@dataclass(frozen=True, kw_only=True)
class ProposalShared(Event, name="proposals.proposal_shared"):
    """A person at the customer was sent the link. ``to`` is their name, ``by`` is one of ours."""

    share_id: str
    proposal_id: str
    revision_id: str
    deal_id: str
    to: str
    number: str
    by: str


@dataclass(frozen=True, kw_only=True)
class ShareOpened(Event, name="proposals.share_opened"):
    """A human, not a scanner, opened what was shared. ``by`` is for whom the link was."""

    share_id: str
    revision_id: str
    deal_id: str
    by: str


@dataclass(frozen=True, kw_only=True)
class AcceptanceGiven(Event, name="proposals.acceptance_given"):
    """The customer agreed to exactly this content. ``by`` is the name they gave."""

    share_id: str
    revision_id: str
    deal_id: str
    content_sha256: str
    by: str
