"""The whole journey on one page: what happens, and what follows in which room.

    deal opened → quote opened → submitted → approval → approved → documents rendered
    → proposal made and shared → read → accepted (内示) → envelope sent (契約手続中)
    → opened and signed, one by one → sealed (受注) → order booked for finance

Every reaction runs in the transaction of the fact that caused it. What is slow (rendering, mail,
signing, webhooks) waits in the outbox, in the room that owns the fact.
"""

from sqlalchemy.orm import Session

import approvals.actions
import cpq.actions
import cpq.catalog.papers.jobs
import cpq.discounts.jobs
import cpq.importing.jobs
import cpq.listing.jobs
import cpq.queries
import cpq.quoting.jobs
import deals.actions
import deals.jobs
import foundation.webhooks.jobs
import proposals.actions
import proposals.jobs
import signing.actions
import signing.jobs
from approvals.events import (
    ApprovalGranted,
    ApprovalRejected,
    ApprovalRequested,
    ApprovalStepDecided,
)
from cpq.discounts.promises import note_ordered
from cpq.events import (
    QuoteAccepted,
    QuoteApproved,
    QuoteMarked,
    QuoteOpened,
    QuoteSentBack,
    QuoteSubmitted,
    QuoteSuperseded,
)
from flow import announcing, case, send
from flow.marks import follow_marks
from flow.story import note
from foundation.events import Event, on
from foundation.language import _
from foundation.webhooks.events import WebhookDisabled, WebhookFailing
from proposals.events import (
    AcceptanceGiven,
    DocumentFailed,
    DocumentRendered,
    ProposalMade,
    ProposalShared,
    ShareOpened,
)
from signing.events import (
    EnvelopeCompleted,
    EnvelopeDeclined,
    EnvelopeExpired,
    EnvelopeSent,
    EnvelopeVoided,
    RecipientOpened,
    RecipientSigned,
)

AT_WORK = (
    foundation.webhooks.jobs,
    cpq.discounts.jobs,
    deals.jobs,
    proposals.jobs,
    signing.jobs,
)  # they hear


# A quote and its approval


@on(QuoteOpened)
def a_quote_was_opened(session: Session, event: QuoteOpened) -> None:
    """The deal's story begins its next chapter."""
    note(session, event, "quote.opened", event.revision_id)
    follow_marks(session, event.deal_id)


@on(QuoteMarked)
def a_quote_was_marked(session: Session, event: QuoteMarked) -> None:
    """A deal with nothing but quotes for comparison (相見積り) counts in no forecast."""
    follow_marks(session, event.deal_id)


@on(QuoteSubmitted)
def a_quote_asks_to_leave(session: Session, event: QuoteSubmitted) -> None:
    """The policy decides who must agree; nobody may be needed."""
    note(session, event, "quote.submitted", event.revision_id)
    case.ask_for_approval(session, event)


@on(ApprovalRequested)
def somebody_must_agree(session: Session, event: ApprovalRequested) -> None:
    """The deal waits for approvers."""
    note(session, event, "approval.requested", event.subject)


@on(ApprovalStepDecided)
def an_approver_decided(session: Session, event: ApprovalStepDecided) -> None:
    """One step is done."""
    note(session, event, "approval.decided", event.subject, mark=event.role)


@on(ApprovalGranted)
def everybody_agreed(session: Session, event: ApprovalGranted) -> None:
    """An approved quote may leave the house."""
    cpq.actions.approve_quote(session, event.subject, content_sha256=event.content_sha256)


@on(ApprovalRejected)
def somebody_said_no(session: Session, event: ApprovalRejected) -> None:
    """The quote goes back to the rep with the reason."""
    cpq.actions.send_back_quote(session, event.subject, reason=event.reason, by=event.by)


@on(QuoteSentBack)
def a_quote_came_back(session: Session, event: QuoteSentBack) -> None:
    """The deal's story tells why."""
    note(session, event, "quote.sent_back", event.revision_id)


@on(QuoteApproved)
def a_quote_may_leave(session: Session, event: QuoteApproved) -> None:
    """Its document is made at once, so that it is there when somebody asks."""
    note(session, event, "quote.approved", event.revision_id)
    send.prepare_quote_document(session, event.revision_id)


@on(QuoteSuperseded)
def a_quote_was_replaced(session: Session, event: QuoteSuperseded) -> None:
    """Nothing that stood on the old revision may go on."""
    note(session, event, "quote.superseded", event.revision_id)
    approvals.actions.supersede(session, event.revision_id)
    proposals.actions.withdraw_shares(session, event.revision_id)
    reason = _("Quote %(number)s was replaced by a new revision.", number=event.number)
    signing.actions.void_for_subject(session, event.revision_id, reason)


