"""Tables of the signing room."""

from signing.models.document import DocumentRevision, DocumentView, EnvelopeDocument
from signing.models.envelope import (
    ENDED,
    OPEN,
    SIGNABLE,
    Envelope,
)
from signing.models.key import SigningKey
from signing.models.recipient import SIGNING_ROLES, Adoption, Field, Recipient
from signing.models.trail import TrailEvent

__all__ = [
    "ENDED",
    "OPEN",
    "SIGNABLE",
    "SIGNING_ROLES",
    "Adoption",
    "DocumentRevision",
    "DocumentView",
    "Envelope",
    "EnvelopeDocument",
    "Field",
    "Recipient",
    "SigningKey",
    "TrailEvent",
]
