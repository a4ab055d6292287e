"""What a customer is shown of a share: the documents as pages, and the figures of the quote."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from cpq.snapshot import snapshot_of
from foundation.db import found, today
from foundation.language import speaking
from foundation.money import Money
from proposals.assemble import subject
from proposals.models import Proposal, Share
from proposals.queries import DocumentRow, accepted_share, documents_of_proposal
from proposals.wording import Writer


@dataclass(frozen=True)
class Offer:
    """A shared proposal and its quote. ``documents`` by kind, the proposal first."""

    number: str
    subject: str
    customer: str
    total: Money
    tax: Money
    subtotal: Money
    delivery: str
    payment_terms: str
    documents: dict[str, DocumentRow]
    accepted: Share | None
    state: str


def offer_of(session: Session, shared: Share) -> Offer:
    """Return what was shared, in the reader's words and the documents' own language."""
    proposal = found(session, Proposal, shared.proposal_id)
    snapshot = snapshot_of(session, shared.revision_id)
    documents = documents_of_proposal(session, proposal)
    writer = Writer(snapshot.currency, speaking())
    return Offer(
        number=proposal.number,
        subject=subject(snapshot.public(), writer),
        customer=writer.said(snapshot.customer),
        total=snapshot.money,
        tax=Money(snapshot.tax_total, snapshot.currency),
        subtotal=Money(snapshot.subtotal, snapshot.currency),
        delivery=writer.said(snapshot.delivery),
        payment_terms=writer.said(snapshot.payment_terms),
        accepted=(accepted := accepted_share(session, shared.revision_id)),
        state="accepted" if accepted else shared.state(today()),
        documents={one.kind: one for one in documents if one.ready and one.format == "pdf"},
    )
