"""What takes time: the company's seal, each signature, the last seals. All of it may run twice.

Each job looks first, works without a transaction, and writes down under the envelope's row lock
only if nobody else has done so meanwhile; two workers at once leave one result.
"""

from foundation import jobs
from foundation.events import later
from signing import actions
from signing.certifying import certify_envelope
from signing.completing import complete_envelope
from signing.events import DocumentAdded, RecipientSigned, SignaturesApplied
from signing.putting import put_signatures


@later(DocumentAdded, "signing.certify")
def certify(event: DocumentAdded) -> None:
    """Put fields and the company's seal on the document, and send it."""
    certify_envelope(event.envelope_id)


@later(RecipientSigned, "signing.apply_signature")
def apply_signature(event: RecipientSigned) -> None:
    """Put this signature, and any earlier one still missing, into the document."""
    put_signatures(event.envelope_id, event.recipient_id)


@later(SignaturesApplied, "signing.seal")
def seal(event: SignaturesApplied) -> None:
    """Close the document, make the certificate, hand both out."""
    complete_envelope(event.envelope_id)


jobs.sweep(actions.expire_due)
