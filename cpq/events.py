"""What a quote can tell the rest of the house."""

from dataclasses import dataclass

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class QuoteOpened(Event, name="cpq.quote_opened"):
    """A first draft, or a new revision, can be worked on."""

    quote_id: str
    revision_id: str
    deal_id: str
    number: str
    by: str


@dataclass(frozen=True, kw_only=True)
class QuoteSubmitted(Event, name="cpq.quote_submitted"):
    """A quote is complete, frozen, and asks to leave the house."""

    quote_id: str
    revision_id: str
    deal_id: str
    number: str
    content_sha256: str
    by: str


@dataclass(frozen=True, kw_only=True)
class QuoteApproved(Event, name="cpq.quote_approved"):
    """Nothing stands between exactly this content and the customer any more."""

    quote_id: str
    revision_id: str
    deal_id: str
    number: str
    content_sha256: str


@dataclass(frozen=True, kw_only=True)
class QuoteSentBack(Event, name="cpq.quote_sent_back"):
    """An approver said no; the rep has to revise it."""

    quote_id: str
    revision_id: str
    deal_id: str
    number: str
    reason: str
    by: str


@dataclass(frozen=True, kw_only=True)
class QuoteMarked(Event, name="cpq.quote_marked"):
    """A draft was marked as one for comparison (相見積り), or as one that may be ordered."""

    quote_id: str
    revision_id: str
    deal_id: str
    number: str
    quote_only: bool


@dataclass(frozen=True, kw_only=True)
class QuoteSuperseded(Event, name="cpq.quote_superseded"):
    """A new revision took this one's place."""

    quote_id: str
    revision_id: str
    deal_id: str
    number: str


@dataclass(frozen=True, kw_only=True)
class QuoteAccepted(Event, name="cpq.quote_accepted"):
    """The customer agreed to exactly this content. ``amount`` is in minor units, tax included."""

    quote_id: str
    revision_id: str
    deal_id: str
    number: str
    content_sha256: str
    accepted_by: str
    amount: int
    currency: str
