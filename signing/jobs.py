"""What takes time: the company's seal, each signature, the last seals. All of it may run twice.

Only a worker does it, so only a worker loads what it takes.
"""

from foundation import jobs
from foundation.events import later_by
from signing import actions
from signing.events import DocumentAdded, RecipientSigned, SignaturesApplied

later_by(DocumentAdded, "signing.certify", "signing.work:certify")
later_by(RecipientSigned, "signing.apply_signature", "signing.work:apply_signature")
later_by(SignaturesApplied, "signing.seal", "signing.work:seal")
jobs.sweep(actions.expire_due)
