"""The sender's pages: every envelope, and one as it happens. Links of signers are never shown."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.db import found, transaction
from foundation.doors import page_number, page_of, refused_on, session
from foundation.errors import Missing
from foundation.language import Text, _, say
from foundation.numbers import clean_text
from foundation.storage import store
from people.current import person
from people.queries import known_name
from signing import actions, queries, revisions, trail
from signing.access import visitor
from signing.models import Envelope, EnvelopeDocument, TrailEvent
from signing.trail import Actor
from signing.views.blueprint import handed_out, pages, picture
from signing.wording import EVENTS

GROUPS: dict[str, Text] = {
    "open": _("Under way"),
    "completed": _("Completed"),
    "stopped": _("Stopped"),
    "all": _("All"),
}


@pages.get("/envelopes")
def list_envelopes() -> str:
    """List envelopes, newest first."""
    group = request.args.get("show", "all")
    words = request.args.get("q", "").strip()[:100]
    page = page_of(queries.search(words, group), page_number())
    rows = queries.statuses(session(), page.rows)
    return render_template(
        "signing/envelopes.html", page=page, rows=rows, q=words, group=group, groups=GROUPS
    )


@pages.get("/envelopes/<envelope_id>")
def show_envelope(envelope_id: str) -> str:
    """Show one envelope: who has opened, who has signed, whom it waits for."""
    status = queries.status_of(session(), envelope_id)
    return render_template("signing/envelope.html", **_about(status))


@pages.get("/envelopes/<envelope_id>/now")
def envelope_now(envelope_id: str) -> ResponseReturnValue:
    """Return the part of the page that changes while people sign; nothing if it has not."""
    about = _about(queries.status_of(session(), envelope_id))
    if request.args.get("seen") == about["mark"]:
        return "", HTTPStatus.NO_CONTENT
    return render_template("signing/envelope_now.html", **about)


@pages.post("/envelopes/<envelope_id>/void")
@refused_on("signing.show_envelope")
def void(envelope_id: str) -> ResponseReturnValue:
    """Withdraw an envelope with a reason."""
    reason = clean_text(
        request.form.get("reason", ""), _("Reason"), longest=1000, required=True, field="reason"
    )
    actions.void(session(), envelope_id, reason, person())
    flash(say(_("The envelope is withdrawn. Everybody who was asked has been told.")))
    return redirect(url_for("signing.show_envelope", envelope_id=envelope_id))


@pages.post("/envelopes/<envelope_id>/recipients/<recipient_id>/resend")
def resend(envelope_id: str, recipient_id: str) -> ResponseReturnValue:
    """Send somebody a new link by mail."""
    who = actions.resend(session(), envelope_id, recipient_id, by=visitor_of_ours())
    flash(
        say(_("A new link is on its way to %(name)s. The old one stopped working.", name=who.name))
    )
    return redirect(url_for("signing.show_envelope", envelope_id=envelope_id))


@pages.get("/envelopes/<envelope_id>/document.pdf")
def signed_pdf(envelope_id: str) -> Response:
    """Hand out the sealed document."""
    return _file(envelope_id, "document", "")


@pages.get("/envelopes/<envelope_id>/certificate.pdf")
def certificate_pdf(envelope_id: str) -> Response:
    """Hand out the certificate of completion."""
    return _file(envelope_id, "certificate", "-certificate")


@pages.get("/envelopes/<envelope_id>/documents/<document_id>.pdf")
def envelope_document(envelope_id: str, document_id: str) -> Response:
    """Hand out one of the documents as it was sent."""
    chosen = found(session(), EnvelopeDocument, document_id)
    if chosen.envelope_id != envelope_id:
        raise Missing(_("There is no such document."))
    number = found(session(), Envelope, envelope_id).number
    return handed_out(chosen.sent_sha256 or chosen.sha256, f"{number}-{chosen.position}.pdf")


@pages.get("/envelopes/<envelope_id>/pages/<picture_key>.png")
def envelope_picture(envelope_id: str, picture_key: str) -> Response:
    """Show one page of the document to sign as it stands."""
    keys = [revision.sha256 for revision in revisions.of_envelope(session(), envelope_id)]
    if picture_key not in revisions.pictures_of(session(), keys):
        raise Missing(_("There is no such page."))
    return picture(store().get(picture_key), "image/png")


def _about(status: queries.EnvelopeStatus) -> dict[str, object]:
    documents = queries.documents_of(session(), status.id)
    signed = next((d for d in documents if d.kind == "to_sign"), None)
    view = revisions.shown_of(session(), signed.id) if signed else None
    entries = queries.trail_of(session(), status.id)
    return {
        "envelope": status,
        "people": sorted(status.recipients, key=lambda p: (p.stage == 0, p.stage, p.position)),
        "mark": f"{status.status}-{len(entries)}-{view.sha256[:16] if view else ''}",
        "documents": documents,
        "revisions": queries.revisions_of(session(), signed.id) if signed else [],
        "view": view.pages if view else [],
        "trail": entries,
        "broken": trail.first_broken(session(), status.id),
        "names": {one.id: one.name for one in status.recipients},
        "staff": _staff(entries),
        "events": EVENTS,
    }


def _file(envelope_id: str, what: str, ending: str) -> Response:
    status = queries.status_of(session(), envelope_id)
    key = getattr(status, what)
    if key is None:
        raise Missing(_("The signed document is not ready yet."))
    note_taken(envelope_id, key)
    return handed_out(key, f"{status.number}{ending}.pdf")


def _staff(entries: Sequence[TrailEvent]) -> dict[str, str]:
    ours = {entry.actor for entry in entries if entry.actor_kind == "user"}
    return {person_id: known_name(session(), person_id) for person_id in ours}


def note_taken(envelope_id: str, sha256: str) -> None:
    """Note that one of us took the sealed document or its certificate."""
    kind, actor = "access.staff_downloaded", visitor_of_ours()
    with transaction() as writing:
        actions.noticed(writing, envelope_id, kind, actor, sha256=sha256)


def visitor_of_ours() -> Actor:
    """Return whoever of our people asks, as the trail names them."""
    seen = visitor()
    return Actor(ip=seen.ip, agent=seen.agent).known_as("user", person().id)
