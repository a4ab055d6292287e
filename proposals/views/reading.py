"""The customer's pages: the landing of their link, what was shared, their yes."""

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation import visitors
from foundation.doors import refused_on, session
from foundation.errors import Missing, Refusal
from foundation.handing import handed_out, picture
from foundation.language import _
from foundation.storage import store
from proposals import access, actions
from proposals.models import Share
from proposals.naming import file_name
from proposals.shown import SharedPaper, offer_of
from proposals.views.blueprint import pages


@pages.get("/p/<secret>")
def landing(secret: str) -> str:
    """Show the title only. Fetching a link changes nothing."""
    return _landing(access.by_link(session(), secret)[1])


@pages.post("/p/<secret>")
def enter(secret: str) -> ResponseReturnValue:
    """Let a human in; without a sign of one, ask for a second press."""
    token, shared = access.by_link(session(), secret)
    if not visitors.by_hand(token, access.ENTERED):
        return _landing(shared, visitors.ask_again(token, access.ENTERED))
    actions.open_share(session(), secret)
    access.enter(token)
    return redirect(url_for("proposals.read_shared", share_id=shared.id))


@pages.get("/p/now/<share_id>")
def read_shared(share_id: str) -> str:
    """Show the quote and the proposal page by page, and ask for the customer's yes."""
    shared = access.by_cookie(session(), share_id)
    offer = offer_of(session(), shared)
    return render_template("proposals/read.html", share=shared, offer=offer, **_frame(shared))


@pages.post("/p/now/<share_id>/accept")
@refused_on("proposals.read_shared")
def accept_shared(share_id: str) -> ResponseReturnValue:
    """Take the yes to exactly the content that was shown."""
    shared, form = access.by_cookie(session(), share_id), request.form
    if form.get("agree") != "yes":
        raise Refusal(_("Please tick the box if you accept the quote."), field="agree")
    name, seen = form.get("name", ""), form.get("content_sha256", "")
    actions.give_acceptance(session(), shared.id, name=name, content_sha256=seen)
    return redirect(url_for("proposals.read_shared", share_id=share_id))


@pages.get("/p/now/<share_id>/<kind>/<int:number>.png")
def shared_page(share_id: str, kind: str, number: int) -> Response:
    """Show one page of what was shared."""
    offer = offer_of(session(), access.by_cookie(session(), share_id))
    document = offer.documents.get(kind)
    if document is None or not 1 <= number <= len(document.views):
        raise Missing(_("There is no such page."))
    return picture(store().get(document.views[number - 1]))


@pages.get("/p/now/<share_id>/<kind>.pdf")
def shared_document(share_id: str, kind: str) -> Response:
    """Hand out a document that was shared."""
    offer = offer_of(session(), access.by_cookie(session(), share_id))
    document = offer.package if kind == "package" else offer.documents.get(kind)
    if document is None:
        raise Missing(_("There is no such document."))
    return handed_out(document.blob, file_name(document))


@pages.get("/p/now/<share_id>/papers/<sha256>.pdf")
def shared_paper(share_id: str, sha256: str) -> Response:
    """Hand out a paper that goes along."""
    paper = _paper(share_id, sha256)
    return handed_out(paper.sha256, f"{paper.title}.pdf")


@pages.get("/p/now/<share_id>/papers/<sha256>/<int:number>.png")
def shared_paper_page(share_id: str, sha256: str, number: int) -> Response:
    """Show one page of a paper that goes along."""
    paper = _paper(share_id, sha256)
    if not 1 <= number <= len(paper.views):
        raise Missing(_("There is no such page."))
    return picture(store().get(paper.views[number - 1]))


def _paper(share_id: str, sha256: str) -> SharedPaper:
    paper = offer_of(session(), access.by_cookie(session(), share_id)).papers.get(sha256)
    if paper is None:
        raise Missing(_("There is no such document."))
    return paper


def _landing(shared: Share, word: str = "") -> str:
    return render_template("proposals/landing.html", share=shared, word=word, **_frame(shared))


def _frame(shared: Share) -> dict[str, object]:
    return access.frame_of(session(), shared)
