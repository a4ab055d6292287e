"""Makes the documents that were asked for: look first, render without a transaction, write down."""

from dataclasses import dataclass, field, replace
from typing import Any

import structlog

from foundation.db import found, reading, transaction
from foundation.errors import Refusal
from foundation.events import later, record
from foundation.language import Text, _
from foundation.outbox import NotYet
from foundation.rendering import (
    Anchor,
    NotRendered,
    PageView,
    page_views,
    render_docx,
    render_pdf,
)
from foundation.rendering.reasons import said
from foundation.storage import store
from proposals.assemble import context_of
from proposals.events import DocumentFailed, DocumentRendered, DocumentRequested
from proposals.gaps import gaps
from proposals.gathering import gathered, with_pictures
from proposals.models import Document, DocumentState
from proposals.packing import PACKAGE, Package, bound, package_of, waits

log = structlog.get_logger()

TRIES = 3
AGAIN_AFTER = 10.0  # seconds
LOOK_AFTER = 2.0  # seconds, for the quote that a package begins with
PASSING = {"crashed", "too_long"}  # a busy or failing machine; worth another try


@dataclass(frozen=True)
class Job:
    """What there is to do."""

    id: str
    kind: str
    format: str
    language: str
    tries: int
    context: dict[str, Any] = field(default_factory=dict)
    package: Package | None = None


@dataclass(frozen=True)
class Made:
    """What was made of it."""

    content: bytes
    pages: int = 0
    anchors: dict[str, Anchor] | None = None
    views: tuple[PageView, ...] = ()


@later(DocumentRequested, "proposals.render_document")
def render_document(event: DocumentRequested) -> None:
    """Make one document. A second call finds it ready and does nothing."""
    with reading() as session:
        if waits(session, event.document_id):
            raise NotYet(LOOK_AFTER, "the quote itself is being made")
    if not _begin(event.document_id):
        return
    try:
        job = _read(event.document_id)
        made = _made(job)
    except NotRendered as failure:
        _again_or_give_up(event.document_id, failure)
        return
    except Refusal as refusal:
        _fail(event.document_id, refusal.text)
        return
    _keep(event.document_id, made)


def _begin(document_id: str) -> bool:
    """Note the try; False when there is nothing left to do."""
    with transaction() as session:
        document = found(session, Document, document_id, lock=True)
        if not document.at_work:
            return False
        document.begin()
        return True


def _read(document_id: str) -> Job:
    """Return everything the document says, as it stands now.

    Raises:
        Refusal: something is missing, or the quote has changed since the document was asked for.
    """
    with reading() as session:
        document = found(session, Document, document_id)
        shape = (document.id, document.kind, document.format, document.language)
        if document.kind == PACKAGE:
            return Job(*shape, document.tries, package=package_of(session, document))
        pinned = document.pinned if document.kind == "proposal" else None
        material = gathered(
            session,
            document.revision_id,
            document.language,
            signers=document.signers,
            pinned=pinned,
        )
        if material.fingerprint != document.content_sha256:
            raise Refusal(_("The quote changed while its document was being made."))
        missing = [gap.text for gap in gaps(document.kind, material) if gap.needed]
        if missing:
            raise Refusal(_("Something is missing: %(first)s", first=missing[0]))
        complete = replace(material, blocks=with_pictures(session, material.blocks))
        context = context_of(document.kind, complete)
        return Job(*shape, document.tries, context)


def _made(job: Job) -> Made:
    """Render. No transaction is open."""
    if job.package is not None:
        whole = bound(job.package)
        return Made(whole.pdf, whole.pages)
    if job.format == "docx":
        return Made(render_docx(job.kind, job.context, job.language))
    rendered = render_pdf(job.kind, job.context, job.language)
    views = tuple(page_views(rendered.pdf))
    return Made(rendered.pdf, rendered.pages, rendered.anchors, views)


def _keep(document_id: str, made: Made) -> None:
    """Store the files, write down where they are, and say so."""
    blob = store().put(made.content)
    views = [store().put(view.png) for view in made.views]
    try:
        with transaction() as session:
            document = found(session, Document, document_id, lock=True)
            if document.state is DocumentState.READY:
                return
            document.finish(blob, made.pages, made.anchors or {})
            document.views, document.texts = views, [view.text for view in made.views]
            record(session, _rendered(document))
    except Refusal as refusal:  # whoever asked for it cannot use it any more
        _fail(document_id, refusal.text)


def _rendered(document: Document) -> DocumentRendered:
    return DocumentRendered(
        document_id=document.id,
        kind=document.kind,
        format=document.format,
        revision_id=document.revision_id,
        deal_id=document.deal_id,
        purpose=document.purpose,
        blob=document.blob,
        pages=document.pages,
    )


def _again_or_give_up(document_id: str, failure: NotRendered) -> None:
    log.warning("not rendered", document=document_id, reason=str(failure))
    with reading() as session:
        tries = found(session, Document, document_id).tries
    if failure.reason in PASSING and tries < TRIES:
        raise NotYet(AGAIN_AFTER, str(failure)) from failure
    _fail(document_id, said(failure))


def _fail(document_id: str, reason: Text) -> None:
    with transaction() as session:
        document = found(session, Document, document_id, lock=True)
        if document.state is DocumentState.READY:
            return
        document.fail(reason)
        record(
            session,
            DocumentFailed(
                document_id=document.id,
                kind=document.kind,
                revision_id=document.revision_id,
                deal_id=document.deal_id,
                purpose=document.purpose,
            ),
        )
