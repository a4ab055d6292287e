"""The page on which the guide to products is written down."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.catalog.blueprint import catalog
from cpq.catalog.modelling.guides import EMPTY, guide_of, put_guide
from cpq.catalog.modelling.toml import plain_toml
from foundation.doors import refused_on, session
from foundation.language import _, say

LONGEST = 200_000


@catalog.get("/products/guide")
def show_guide() -> str:
    """Show the guide as it is written."""
    guide = guide_of(session())
    text = plain_toml(guide.model_dump(mode="json", exclude_defaults=True)) if guide else ""
    return render_template("modelling/guide.html", guide=guide, text=text, example=EMPTY)


@catalog.post("/products/guide")
@refused_on("catalog.show_guide")
def change_guide() -> ResponseReturnValue:
    """Keep the guide; nothing written takes it away."""
    guide = put_guide(session(), request.form.get("guide", "")[:LONGEST])
    flash(say(_("The guide was saved.") if guide else _("There is no guide any more.")))
    return redirect(url_for("catalog.show_guide"), 303)
