"""Sharing a proposal with people at the customer, and taking a link back."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from foundation.doors import refused_on, session
from foundation.errors import Missing
from foundation.language import _, say
from people.current import person
from proposals import actions, queries
from proposals.views.blueprint import pages


@pages.post("/proposals/<proposal_id>/shares")
@refused_on("proposals.show_proposal")
def share_proposal(proposal_id: str) -> ResponseReturnValue:
    """Send somebody the link."""
    shared = actions.share(
        session(),
        proposal_id,
        contact_id=request.form.get("contact_id", ""),
        message=request.form.get("message", ""),
        by=person(),
    )
    flash(
        say(_("%(name)s gets the link by mail to %(email)s.", name=shared.name, email=shared.email))
    )
    return redirect(url_for("proposals.show_proposal", proposal_id=proposal_id, _anchor="shares"))


@pages.post("/proposals/<proposal_id>/shares/<share_id>/withdraw")
@refused_on("proposals.show_proposal")
def withdraw_share(proposal_id: str, share_id: str) -> ResponseReturnValue:
    """Take a link back."""
    if queries.share_of(session(), share_id).proposal_id != proposal_id:
        raise Missing(_("There is nothing under %(key)s. The link may be old.", key=share_id))
    shared = actions.withdraw_share(session(), share_id, by=person().name)
    flash(say(_("The link of %(name)s opens nothing any more.", name=shared.name)))
    return redirect(url_for("proposals.show_proposal", proposal_id=proposal_id, _anchor="shares"))
