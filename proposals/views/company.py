"""What documents say about our own company."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.doors import refused_on, session
from foundation.language import _, say
from people.current import person
from proposals import actions, queries
from proposals.company import FIELDS
from proposals.seal import square_seal
from proposals.views.blueprint import pages


@pages.get("/company")
def company() -> str:
    """Show our company's data."""
    card = queries.company(session())
    seal = square_seal(card.seal_words) if card.seal_words else ""
    seen = queries.company_mark(session())
    return render_template("proposals/company.html", card=card, names=FIELDS, seal=seal, seen=seen)


@pages.post("/company")
@refused_on("proposals.company")
def change_company() -> ResponseReturnValue:
    """Write our company's data down."""
    actions.change_company(session(), request.form, by=person().name)
    flash(say(_("Saved. New documents show it.")))
    return redirect(url_for("proposals.company"))
