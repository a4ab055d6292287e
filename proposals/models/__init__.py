"""Tables of documents, the library and what customers are shown."""

from proposals.models.documents import Document, DocumentState, Proposal
from proposals.models.library import Company, ContentBlock, ContentVersion
from proposals.models.shares import Share

__all__ = [
    "Company",
    "ContentBlock",
    "ContentVersion",
    "Document",
    "DocumentState",
    "Proposal",
    "Share",
]
