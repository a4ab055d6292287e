"""What people do with envelopes: senders prepare and withdraw, recipients answer."""

from signing.actions.answering import (
    Answer,
    consent,
    decline,
    fetched,
    noticed,
    open_documents,
    sign,
)
from signing.actions.ending import expire_due, fail_preparation, void, void_for_subject
from signing.actions.sending import (
    NewRecipient,
    ReadDocument,
    add_document_to_sign,
    prepare_envelope,
    resend,
    signers_of,
)

__all__ = [
    "Answer",
    "NewRecipient",
    "ReadDocument",
    "add_document_to_sign",
    "consent",
    "decline",
    "expire_due",
    "fail_preparation",
    "fetched",
    "noticed",
    "open_documents",
    "prepare_envelope",
    "resend",
    "sign",
    "signers_of",
    "void",
    "void_for_subject",
]
