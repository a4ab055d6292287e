"""Having documents made."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.channels.papers import must_get
from cpq.queries import revision_row
from cpq.snapshot import QuoteSnapshot, snapshot_of
from customers.queries import contact_card, customer_card
from foundation.db import found
from foundation.errors import Conflict, Refusal
from foundation.events import record
from foundation.language import LANGUAGES, _
from proposals.events import DocumentRequested
from proposals.models import Document, DocumentState

KINDS = {"quote", "order_form", "proposal", "package"}
FORMATS = {"pdf", "docx"}
UNBROKEN = Document.state != DocumentState.FAILED


def prepare_document(
    session: Session,
    *,
    kind: str,
    revision_id: str,
    language: str,
    format: str,  # noqa: A002  (the word people use for PDF or Word)
    purpose: str = "",
    signers: Sequence[Mapping[str, Any]] = (),
    proposal_id: str = "",
    pinned: Sequence[str] = (),
) -> Document:
    """Ask for a document and return its row; a worker makes it.

    Asking twice for the same content gives the same document. An order form is made of an
    approved revision only; a quote of any, so that it can be looked at beforehand. A ``package``
    is the quote's PDF with what goes along; its quote is asked for with it.
    """
    snapshot = _checked(session, kind, revision_id, language, format)
    if kind == "package":
        _quote_of_package(session, snapshot, language, format)
    same: dict[str, Any] = {"kind": kind, "format": format, "language": language}
    same |= {"revision_id": revision_id, "content_sha256": snapshot.fingerprint}
    same |= {"purpose": purpose, "proposal_id": proposal_id}
    if document := session.scalars(select(Document).filter_by(**same).where(UNBROKEN)).first():
        return document
    of_quote: dict[str, Any] = {"deal_id": snapshot.deal_id, "number": _numbered(snapshot)}
    people = [dict(one) for one in signers]
    document = Document(**same, **of_quote, signers=people, pinned=list(pinned))
    session.add(document)
    session.flush()
    record(session, DocumentRequested(document_id=document.id))
    return document


def prepare_order_form(session: Session, revision_id: str, language: str) -> Document:
    """Ask for the order form of a leg between two other companies, who sign it themselves.

    Raises:
        Conflict: we sell on it, and have it signed; or the leg gets none.
    """
    snapshot = snapshot_of(session, revision_id)
    if not snapshot.seller_id:
        raise Conflict(_("The order form is made when the quote is sent to sign."))
    buyer = customer_card(session, snapshot.customer_id)
    contact = contact_card(session, snapshot.contact_id)
    signer = {
        "position": 1,
        "name": contact.called(language),
        "company": buyer.called(language),
    }
    return prepare_document(
        session,
        kind="order_form",
        revision_id=revision_id,
        language=language,
        format="pdf",
        signers=[signer],
    )


def make_again(session: Session, document_id: str) -> Document:
    """Have a document made again that could not be made."""
    document = found(session, Document, document_id, lock=True)
    document.start_over()
    record(session, DocumentRequested(document_id=document.id))
    return document


def _checked(
    session: Session, kind: str, revision_id: str, language: str, form: str
) -> QuoteSnapshot:
    """Return the content a document would be made of, or say why there can be none."""
    if kind not in KINDS or form not in FORMATS:
        raise Refusal(_("There is no such document."))
    if language not in LANGUAGES:
        raise Refusal(_("Please choose Japanese or English."), field="language")
    must_get(session, revision_id, kind)
    row = revision_row(session, revision_id)
    if kind == "order_form" and not row.released:
        raise Conflict(
            _("Quote %(number)s is not approved, so nothing can be made of it.", number=row.number)
        )
    return snapshot_of(session, revision_id)


def _quote_of_package(session: Session, snapshot: QuoteSnapshot, language: str, form: str) -> None:
    if form != "pdf":
        raise Refusal(_("A package is one PDF."), field="format")
    if not snapshot.attachments:
        raise Refusal(_("No document goes along with this quote: its PDF is all there is."))
    prepare_document(
        session, kind="quote", revision_id=snapshot.revision_id, language=language, format=form
    )


def _numbered(snapshot: QuoteSnapshot) -> str:
    """Return the number a file is named after."""
    return snapshot.number if snapshot.revision <= 1 else f"{snapshot.number}-{snapshot.revision}"