# A proposal, read and accepted


@on(ProposalMade)
def a_proposal_was_made(session: Session, event: ProposalMade) -> None:
    """The deal's story shows it."""
    note(session, event, "proposal.made", event.proposal_id)


@on(ProposalShared)
def a_proposal_was_shared(session: Session, event: ProposalShared) -> None:
    """The customer has something to consider (顧客検討中)."""
    note(session, event, "proposal.sent", event.revision_id, mark=event.share_id)


@on(ShareOpened)
def the_customer_reads(session: Session, event: ShareOpened) -> None:
    """The customer opened what was shared."""
    note(session, event, "proposal.viewed", event.revision_id, mark=event.share_id)


@on(AcceptanceGiven)
def the_customer_accepts(session: Session, event: AcceptanceGiven) -> None:
    """The quote itself decides whether it can still be accepted."""
    cpq.actions.accept_quote(
        session, event.revision_id, content_sha256=event.content_sha256, accepted_by=event.by
    )


@on(QuoteAccepted)
def a_quote_was_accepted(session: Session, event: QuoteAccepted) -> None:
    """A verbal award (内示): the deal is worth what was accepted, and promises begin to count."""
    note(session, event, "quote.accepted", event.revision_id)
    note_ordered(session, event.revision_id)
    if cpq.queries.revision_row(session, event.revision_id).seller_id:
        return  # on a leg between two other companies nothing is sold by us
    deals.actions.take_amount(session, event.deal_id, amount=event.amount, currency=event.currency)


# An envelope, signed and sealed


@on(DocumentRendered)
def a_document_is_ready(session: Session, event: DocumentRendered) -> None:
    """An order form made for an envelope goes into it."""
    if event.purpose:
        send.put_into_envelope(session, event)


@on(DocumentFailed)
def a_document_could_not_be_made(session: Session, event: DocumentFailed) -> None:
    """An envelope that waits for it ends, and the sender is told."""
    if event.purpose:
        send.give_up_envelope(session, event)


@on(EnvelopeSent)
def an_envelope_is_on_its_way(session: Session, event: EnvelopeSent) -> None:
    """The contract is being signed (契約手続中)."""
    note(session, event, "envelope.sent", event.envelope_id)


@on(RecipientOpened)
def a_signer_opened(session: Session, event: RecipientOpened) -> None:
    """The deal's story shows who has opened."""
    note(session, event, "envelope.opened", event.envelope_id, mark=event.recipient_id)


@on(RecipientSigned)
def a_signer_signed(session: Session, event: RecipientSigned) -> None:
    """The deal's story shows who has signed."""
    note(session, event, "envelope.signed", event.envelope_id, mark=event.recipient_id)


@on(EnvelopeDeclined)
def a_signer_declined(session: Session, event: EnvelopeDeclined) -> None:
    """The deal keeps its place; the story tells the reason."""
    note(session, event, "envelope.declined", event.envelope_id)


@on(EnvelopeVoided)
def an_envelope_was_withdrawn(session: Session, event: EnvelopeVoided) -> None:
    """The deal keeps its place; the story tells the reason."""
    note(session, event, "envelope.voided", event.envelope_id)


@on(EnvelopeExpired)
def an_envelope_ran_out(session: Session, event: EnvelopeExpired) -> None:
    """The deal keeps its place; somebody has to act."""
    note(session, event, "envelope.expired", event.envelope_id)


@on(EnvelopeCompleted)
def everybody_signed_and_it_is_sealed(session: Session, event: EnvelopeCompleted) -> None:
    """The deal is won (受注), and finance receives the order."""
    note(session, event, "envelope.completed", event.envelope_id)
    send.book_order(session, event)
    note_ordered(session, event.subject, signed=True)


# Beyond the house


@on(*announcing.TOLD)
def other_systems_hear(session: Session, event: Event) -> None:
    """Whoever listens is told by webhook; ``announcing`` says of what, and in which words."""
    announcing.announce(session, event)


@on(WebhookFailing)
def an_endpoint_does_not_answer(session: Session, event: WebhookFailing) -> None:
    """Administrators can mend it."""
    announcing.tell_administrators(session, event)


@on(WebhookDisabled)
def an_endpoint_was_switched_off(session: Session, event: WebhookDisabled) -> None:
    """Administrators can switch it on again."""
    announcing.tell_administrators(session, event)
