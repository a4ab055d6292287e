"""Sending an envelope: collect what was approved, check it once more, hand it to signing.

Nothing leaves whose content is not the approved content: the fingerprint of the revision, of every
rendered document and of the envelope are the same, and the signing room checks it once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import deals.actions
from sqlalchemy.orm import Session

import cpq.queries
import proposals.actions
import proposals.queries
import signing.actions
from cpq.snapshot import QuoteSnapshot, snapshot_of
from customers.queries import contact_card, customer_card
from foundation.errors import Conflict, Refusal
from foundation.language import _
from foundation.money import Money
from foundation.settings import settings
from people.queries import PersonCard, person_card
from proposals.events import DocumentRendered
from signing.actions import NewRecipient, ReadDocument
from signing.events import EnvelopeCompleted

SENDABLE = {"approved", "accepted"}
TITLES = {
    "quote": {"ja": "見積書", "en": "Quotation"},
    "proposal": {"ja": "提案書", "en": "Proposal"},
    "order_form": {"ja": "注文書", "en": "Order Form"},
}


@dataclass(frozen=True)
class Parties:
    """Who signs in which order, and who gets a copy. Ids of contacts and of a person of ours."""

    signers: Sequence[str]
    countersigner: str
    copies: Sequence[str] = ()


def send_envelope(session: Session, revision_id: str, parties: Parties, sender: PersonCard) -> str:
    """Begin an envelope for an approved quote and return its id; the order form is made next."""
    snapshot = sendable(session, revision_id)
    envelope = signing.actions.prepare_envelope(
        session,
        deal_id=snapshot.deal_id,
        subject=revision_id,
        number=snapshot.number,
        title={lang: f"{TITLES['order_form'][lang]} {snapshot.number}" for lang in ("ja", "en")},
        content_sha256=snapshot.fingerprint,
        amount=snapshot.total,
        currency=snapshot.currency,
        expires_at=end_of(snapshot.valid_until),
        sender=sender,
        read=_to_read(session, snapshot),
        recipients=_recipients(session, snapshot, parties),
    )
    proposals.actions.prepare_document(
        session,
        kind="order_form",
        revision_id=revision_id,
        language=snapshot.language,
        format="pdf",
        purpose=envelope.id,
        signers=signing.actions.signers_of(session, envelope.id),
    )
    return envelope.id


def sendable(session: Session, revision_id: str) -> QuoteSnapshot:
    """Return what was approved, or say why it cannot be sent."""
    row = cpq.queries.revision_row(session, revision_id)
    if row.state not in SENDABLE:
        raise Conflict(
            _("Quote %(number)s is not approved, so it cannot be sent to sign.", number=row.number)
        )
    snapshot = snapshot_of(session, revision_id)
    if snapshot.fingerprint != row.content_sha256:
        raise Conflict(
            _("Quote %(number)s is not what was approved. Please revise it.", number=row.number)
        )
    return snapshot


def put_into_envelope(session: Session, event: DocumentRendered) -> None:
    """Give the rendered order form to the envelope it was made for."""
    row = cpq.queries.revision_row(session, event.revision_id)
    made = proposals.queries.document_row(session, event.document_id)
    if made.content_sha256 != row.content_sha256:
        raise Conflict(_("The order form is not what was approved. Please send it again."))
    signing.actions.add_document_to_sign(
        session, event.purpose, title=TITLES["order_form"], blob=event.blob, anchors=made.anchors
    )


def prepare_quote_document(session: Session, revision_id: str) -> None:
    """Have the approved quote rendered in its language."""
    language = snapshot_of(session, revision_id).language
    for form in ("pdf", "docx"):
        proposals.actions.prepare_document(
            session, kind="quote", revision_id=revision_id, language=language, format=form
        )


def book_order(session: Session, event: EnvelopeCompleted) -> None:
    """Give finance the signed order, as a document and as data."""
    snapshot = snapshot_of(session, event.subject)
    if snapshot.fingerprint != event.content_sha256:
        raise Conflict(_("What was signed is not what was approved."))
    deals.actions.book_order(
        session,
        deal_id=event.deal_id,
        envelope_id=event.envelope_id,
        number=event.number,
        document=event.document,
        certificate=event.certificate,
        snapshot=snapshot.public(),
    )


def end_of(day: str) -> datetime:
    """Return the last moment of a day in the installation's time zone."""
    last = datetime.combine(datetime.fromisoformat(day).date() + timedelta(days=1), time())
    return last.replace(tzinfo=ZoneInfo(settings().timezone))


def _to_read(session: Session, snapshot: QuoteSnapshot) -> list[ReadDocument]:
    """Return the rendered quote and the newest proposal of this revision, if they are ready."""
    ready: dict[str, ReadDocument] = {}
    for row in proposals.queries.documents_of(session, snapshot.revision_id):
        same = row.content_sha256 == snapshot.fingerprint
        if row.kind in ("quote", "proposal") and row.format == "pdf" and same and row.blob:
            ready[row.kind] = ReadDocument(title=TITLES[row.kind], blob=row.blob)
    if "quote" not in ready:
        raise Conflict(
            _("The quote's document is still being made. Please try again in a few seconds.")
        )
    return [ready[kind] for kind in ("quote", "proposal") if kind in ready]


def _recipients(session: Session, snapshot: QuoteSnapshot, parties: Parties) -> list[NewRecipient]:
    if not parties.signers:
        raise Refusal(_("Please choose who signs for the customer."), field="signer_1")
    if len(set(parties.signers)) != len(parties.signers):
        raise Refusal(_("The same person cannot sign twice."), field="signer_2")
    signers = [
        _contact(session, snapshot, key, role="signer", stage=stage)
        for stage, key in enumerate(parties.signers, start=1)
    ]
    ours = _countersigner(session, parties.countersigner, stage=len(signers) + 1)
    copies = [
        _contact(session, snapshot, key, role="cc", stage=0)
        for key in parties.copies
        if key not in parties.signers
    ]
    return [*signers, ours, *copies]


def _contact(
    session: Session, snapshot: QuoteSnapshot, contact_id: str, *, role: str, stage: int
) -> NewRecipient:
    contact = contact_card(session, contact_id)
    if contact.customer_id != snapshot.customer_id:
        raise Refusal(_("%(name)s does not belong to this customer.", name=contact.name))
    company = customer_card(session, contact.customer_id)
    english = contact.language == "en"
    return NewRecipient(
        role=role,
        stage=stage,
        name=contact.name_en if english and contact.name_en else contact.name,
        company=company.name_en if english and company.name_en else company.name,
        title=contact.title,
        email=contact.email,
        language=contact.language,
    )


def _countersigner(session: Session, person_id: str, *, stage: int) -> NewRecipient:
    if not person_id:
        raise Refusal(_("Please choose who signs for our company."), field="countersigner")
    person = person_card(session, person_id)
    return NewRecipient(
        role="countersigner",
        stage=stage,
        name=person.called(person.language),
        company=proposals.queries.company(session).called(person.language),
        title=person.title_en if person.language == "en" else person.title,
        email=person.email,
        language=person.language,
    )


def worth(snapshot: QuoteSnapshot) -> Money:
    """Return what the customer pays, tax included."""
    return Money(snapshot.total, snapshot.currency)
