"""What happens to an envelope."""

from dataclasses import dataclass

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class DocumentAdded(Event, name="signing.document_added"):
    """The document to sign is there; it waits for its fields and the company's seal."""

    envelope_id: str
    document_id: str


@dataclass(frozen=True, kw_only=True)
class EnvelopeSent(Event, name="signing.envelope_sent"):
    """The first signers have their mail."""

    envelope_id: str
    subject: str
    deal_id: str
    number: str


@dataclass(frozen=True, kw_only=True)
class RecipientOpened(Event, name="signing.recipient_opened"):
    """A recipient looked at the documents for the first time."""

    envelope_id: str
    recipient_id: str
    subject: str
    deal_id: str
    by: str


@dataclass(frozen=True, kw_only=True)
class RecipientSigned(Event, name="signing.recipient_signed"):
    """A recipient signed; ``signed`` of ``of`` have now."""

    envelope_id: str
    recipient_id: str
    subject: str
    deal_id: str
    by: str
    signed: int
    of: int


@dataclass(frozen=True, kw_only=True)
class SignaturesApplied(Event, name="signing.signatures_applied"):
    """Everybody's signature is in the document; it waits for the last seals."""

    envelope_id: str


@dataclass(frozen=True, kw_only=True)
class EnvelopeDeclined(Event, name="signing.envelope_declined"):
    """Somebody will not sign; the envelope has ended."""

    envelope_id: str
    subject: str
    deal_id: str
    by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class EnvelopeVoided(Event, name="signing.envelope_voided"):
    """The sender withdrew the envelope, or what it was about was replaced."""

    envelope_id: str
    subject: str
    deal_id: str
    reason: str
    by: str


@dataclass(frozen=True, kw_only=True)
class EnvelopeExpired(Event, name="signing.envelope_expired"):
    """The time to sign is over."""

    envelope_id: str
    subject: str
    deal_id: str


@dataclass(frozen=True, kw_only=True)
class EnvelopeCompleted(Event, name="signing.envelope_completed"):
    """Everybody has signed; the sealed document and its certificate are kept and verified."""

    envelope_id: str
    subject: str
    deal_id: str
    number: str
    content_sha256: str
    document: str
    certificate: str
