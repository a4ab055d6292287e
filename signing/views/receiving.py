"""The pages of a recipient: the landing of their link, consent, reading, signing, declining."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation import visitors
from foundation.db import found, transaction, utcnow
from foundation.doors import refused_on, session
from foundation.errors import Missing, Refusal
from foundation.language import _, speaking
from foundation.storage import store
from signing import access, actions, disclosure, forms
from signing.models import Envelope, EnvelopeDocument, Recipient
from signing.stamp import mark_picture, svg
from signing.standing import page_of_signer
from signing.views.blueprint import handed_out, pages, picture


@pages.get("/sign/<secret>")
def landing(secret: str) -> str:
    """Show the title only. Fetching a link changes nothing; it is noted as fetched."""
    _token, envelope, recipient = access.by_link(session(), secret)
    visitor = access.visitor()
    with transaction() as writing:
        actions.fetched(writing, envelope.id, recipient.id, visitor)
    return _landing(envelope, recipient)


@pages.post("/sign/<secret>")
def enter(secret: str) -> ResponseReturnValue:
    """Let a human in; without a sign of one, ask for a second press."""
    token, envelope, recipient = access.by_link(session(), secret)
    gesture = bool(request.form.get("gesture"))
    if not visitors.by_hand(token, access.ENTERED):
        return _landing(envelope, recipient, word=visitors.ask_again(token, access.ENTERED))
    actions.open_documents(session(), recipient.id, access.visitor(), gesture=gesture)
    access.enter(token)
    return redirect(url_for("signing.now"))


@pages.get("/sign/now")
def now() -> str:
    """Show what the recipient can do now: agree, sign, wait, or fetch the sealed document."""
    envelope, recipient = access.by_cookie(session())
    values = page_of_signer(session(), envelope, recipient, utcnow())
    return render_template(f"signing/{values.template}.html", at=values, **_frame(envelope))


@pages.post("/sign/now/consent")
@refused_on("signing.now")
def agree() -> ResponseReturnValue:
    """Take the consent to sign electronically."""
    _envelope, recipient = access.by_cookie(session())
    forms.check_recipient(request.form, recipient)
    if request.form.get("agree") != "yes":
        raise Refusal(_("Please tick the box if you agree to sign electronically."), field="agree")
    version = request.form.get("version", "")
    actions.consent(session(), recipient.id, version, access.visitor())
    return redirect(url_for("signing.now"))


@pages.post("/sign/now")
@refused_on("signing.now")
def sign() -> ResponseReturnValue:
    """Take the signature."""
    _envelope, recipient = access.by_cookie(session())
    answer = forms.read_answer(request.form, recipient)
    actions.sign(session(), recipient.id, answer, access.visitor())
    return redirect(url_for("signing.now"))


@pages.post("/sign/now/decline")
@refused_on("signing.now")
def decline() -> ResponseReturnValue:
    """Take a refusal with its reason."""
    _envelope, recipient = access.by_cookie(session())
    reason = forms.read_reason(request.form, recipient)
    actions.decline(session(), recipient.id, reason, access.visitor())
    return redirect(url_for("signing.now"))


@pages.get("/sign/now/mark.svg")
def mark_preview() -> Response:
    """Show a typed signature or a seal as it would look."""
    access.by_cookie(session())
    mark = forms.preview_mark(request.args.get("method", ""), request.args.get("text", ""))
    return picture(svg(mark_picture(mark)).encode(), "image/svg+xml")


@pages.get("/sign/now/pages/<picture_key>.png")
def page_picture(picture_key: str) -> Response:
    """Show one page of one of the envelope's documents."""
    envelope, recipient = access.by_cookie(session())
    at = page_of_signer(session(), envelope, recipient, utcnow())
    if picture_key not in at.pictures:
        raise Missing(_("There is no such page."))
    return picture(store().get(picture_key), "image/png")


@pages.get("/sign/now/documents/<document_id>.pdf")
def document(document_id: str) -> Response:
    """Hand out a document to read, or the one to sign as it was sent."""
    envelope, recipient = access.by_cookie(session())
    chosen = found(session(), EnvelopeDocument, document_id)
    if chosen.envelope_id != envelope.id or recipient.consented_at is None:
        raise Missing(_("There is no such document."))
    _noticed(envelope, recipient, chosen.sha256)
    name = f"{envelope.number} {chosen.named(speaking())}.pdf"
    return handed_out(chosen.sent_sha256 or chosen.sha256, name)


@pages.get("/sign/now/signed.pdf")
def signed_document() -> Response:
    """Hand out the sealed document."""
    envelope, recipient = access.by_cookie(session())
    if envelope.document_sha256 is None:
        raise Missing(_("The signed document is not ready yet."))
    _noticed(envelope, recipient, envelope.document_sha256)
    return handed_out(envelope.document_sha256, f"{envelope.number}.pdf")


@pages.get("/sign/now/certificate.pdf")
def signed_certificate() -> Response:
    """Hand out the certificate of completion."""
    envelope, recipient = access.by_cookie(session())
    if envelope.certificate_sha256 is None:
        raise Missing(_("The certificate is not ready yet."))
    _noticed(envelope, recipient, envelope.certificate_sha256)
    return handed_out(envelope.certificate_sha256, f"{envelope.number}-certificate.pdf")


def _noticed(envelope: Envelope, recipient: Recipient, sha256: str) -> None:
    actor = access.visitor().known_as("recipient", recipient.id)
    with transaction() as writing:
        actions.noticed(writing, envelope.id, "recipient.downloaded", actor, sha256=sha256)


def _landing(envelope: Envelope, recipient: Recipient, word: str = "") -> str:
    return render_template(
        "signing/landing.html",
        title=envelope.named(speaking()),
        sender=envelope.sender_company(speaking()),
        recipient=recipient,
        word=word,
        **_frame(envelope),
    )


def _frame(envelope: Envelope) -> dict[str, object]:
    return {"company": envelope.sender_company(speaking()), "points": disclosure.points(speaking())}
