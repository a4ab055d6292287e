"""Pages about a deal's quote that need more than the quote: opening it, and who approves it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from flow import quoting
from flow.approval import approval_of
from flow.blueprint import pages
from foundation.doors import session
from foundation.language import _, say
from people.current import person


@pages.post("/deals/<deal_id>/quotes")
def open_quote(deal_id: str) -> ResponseReturnValue:
    """Open a quote with what the deal knows, and go to it."""
    revision_id = quoting.open_quote(session(), deal_id, by=person())
    flash(say(_("The quote is open. Add what the customer wants.")))
    return redirect(url_for("cpq.show_quote", revision_id=revision_id))


@pages.post("/quotes/<revision_id>/approval")
def submit_again(revision_id: str) -> ResponseReturnValue:
    """Ask anew for an approval that ran out."""
    new = quoting.submit_again(session(), revision_id, by=person())
    flash(say(_("Submitted again as a new revision. The approvers are asked by mail.")))
    return redirect(url_for("cpq.show_quote", revision_id=new))


@pages.get("/quotes/<revision_id>/approval")
def quote_approval(revision_id: str) -> ResponseReturnValue:
    """Say who would have to approve, or how far approval has come."""
    standing = approval_of(session(), revision_id)
    if request.args.get("seen", standing.state) != standing.state:
        return "", {"HX-Refresh": "true"}
    part = "flow/approval_part.html"
    page = part if request.headers.get("HX-Request") else "flow/approval.html"
    return render_template(page, standing=standing, part=part)
