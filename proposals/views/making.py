"""Making a proposal: what is missing first, then its documents as they are being made."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.channels.papers import not_got
from cpq.queries import revision_row
from customers.industries import industry_label
from customers.queries import contacts_of
from foundation.db import today
from foundation.doors import refused_on, session
from foundation.errors import Missing
from foundation.language import LANGUAGES, _, say
from people.current import person
from proposals import actions, queries
from proposals.actions.making import used_versions
from proposals.gaps import gaps
from proposals.gathering import gathered
from proposals.models import Proposal
from proposals.naming import title_of
from proposals.views.blueprint import pages


@pages.get("/quotes/<revision_id>/proposal")
def new_proposal(revision_id: str) -> str:
    """Show what a proposal would be made of, and what it needs and does not find."""
    quote = revision_row(session(), revision_id)
    language = _language(quote.language)
    material = gathered(session(), revision_id, language)
    missing = gaps("proposal", material)
    used = set(used_versions(material))
    return render_template(
        "proposals/new.html",
        quote=quote,
        chosen=language,
        needed=[gap for gap in missing if gap.needed],
        left_out=[gap for gap in missing if not gap.needed],
        used=[block for block in material.blocks if block.version_id in used],
        approved=quote.released,
        barred=not_got(session(), revision_id, "proposal"),
        made=queries.proposals_of(session(), revision_id),
        industry_label=industry_label,
    )


@pages.post("/quotes/<revision_id>/proposal")
@refused_on("proposals.new_proposal")
def make_proposal(revision_id: str) -> ResponseReturnValue:
    """Make a proposal with its quote, as PDF and Word."""
    language = request.form.get("language", "")
    made = actions.make_proposal(session(), revision_id, language=language, by=person().name)
    return redirect(url_for("proposals.show_proposal", proposal_id=made.id))


@pages.get("/proposals/<proposal_id>")
def show_proposal(proposal_id: str) -> str:
    """Show a proposal, its documents and whom it was shared with."""
    return render_template("proposals/proposal.html", **_about(proposal_id))


@pages.get("/proposals/<proposal_id>/now")
def proposal_now(proposal_id: str) -> str:
    """Return the part of the page that changes while documents are made and customers read."""
    return render_template("proposals/proposal_now.html", **_about(proposal_id))


@pages.post("/proposals/<proposal_id>/documents/<document_id>/again")
@refused_on("proposals.show_proposal")
def make_again(proposal_id: str, document_id: str) -> ResponseReturnValue:
    """Have a document made again that could not be made."""
    proposal = queries.proposal_of(session(), proposal_id)
    mine = queries.documents_of_proposal(session(), proposal)
    if document_id not in {document.id for document in mine}:
        raise Missing(_("There is no such document."))
    actions.make_again(session(), document_id)
    flash(say(_("The document is being made again.")))
    return redirect(url_for("proposals.show_proposal", proposal_id=proposal_id))


def _language(usual: str) -> str:
    asked = request.form.get("language") or request.args.get("language", "")
    return asked if asked in LANGUAGES else usual


def _about(proposal_id: str) -> dict[str, object]:
    proposal = queries.proposal_of(session(), proposal_id)
    documents = queries.documents_of_proposal(session(), proposal)
    shares = queries.shares_of(session(), proposal_id)
    return {
        "proposal": proposal,
        "quote": revision_row(session(), proposal.revision_id),
        "documents": documents,
        "at_work": any(document.at_work for document in documents),
        "readable": [d for d in documents if d.ready and d.format == "pdf" and d.kind != "package"],
        "contacts": contacts_of(session(), proposal.customer_id),
        "shares": [(one, one.state(today())) for one in shares],
        "current": _current(proposal),
        "title_of": title_of,
    }


def _current(proposal: Proposal) -> bool:
    """True while the quote is still the one the proposal was made for."""
    return revision_row(session(), proposal.revision_id).released
