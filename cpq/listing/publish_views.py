"""The pages on which a draft is looked over, published, discarded or begun anew."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.blueprint import cpq
from cpq.catalog.queries import product_cards
from cpq.listing import claims, publishing, queries
from cpq.listing.actions import set_validity
from cpq.listing.reading import whole
from cpq.listing.views import around
from cpq.listing.wording import in_words, named_in, typed_moment, validity
from cpq.models import ImpactRun
from cpq.price_lists.versions import begin_like, discard, open_draft, version_row
from foundation.db import found
from foundation.doors import refused_on, session
from foundation.language import _, say, speaking
from foundation.money import Money
from people.current import person
from people.queries import people

SHOWN, CHANGES_SHOWN = 100, 20
MOST_NUMBER = 1_000_000


@cpq.get("/price-lists/<list_id>/publish")
def show_publish(list_id: str) -> str:
    """Show what bars the draft, what it changes, and which open quotes would change."""
    row = queries.price_list_row(session(), list_id)
    proposal = publishing.proposal_of(session(), list_id)
    if proposal is None:
        return render_template("listing/publish.html", proposal=None, **around(row))
    changed = publishing.changed_rules(proposal.changes)
    impact = publishing.impact_of(session(), proposal)
    return render_template(
        "listing/publish.html",
        proposal=proposal,
        changed=changed[:CHANGES_SHOWN],
        changed_count=len(changed),
        impact=impact,
        effects=impact.ordered[:SHOWN],
        products=product_cards(session(), (row.entry.sku for row in changed[:CHANGES_SHOWN])),
        reps={card.id: card.called(speaking()) for card in people(session())},
        in_words=in_words,
        named_in=named_in,
        typed_moment=typed_moment,
        validity=validity,
        Money=Money,
        **around(row),
    )


@cpq.post("/price-lists/<list_id>/publish")
@refused_on("cpq.show_publish")
def publish_price_list(list_id: str) -> ResponseReturnValue:
    """Let the draft hold, exactly as it was shown."""
    seen = request.form.get("content", "")
    version = publishing.publish(session(), list_id, seen, by=person().name)
    flash(say(_("Version %(n)s was published.", n=version.number)))
    return redirect(url_for("cpq.show_versions", list_id=list_id))


@cpq.post("/price-lists/<list_id>/impact")
@refused_on("cpq.show_publish")
def ask_impact(list_id: str) -> ResponseReturnValue:
    """Let a worker reckon which open quotes would change."""
    publishing.ask_impact(session(), list_id, by=person().name)
    return redirect(url_for("cpq.show_publish", list_id=list_id, _anchor="impact"))


@cpq.get("/price-lists/impact/<run_id>")
def impact_now(run_id: str) -> ResponseReturnValue:
    """Show how far the worker is; once it has ended the page is loaded anew."""
    run = found(session(), ImpactRun, run_id)
    if run.at_work:
        return render_template("listing/impact_progress.html", run=run)
    return Response(headers={"HX-Refresh": "true"})


@cpq.post("/price-lists/<list_id>/validity")
@refused_on("cpq.show_publish")
def change_validity(list_id: str) -> ResponseReturnValue:
    """Say from when until when the draft will hold."""
    set_validity(session(), list_id, request.form, by=person().name)
    return redirect(url_for("cpq.show_publish", list_id=list_id))


@cpq.post("/price-lists/<list_id>/discard")
@refused_on("cpq.show_versions")
def discard_draft(list_id: str) -> ResponseReturnValue:
    """Undo everything done on the draft."""
    number = _number("number")
    discard(session(), list_id, number)
    flash(say(_("The draft of version %(n)s was discarded.", n=number)))
    return redirect(url_for("cpq.show_versions", list_id=list_id))


@cpq.post("/price-lists/<list_id>/draft")
@refused_on("cpq.show_versions")
def begin_draft(list_id: str) -> ResponseReturnValue:
    """Begin a draft that says what an older version says."""
    like = version_row(session(), list_id, _number("like"))
    draft = open_draft(session(), list_id, by=person().name)
    begin_like(session(), list_id, draft.number, like.number)
    flash(say(_("Version %(n)s is a draft.", n=draft.number)))
    return redirect(url_for("cpq.show_price_list", list_id=list_id))


@cpq.post("/price-lists/<list_id>/retire")
@refused_on("cpq.show_versions")
def retire_version(list_id: str) -> ResponseReturnValue:
    """Take a published version back."""
    version = claims.retire(session(), list_id, _number("number"), by=person().name)
    flash(say(_("Version %(n)s was retired.", n=version.number)))
    return redirect(url_for("cpq.show_versions", list_id=list_id))


def _number(name: str) -> int:
    return whole(request.form, name, _("Version"), 0, MOST_NUMBER)
