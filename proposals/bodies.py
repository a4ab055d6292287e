"""What the API of proposals and documents takes and gives."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from foundation.bodies import Body

Language = Literal["ja", "en"]


class LanguageIn(Body):
    """In which language; without one, the quote's own."""

    language: Language | None = None


class DocumentIn(Body):
    """Which form of the quote is to be made; a package is its PDF with what goes along.

    An order form is made of a leg between two other companies, who sign it themselves.
    """

    language: Language
    kind: Literal["quote", "package", "order_form"] = "quote"
    format: Literal["pdf", "docx"] = "pdf"


class ShareIn(Body):
    """Which contact of the customer gets the link by mail, and what is said with it."""

    contact_id: str = Field(min_length=1, max_length=64)
    message: str = Field(default="", max_length=2000)


class GapOut(BaseModel):
    """Something that is not there. ``needed``: without it nothing can be made."""

    text: str
    needed: bool
    place: str
    kind: str
    key: str


class GapsOut(BaseModel):
    """What a proposal needs and does not find."""

    language: str
    gaps: list[GapOut]


class DocumentOut(BaseModel):
    """A document and how far it is: queued, rendering, ready or failed."""

    id: str
    kind: str
    format: str
    language: str
    number: str
    state: str
    pages: int
    error: str
    content_sha256: str
    ready_at: datetime | None
    href: str


class DocumentsOut(BaseModel):
    """The documents of a quote."""

    documents: list[DocumentOut]


class ShareOut(BaseModel):
    """Whom a proposal was shared with, and what came of it. The link itself is theirs alone."""

    id: str
    name: str
    email: str
    state: str
    valid_until: str
    shared_at: datetime
    opened_at: datetime | None
    accepted_at: datetime | None
    accepted_by: str


class ProposalOut(BaseModel):
    """A proposal with its documents and shares."""

    id: str
    revision_id: str
    deal_id: str
    number: str
    language: str
    content_sha256: str
    made_by: str
    made_at: datetime
    documents: list[DocumentOut]
    shares: list[ShareOut]


class ProposalsOut(BaseModel):
    """The proposals of a quote, newest first."""

    proposals: list[ProposalOut]
