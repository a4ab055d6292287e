"""Envelopes for other systems: where they stand, their documents, withdrawing one.

Signers are never driven by the API: they act only through their own links.
"""

from apiflask import APIBlueprint
from flask import Response

from foundation.bodies import PROBLEMS, Amount
from foundation.db import found
from foundation.doors import page_of, session
from foundation.errors import Missing
from foundation.language import _
from foundation.numbers import clean_text
from people.current import person
from signing import actions, queries
from signing.bodies import (
    EnvelopeDocumentOut,
    EnvelopeDocumentsOut,
    EnvelopeOut,
    EnvelopesIn,
    EnvelopesOut,
    RecipientOut,
    VoidIn,
)
from signing.models import EnvelopeDocument
from signing.views.blueprint import handed_out
from signing.views.sending import note_taken, visitor_of_ours

api = APIBlueprint("signing_api", __name__, url_prefix="/api/v1", tag="Envelopes")


@api.get("/envelopes")
@api.input(EnvelopesIn, location="query", arg_name="wanted")
@api.output(EnvelopesOut)
@api.doc(responses=PROBLEMS)
def list_envelopes(wanted: EnvelopesIn) -> EnvelopesOut:
    """Return envelopes, newest first; of one deal or quote where asked."""
    query = queries.search(wanted.q, wanted.show, wanted.of)
    page = page_of(query, wanted.page)
    rows = [_out(status) for status in queries.statuses(session(), page.rows)]
    return EnvelopesOut(envelopes=rows, page=page.number, pages=page.pages, total=page.total)


@api.get("/envelopes/<envelope_id>")
@api.output(EnvelopeOut)
@api.doc(responses=PROBLEMS)
def get_envelope(envelope_id: str) -> EnvelopeOut:
    """Return where an envelope stands: who has signed, whom it waits for since when."""
    return _out(queries.status_of(session(), envelope_id))


@api.get("/envelopes/<envelope_id>/documents")
@api.output(EnvelopeDocumentsOut)
@api.doc(responses=PROBLEMS)
def get_envelope_documents(envelope_id: str) -> EnvelopeDocumentsOut:
    """Return the documents; when it is complete, the sealed one and its certificate too."""
    status = queries.status_of(session(), envelope_id)
    base = f"/api/v1/envelopes/{status.id}/documents"
    documents = [
        EnvelopeDocumentOut(
            id=row.id,
            kind=row.kind,
            title=row.title,
            sha256=row.sent_sha256 or row.sha256,
            href=f"{base}/{row.id}",
        )
        for row in queries.documents_of(session(), envelope_id)
    ]
    return EnvelopeDocumentsOut(documents=documents + _sealed(status, base))


@api.get("/envelopes/<envelope_id>/documents/<document_id>")
@api.doc(responses=PROBLEMS)
def get_envelope_document(envelope_id: str, document_id: str) -> Response:
    """Return one document as PDF; ``signed`` and ``certificate`` name the sealed ones."""
    status = queries.status_of(session(), envelope_id)
    sealed = {"signed": status.document, "certificate": status.certificate}
    if document_id in sealed:
        key = sealed[document_id]
        if key is None:
            raise Missing(_("The signed document is not ready yet."))
        note_taken(envelope_id, key)
        return handed_out(key, f"{status.number}-{document_id}.pdf")
    row = found(session(), EnvelopeDocument, document_id)
    if row.envelope_id != envelope_id:
        raise Missing(_("There is no such document."))
    return handed_out(row.sent_sha256 or row.sha256, f"{status.number}-{row.position}.pdf")


@api.post("/envelopes/<envelope_id>/void")
@api.input(VoidIn)
@api.output(EnvelopeOut)
@api.doc(responses={**PROBLEMS, 409: "It has ended, or everybody has signed"})
def void_envelope(envelope_id: str, json_data: VoidIn) -> EnvelopeOut:
    """Withdraw an envelope with a reason."""
    reason = clean_text(json_data.reason, _("Reason"), longest=1000, required=True, field="reason")
    actions.void(session(), envelope_id, reason, person())
    session().flush()
    return _out(queries.status_of(session(), envelope_id))


@api.post("/envelopes/<envelope_id>/recipients/<recipient_id>/resend")
@api.output(EnvelopeOut)
@api.doc(responses={**PROBLEMS, 409: "It is not their turn to sign"})
def resend_link(envelope_id: str, recipient_id: str) -> EnvelopeOut:
    """Send somebody a new link by mail; the old one stops working. The link is not shown here."""
    actions.resend(session(), envelope_id, recipient_id, by=visitor_of_ours())
    session().flush()
    return _out(queries.status_of(session(), envelope_id))


def _sealed(status: queries.EnvelopeStatus, base: str) -> list[EnvelopeDocumentOut]:
    names = {"signed": status.document, "certificate": status.certificate}
    return [
        EnvelopeDocumentOut(
            id=name, kind=name, title=status.title, sha256=key, href=f"{base}/{name}"
        )
        for name, key in names.items()
        if key is not None
    ]


def _out(status: queries.EnvelopeStatus) -> EnvelopeOut:
    money = Amount(amount=f"{status.amount.major}", currency=status.amount.currency)
    people = [
        RecipientOut(**{name: getattr(person, name) for name in RecipientOut.model_fields})
        for person in status.recipients
    ]
    return EnvelopeOut(
        id=status.id,
        deal_id=status.deal_id,
        subject=status.subject,
        number=status.number,
        title=status.title,
        status=status.status,
        amount=money,
        signed=status.signed,
        of=status.of,
        waiting_for=list(status.waiting_for),
        since=status.since,
        sent_at=status.sent_at,
        expires_at=status.expires_at,
        ended_at=status.ended_at,
        timestamp=status.timestamp,
        document_sha256=status.document,
        certificate_sha256=status.certificate,
        recipients=people,
    )
