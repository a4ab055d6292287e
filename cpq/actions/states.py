"""What becomes of a quote: submitted, approved, sent back, revised, accepted."""

from datetime import timedelta

from sqlalchemy.orm import Session

from cpq.actions.drafts import VALID_DAYS, draft_of, ids_of
from cpq.discounts.given import must_be_grounded
from cpq.events import (
    QuoteAccepted,
    QuoteApproved,
    QuoteOpened,
    QuoteSentBack,
    QuoteSubmitted,
    QuoteSuperseded,
)
from cpq.models import QuoteContent, QuoteLine, QuoteRevision, QuoteState
from cpq.proving import proof_of_draft
from cpq.repricing import reprice
from cpq.snapshot import draft_snapshot
from foundation.canonical import fingerprint
from foundation.db import found, today
from foundation.errors import Conflict, Refusal
from foundation.events import record
from foundation.language import _, text_from_json

COPIED = (
    *("quote_id", "number", "deal_id", "customer_id", "contact_id", "owner_id", "channel"),
    *("currency", "language", "subject", "delivery", "payment_terms", "notes"),
    *("document_discount", "quote_only"),
    *("campaign", "list_versions", "priced_at"),  # it keeps the prices of the old one
    *("leg_id", "leg_seq", "seller_id", "source_id", "source_mark", "registration_id"),
)
COPIED_OF_LINE = (
    *("position", "sku", "quantity", "choices", "bom", "complete", "discount", "reason"),
    *("uom", "model_version", "pattern", "manual_unit", "manual_net", "ignore_rules", "grounds"),
)


def submit_quote(session: Session, revision_id: str, *, by: str, seen: str = "") -> QuoteRevision:
    """Freeze a complete quote and ask for its release.

    ``seen`` is the total with tax, in minor units, that stood on the page it is submitted from.

    Raises:
        Conflict: it is no draft, or it comes to something else than what was seen.
        Refusal: it is empty or too late, or a line is not complete, priced or allowed.
    """
    revision = draft_of(session, revision_id)
    if seen and seen != str(revision.total):
        raise Conflict(
            _("The quote was changed in another window. Look at it as it is now, then submit it.")
        )
    reprice(session, revision, anew=True)
    _must_be_complete(revision)
    must_be_grounded(session, revision)
    proof = proof_of_draft(session, revision)
    known = {"price_proof_sha256": fingerprint(proof)}
    snapshot = draft_snapshot(session, revision).model_copy(update=known)
    session.add(
        QuoteContent(
            revision_id=revision.id,
            content_sha256=snapshot.fingerprint,
            snapshot=snapshot.model_dump(mode="json"),
            price_proof=proof,
        )
    )
    revision.submit(snapshot.fingerprint)
    session.flush()
    record(
        session, QuoteSubmitted(**ids_of(revision), content_sha256=revision.content_sha256, by=by)
    )
    return revision


def approve_quote(session: Session, revision_id: str, *, content_sha256: str) -> None:
    """Let exactly this content go to the customer.

    Raises:
        Conflict: it does not wait for approval, or its content is another one.
    """
    revision = found(session, QuoteRevision, revision_id, lock=True)
    revision.approve(content_sha256)
    session.flush()
    record(session, QuoteApproved(**ids_of(revision), content_sha256=content_sha256))


def send_back_quote(session: Session, revision_id: str, *, reason: str, by: str) -> None:
    """Return a quote to its rep with the approver's reason.

    Raises:
        Conflict: it does not wait for approval.
    """
    revision = found(session, QuoteRevision, revision_id, lock=True)
    revision.send_back(reason, by)
    session.flush()
    record(session, QuoteSentBack(**ids_of(revision), reason=reason, by=by))


def revise_quote(session: Session, revision_id: str, *, by: str) -> QuoteRevision:
    """Begin the next revision with the same lines; whatever stood on the old one ends.

    Raises:
        Conflict: it is a draft, or was replaced already.
    """
    old = found(session, QuoteRevision, revision_id, lock=True)
    if old.state is QuoteState.DRAFT:
        raise Conflict(_("Quote %(number)s is a draft: change it as it is.", number=old.number))
    old.supersede()
    new = _copy(old)
    session.add(new)
    session.flush()
    reprice(session, new)
    record(session, QuoteSuperseded(**ids_of(old)))
    record(session, QuoteOpened(**ids_of(new), by=by))
    return new


def accept_quote(
    session: Session, revision_id: str, *, content_sha256: str, accepted_by: str
) -> None:
    """Take note of the customer's yes. The same yes twice is the same as once.

    Raises:
        Conflict: it is not approved, over, replaced, or its content is another one.
    """
    revision = found(session, QuoteRevision, revision_id, lock=True)
    if revision.state is QuoteState.ACCEPTED and content_sha256 == revision.content_sha256:
        return
    revision.accept(content_sha256, accepted_by, today())
    session.flush()
    record(
        session,
        QuoteAccepted(
            **ids_of(revision),
            content_sha256=content_sha256,
            accepted_by=accepted_by,
            amount=revision.total,
            currency=revision.currency,
        ),
    )


def _must_be_complete(revision: QuoteRevision) -> None:
    if not revision.lines:
        raise Refusal(_("An empty quote cannot be submitted. Add a product first."))
    if revision.valid_until < today():
        raise Refusal(_("The quote's validity is over. Give it a later day."), field="valid_until")
    for line in revision.lines:
        if not line.complete:
            raise Refusal(
                _(
                    "Line %(n)s (%(sku)s) is not configured completely.",
                    n=line.position,
                    sku=line.sku,
                )
            )
        if line.refusal is not None:
            why = text_from_json(line.refusal)
            raise Refusal(_("Line %(n)s: %(why)s", n=line.position, why=why))


def _copy(old: QuoteRevision) -> QuoteRevision:
    revision = QuoteRevision(
        **{name: getattr(old, name) for name in COPIED},
        revision=old.revision + 1,
        issued_on=today(),
        valid_until=max(old.valid_until, today() + timedelta(days=VALID_DAYS)),
    )
    names = (*COPIED_OF_LINE, *(("price",) if old.leg_id else ()))  # a leg is priced in channels
    revision.lines = [
        QuoteLine(**{name: getattr(line, name) for name in names}) for line in old.lines
    ]
    return revision
