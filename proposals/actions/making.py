"""Making a proposal from an approved quote."""

from sqlalchemy.orm import Session

from cpq.channels.papers import must_get
from cpq.queries import revision_row
from cpq.snapshot import snapshot_of
from foundation.errors import Conflict, Refusal
from foundation.events import record
from foundation.language import LANGUAGES, Text, _
from proposals.actions.documents import prepare_document
from proposals.assemble import Material
from proposals.blocks import Kind
from proposals.events import ProposalMade
from proposals.gaps import gaps
from proposals.gathering import gathered
from proposals.models import Proposal


def make_proposal(session: Session, revision_id: str, *, language: str, by: str) -> Proposal:
    """Make a proposal with its quote, both as PDF and Word. ``by`` is who makes it.

    Raises:
        Conflict: the quote is not approved, or its leg gets no proposal.
        Refusal: something is missing that a proposal cannot do without.
    """
    if language not in LANGUAGES:
        raise Refusal(_("Please choose Japanese or English."), field="language")
    must_get(session, revision_id, "proposal")
    row = revision_row(session, revision_id)
    if not row.released:
        raise Conflict(
            _("Quote %(number)s is not approved, so nothing can be made of it.", number=row.number)
        )
    material = gathered(session, revision_id, language)
    _must_be_complete(material)
    snapshot = snapshot_of(session, revision_id)
    proposal = Proposal(
        revision_id=revision_id,
        deal_id=snapshot.deal_id,
        customer_id=snapshot.customer_id,
        contact_id=snapshot.contact_id,
        number=snapshot.number,
        language=language,
        content_sha256=snapshot.fingerprint,
        pinned=used_versions(material),
        made_by=by,
    )
    session.add(proposal)
    session.flush()
    _have_documents_made(session, proposal, together=bool(snapshot.attachments))
    told = {"revision_id": revision_id, "deal_id": proposal.deal_id, "number": proposal.number}
    record(session, ProposalMade(proposal_id=proposal.id, by=by, **told))
    return proposal


def used_versions(material: Material) -> list[str]:
    """Return the versions of the blocks that this proposal shows."""
    skus = {line["sku"] for line in material.snapshot["lines"]}
    fitting = {Kind.PRODUCT: skus, Kind.CASE_STUDY: {material.industry, ""}}
    return [
        block.version_id for block in material.blocks if block.key in fitting.get(block.kind, {""})
    ]


def _must_be_complete(material: Material) -> None:
    missing = [gap.text for gap in gaps("proposal", material) if gap.needed]
    if not missing:
        return
    first: Text = missing[0]
    if len(missing) == 1:
        raise Refusal(_("Something is missing: %(first)s", first=first))
    raise Refusal(_("%(n)s things are missing, the first: %(first)s", n=len(missing), first=first))


def _have_documents_made(session: Session, proposal: Proposal, *, together: bool) -> None:
    for form in ("pdf", "docx"):
        prepare_document(
            session,
            kind="proposal",
            revision_id=proposal.revision_id,
            language=proposal.language,
            format=form,
            proposal_id=proposal.id,
            pinned=proposal.pinned,
        )
        prepare_document(
            session,
            kind="quote",
            revision_id=proposal.revision_id,
            language=proposal.language,
            format=form,
        )
    if together:
        prepare_document(
            session,
            kind="package",
            revision_id=proposal.revision_id,
            language=proposal.language,
            format="pdf",
        )
