"""What ``signing.jobs`` has done: the company's seal, each signature, the last seals.

Each looks first, works without a transaction, and writes down under the envelope's row lock
only if nobody else has done so meanwhile; two workers at once leave one result.
"""

from signing.certifying import certify_envelope
from signing.completing import complete_envelope
from signing.events import DocumentAdded, RecipientSigned, SignaturesApplied
from signing.putting import put_signatures


def certify(event: DocumentAdded) -> None:
    """Put fields and the company's seal on the document, and send it."""
    certify_envelope(event.envelope_id)


def apply_signature(event: RecipientSigned) -> None:
    """Put this signature, and any earlier one still missing, into the document."""
    put_signatures(event.envelope_id, event.recipient_id)


def seal(event: SignaturesApplied) -> None:
    """Close the document, make the certificate, hand both out."""
    complete_envelope(event.envelope_id)
