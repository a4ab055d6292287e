"""Proposals and documents for other systems. The customer's yes is never driven by the API."""

from apiflask import APIBlueprint
from flask import Response

from cpq.queries import revision_row
from foundation.bodies import PROBLEMS, REFUSED
from foundation.db import today
from foundation.doors import session
from foundation.errors import Missing
from foundation.handing import handed_out
from foundation.language import _, say
from people.current import person
from proposals import actions, queries
from proposals.bodies import (
    DocumentIn,
    DocumentOut,
    DocumentsOut,
    GapOut,
    GapsOut,
    LanguageIn,
    ProposalOut,
    ProposalsOut,
    ShareIn,
    ShareOut,
)
from proposals.gaps import gaps
from proposals.gathering import gathered
from proposals.models import Proposal, Share
from proposals.naming import MEDIA_TYPES, file_name

proposals_api = APIBlueprint("proposals_api", __name__, url_prefix="/api/v1", tag="Proposals")


@proposals_api.get("/quotes/<revision_id>/proposals/gaps")
@proposals_api.input(LanguageIn, location="query")
@proposals_api.output(GapsOut)
@proposals_api.doc(responses=REFUSED)
def list_gaps(revision_id: str, query_data: LanguageIn) -> GapsOut:
    """List what a proposal needs and does not find, before anything is made."""
    language = query_data.language or revision_row(session(), revision_id).language
    missing = gaps("proposal", gathered(session(), revision_id, language))
    rows = [
        GapOut(text=say(gap.text), needed=gap.needed, place=gap.place, kind=gap.kind, key=gap.key)
        for gap in missing
    ]
    return GapsOut(language=language, gaps=rows)


@proposals_api.get("/quotes/<revision_id>/proposals")
@proposals_api.output(ProposalsOut)
@proposals_api.doc(responses=PROBLEMS)
def list_proposals(revision_id: str) -> ProposalsOut:
    """List the proposals made of a quote."""
    revision_row(session(), revision_id)
    made = queries.proposals_of(session(), revision_id)
    return ProposalsOut(proposals=[_proposal(one) for one in made])


@proposals_api.post("/quotes/<revision_id>/proposals")
@proposals_api.input(LanguageIn)
@proposals_api.output(ProposalOut, status_code=201)
@proposals_api.doc(responses=REFUSED)
def make_proposal(revision_id: str, json_data: LanguageIn) -> ProposalOut:
    """Make a proposal of an approved quote; its documents are made by a worker."""
    language = json_data.language or revision_row(session(), revision_id).language
    made = actions.make_proposal(session(), revision_id, language=language, by=person().name)
    session().flush()
    return _proposal(made)


@proposals_api.get("/proposals/<proposal_id>")
@proposals_api.output(ProposalOut)
@proposals_api.doc(responses=PROBLEMS)
def get_proposal(proposal_id: str) -> ProposalOut:
    """Return a proposal: how far its documents are, and who has read and accepted it."""
    return _proposal(queries.proposal_of(session(), proposal_id))


@proposals_api.post("/proposals/<proposal_id>/shares")
@proposals_api.input(ShareIn)
@proposals_api.output(ShareOut, status_code=201)
@proposals_api.doc(responses=REFUSED)
def share_proposal(proposal_id: str, json_data: ShareIn) -> ShareOut:
    """Send a contact of the customer the link to read the proposal and accept the quote."""
    shared = actions.share(
        session(),
        proposal_id,
        contact_id=json_data.contact_id,
        message=json_data.message,
        by=person(),
    )
    return _share(shared)


@proposals_api.post("/proposals/<proposal_id>/shares/<share_id>/withdraw")
@proposals_api.output(ShareOut)
@proposals_api.doc(responses=REFUSED)
def withdraw_share(proposal_id: str, share_id: str) -> ShareOut:
    """Take a link back that has not been accepted."""
    if queries.share_of(session(), share_id).proposal_id != proposal_id:
        raise Missing(_("There is nothing under %(key)s. The link may be old.", key=share_id))
    return _share(actions.withdraw_share(session(), share_id, by=person().name))


@proposals_api.get("/quotes/<revision_id>/documents")
@proposals_api.output(DocumentsOut)
@proposals_api.doc(responses=REFUSED)
def list_documents(revision_id: str) -> DocumentsOut:
    """List the documents of a quote as it stands now."""
    known = queries.quote_documents(session(), revision_id).values()
    return DocumentsOut(documents=[_document(one) for one in known])


@proposals_api.post("/quotes/<revision_id>/documents")
@proposals_api.input(DocumentIn)
@proposals_api.output(DocumentOut, status_code=202)
@proposals_api.doc(responses=REFUSED)
def make_document(revision_id: str, json_data: DocumentIn) -> DocumentOut:
    """Have the quote made as PDF or Word; asking twice gives the same document."""
    if json_data.kind == "order_form":
        order_form = actions.prepare_order_form(session(), revision_id, json_data.language)
        return _document(queries.document_row(session(), order_form.id))
    made = actions.prepare_document(
        session(),
        kind=json_data.kind,
        revision_id=revision_id,
        language=json_data.language,
        format=json_data.format,
    )
    return _document(queries.document_row(session(), made.id))


@proposals_api.get("/documents/<document_id>")
@proposals_api.output(DocumentOut)
@proposals_api.doc(responses=PROBLEMS)
def get_document(document_id: str) -> DocumentOut:
    """Return how far a document is."""
    return _document(queries.document_row(session(), document_id))


@proposals_api.get("/documents/<document_id>/file")
@proposals_api.doc(responses=PROBLEMS)
def get_document_file(document_id: str) -> Response:
    """Return the PDF or Word file."""
    document = queries.document_row(session(), document_id)
    if not document.ready:
        raise Missing(_("This document is not ready yet."))
    return handed_out(document.blob, file_name(document), MEDIA_TYPES[document.format])


def _proposal(row: Proposal) -> ProposalOut:
    documents = queries.documents_of_proposal(session(), row)
    return ProposalOut(
        **{name: getattr(row, name) for name in ProposalOut.model_fields if hasattr(row, name)},
        documents=[_document(one) for one in documents],
        shares=[_share(one) for one in queries.shares_of(session(), row.id)],
    )


def _document(row: queries.DocumentRow) -> DocumentOut:
    same = ("id", "kind", "format", "language", "number", "pages", "content_sha256", "ready_at")
    return DocumentOut(
        **{name: getattr(row, name) for name in same},
        state=row.state.value,
        error=say(row.error) if row.error else "",
        href=f"/api/v1/documents/{row.id}/file",
    )


def _share(row: Share) -> ShareOut:
    same = ("id", "name", "email", "shared_at", "opened_at", "accepted_at", "accepted_by")
    return ShareOut(
        **{name: getattr(row, name) for name in same},
        state=row.state(today()),
        valid_until=row.valid_until.isoformat(),
    )
