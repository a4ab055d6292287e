"""What a customer is shown of a share: the documents as pages, and the figures of the quote."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from cpq.attachments import Attachment
from cpq.catalog.papers.choosing import for_reader
from cpq.catalog.papers.kinds import PaperKind
from cpq.catalog.papers.queries import pages_of
from cpq.snapshot import snapshot_of
from foundation.db import found, today
from foundation.language import Text, speaking
from foundation.money import Money
from proposals.assemble import subject
from proposals.models import Proposal, Share
from proposals.queries import DocumentRow, accepted_share, documents_of_proposal
from proposals.wording import Writer


@dataclass(frozen=True)
class SharedPaper:
    """A paper that goes along; without ``views`` its pages are still being drawn."""

    title: str
    kind: Text
    pages: int
    sha256: str
    views: Sequence[str]
    texts: Sequence[str]


@dataclass(frozen=True)
class Offer:
    """A shared proposal and its quote. ``documents`` by kind, ``papers`` by fingerprint.

    ``package`` is the quote with its papers as one PDF, once it is made.
    """

    number: str
    subject: str
    customer: str
    total: Money
    tax: Money
    subtotal: Money
    whole_discount: Money
    delivery: str
    payment_terms: str
    documents: dict[str, DocumentRow]
    papers: dict[str, SharedPaper]
    package: DocumentRow | None
    accepted: Share | None
    state: str


def offer_of(session: Session, shared: Share) -> Offer:
    """Return what was shared, in the reader's words and the documents' own language."""
    proposal = found(session, Proposal, shared.proposal_id)
    snapshot = snapshot_of(session, shared.revision_id)
    made = {
        one.kind: one
        for one in documents_of_proposal(session, proposal)
        if one.ready and one.format == "pdf"
    }
    writer = Writer(snapshot.currency, speaking())
    return Offer(
        number=proposal.number,
        subject=subject(snapshot.public(), writer),
        customer=writer.said(snapshot.customer),
        total=snapshot.money,
        tax=Money(snapshot.tax_total, snapshot.currency),
        subtotal=Money(snapshot.subtotal, snapshot.currency),
        whole_discount=Money(-snapshot.document_discount, snapshot.currency),
        delivery=writer.said(snapshot.delivery),
        payment_terms=writer.said(snapshot.payment_terms),
        accepted=(accepted := accepted_share(session, shared.revision_id)),
        state="accepted" if accepted else shared.state(today()),
        package=made.pop("package", None),
        documents=made,
        papers=_papers(session, snapshot.attachments, writer),
    )


def _papers(
    session: Session, attachments: Sequence[Attachment], writer: Writer
) -> dict[str, SharedPaper]:
    """Return what goes along in the reader's language, by fingerprint."""
    pages = pages_of(session, [paper.sha256 for paper in attachments])
    return {
        paper.sha256: SharedPaper(
            writer.said(paper.title),
            PaperKind(paper.kind).label,
            paper.pages,
            paper.sha256,
            *(pages[paper.sha256].views, pages[paper.sha256].texts),
        )
        for paper in for_reader(attachments, writer.language)
    }
