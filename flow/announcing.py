"""What other systems can hear of by webhook, and who here hears when they do not."""

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from cpq.events import QuoteAccepted, QuoteApproved, QuoteSentBack, QuoteSubmitted
from deals.events import DealLost, DealOpened, DealWon, OrderBooked, StageChanged
from foundation import mail, webhooks
from foundation.events import Event
from foundation.language import Text, _
from foundation.webhooks.events import WebhookDisabled, WebhookFailing
from people.queries import holders_of
from people.roles import Role
from proposals.events import ProposalShared, ShareOpened
from signing.events import (
    EnvelopeCompleted,
    EnvelopeDeclined,
    EnvelopeExpired,
    EnvelopeSent,
    EnvelopeVoided,
    RecipientSigned,
)

TOLD: dict[type[Event], tuple[str, Text]] = {
    DealOpened: ("deal.opened", _("A deal was opened")),
    StageChanged: ("deal.stage_changed", _("A deal changed its stage")),
    DealWon: ("deal.won", _("A deal was won")),
    DealLost: ("deal.lost", _("A deal was lost")),
    QuoteSubmitted: ("quote.submitted", _("A quote was submitted")),
    QuoteApproved: ("quote.approved", _("A quote was approved")),
    QuoteSentBack: ("quote.sent_back", _("A quote was sent back")),
    QuoteAccepted: ("quote.accepted", _("The customer accepted a quote")),
    ProposalShared: ("proposal.shared", _("A proposal was shared with the customer")),
    ShareOpened: ("proposal.opened", _("The customer opened a proposal")),
    EnvelopeSent: ("envelope.sent", _("Documents were sent for signature")),
    RecipientSigned: ("envelope.signed", _("One person signed")),
    EnvelopeCompleted: ("envelope.completed", _("Everybody signed and it is sealed")),
    EnvelopeDeclined: ("envelope.declined", _("A signer declined")),
    EnvelopeVoided: ("envelope.voided", _("Documents sent for signature were withdrawn")),
    EnvelopeExpired: ("envelope.expired", _("The time to sign ran out")),
    OrderBooked: ("order.booked", _("An order is with finance")),
}

for kind, words in TOLD.values():
    webhooks.offer(kind, words)


def announce(session: Session, event: Event) -> None:
    """Tell other systems: the ids and plain values of the fact; details are read over the API."""
    kind, _words = TOLD[type(event)]
    webhooks.announce(session, kind, TypeAdapter(type(event)).dump_python(event, mode="json"))


def tell_administrators(session: Session, event: WebhookFailing | WebhookDisabled) -> None:
    """Mail everybody who can mend it."""
    off = isinstance(event, WebhookDisabled)
    for person in holders_of(session, Role.ADMIN):
        mail.post(
            session,
            to=person.address,
            template="webhook_disabled" if off else "webhook_failing",
            cause=f"{event.name}:{event.endpoint_id}:{event.since}",
            values={"address": event.url, "reason": event.reason, "endpoint_id": event.endpoint_id},
        )
