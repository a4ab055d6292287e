"""Sending an envelope: collect what was approved, check it once more, hand it to signing.

Nothing leaves whose content is not the approved content: the fingerprint of the revision, of every
rendered document and of the envelope are the same, and the signing room checks it once more.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

import cpq.queries
import deals.actions
import proposals.actions
import proposals.queries
import signing.actions
import signing.queries
from cpq.catalog.papers.choosing import for_reader
from cpq.channels.papers import must_get
from cpq.snapshot import QuoteSnapshot, snapshot_of
from flow.parties import Parties, recipients
from foundation.errors import Conflict
from foundation.language import LANGUAGES, _
from foundation.settings import settings
from people.queries import PersonCard
from proposals.events import DocumentFailed, DocumentRendered
from proposals.queries import DocumentRow
from signing.actions import ReadDocument
from signing.events import EnvelopeCompleted

TITLES = {
    "quote": {"ja": "見積書", "en": "Quotation"},
    "proposal": {"ja": "提案書", "en": "Proposal"},
    "order_form": {"ja": "注文書", "en": "Order Form"},
}


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
        language=snapshot.language,
        expires_at=end_of(snapshot.valid_until),
        sender=sender,
        read=_to_read(session, snapshot),
        recipients=recipients(session, snapshot, parties),
        company=_our_names(session),
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
    """Return what was approved, or say why it cannot be sent.

    Raises:
        Conflict: it is not approved, not ours to sign, or not what was approved.
    """
    row = cpq.queries.revision_row(session, revision_id)
    if not row.released:
        raise Conflict(
            _("Quote %(number)s is not approved, so it cannot be sent to sign.", number=row.number)
        )
    if row.seller_id:
        raise Conflict(
            _(
                "Quote %(number)s is between two other companies: they sign it themselves.",
                number=row.number,
            )
        )
    must_get(session, revision_id, "order_form")
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


def give_up_envelope(session: Session, event: DocumentFailed) -> None:
    """An envelope whose order form cannot be made ends, and its sender is told why."""
    why = proposals.queries.document_row(session, event.document_id).error
    reason = _("The order form could not be made.")
    if why is not None:
        reason = _("The order form could not be made: %(why)s", why=why)
    signing.actions.fail_preparation(session, event.purpose, reason)


def prepare_quote_document(session: Session, revision_id: str) -> None:
    """Have the approved quote rendered in its language, and bound with what goes along."""
    snapshot = snapshot_of(session, revision_id)
    forms = [("quote", "pdf"), ("quote", "docx")]
    forms += [("package", "pdf")] if snapshot.attachments else []
    for kind, form in forms:
        proposals.actions.prepare_document(
            session, kind=kind, revision_id=revision_id, language=snapshot.language, format=form
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
        signers=_who_signed(session, event.envelope_id),
    )


def _who_signed(session: Session, envelope_id: str) -> list[dict[str, str]]:
    """Return whoever signed, in order, as finance reads it."""
    return [
        {
            "name": one.name,
            "company": one.company,
            "role": one.role,
            "signed_at": one.signed_at.isoformat(),
        }
        for one in signing.queries.status_of(session, envelope_id).recipients
        if one.signed_at
    ]


def end_of(day: str) -> datetime:
    """Return the last moment of a day in the installation's time zone."""
    last = datetime.combine(datetime.fromisoformat(day).date() + timedelta(days=1), time())
    return last.replace(tzinfo=ZoneInfo(settings().timezone))


def readable(session: Session, snapshot: QuoteSnapshot) -> dict[str, DocumentRow]:
    """Return the newest PDF of the quote, and of its proposal, made of exactly this content.

    The quote is in its own language; the proposal in whichever it was made last.
    """
    newest: dict[str, DocumentRow] = {}
    for row in proposals.queries.documents_of(session, snapshot.revision_id):
        spoken = row.kind == "proposal" or row.language == snapshot.language
        same = row.content_sha256 == snapshot.fingerprint and row.format == "pdf"
        if row.kind in ("quote", "proposal") and same and spoken and not row.purpose:
            newest[row.kind] = row
    return newest


def _to_read(session: Session, snapshot: QuoteSnapshot) -> list[ReadDocument]:
    """Return what goes along to be read; the quote must be there, the proposal may."""
    newest = readable(session, snapshot)
    quote = newest.get("quote")
    if quote is not None and quote.at_work:
        raise Conflict(
            _("The quote's document is still being made. Please try again in a few seconds.")
        )
    if quote is None or not quote.ready:
        raise Conflict(_("The quote's document is missing. Make it on the quote's page first."))
    documents = [
        ReadDocument(title=TITLES[kind], blob=newest[kind].blob)
        for kind in ("quote", "proposal")
        if kind in newest and newest[kind].ready
    ]
    papers = for_reader(snapshot.attachments, snapshot.language)
    return documents + [ReadDocument(title=paper.title, blob=paper.sha256) for paper in papers]


def _our_names(session: Session) -> dict[str, str]:
    ours = proposals.queries.company(session)
    return {language: ours.called(language) for language in LANGUAGES}
