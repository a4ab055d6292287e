"""What the API of envelopes takes and gives."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from foundation.bodies import Amount, Body


class RecipientOut(BaseModel):
    """One recipient, and how far they are."""

    id: str
    position: int
    role: str
    stage: int
    name: str
    company: str
    email: str
    state: str
    notified_at: datetime | None
    opened_at: datetime | None
    signed_at: datetime | None
    declined_at: datetime | None
    reason: str


class EnvelopeOut(BaseModel):
    """Where an envelope stands."""

    id: str
    deal_id: str
    subject: str
    number: str
    title: dict[str, str]
    status: str
    amount: Amount
    signed: int
    of: int
    waiting_for: list[str]
    since: datetime | None
    sent_at: datetime | None
    expires_at: datetime
    ended_at: datetime | None
    timestamp: str
    document_sha256: str | None
    certificate_sha256: str | None
    recipients: list[RecipientOut]


class EnvelopesIn(Body):
    """Which envelopes: words, a state, a deal or what was sent."""

    q: str = Field(default="", max_length=100)
    show: Literal["open", "completed", "stopped", "all"] = "all"
    of: str = Field(default="", max_length=40, description="Id of a deal, or of what was sent")
    page: int = Field(default=1, ge=1, le=100_000)


class EnvelopesOut(BaseModel):
    """One page of envelopes."""

    envelopes: list[EnvelopeOut]
    page: int
    pages: int
    total: int


class EnvelopeDocumentOut(BaseModel):
    """One document of an envelope."""

    id: str
    kind: str
    title: dict[str, str]
    sha256: str
    href: str


class EnvelopeDocumentsOut(BaseModel):
    """The documents of an envelope, the one to sign first."""

    documents: list[EnvelopeDocumentOut]


class VoidIn(Body):
    """Why an envelope is withdrawn; everybody who was asked is told."""

    reason: str = Field(min_length=1, max_length=1000)
