"""Which product? From a quote, one question after another until few products are left."""

from flask import render_template, request, url_for

from cpq.blueprint import cpq
from cpq.catalog.modelling.guides import guide_of, step_of
from cpq.models import QuoteRevision
from foundation.db import found
from foundation.doors import session
from foundation.errors import Missing
from foundation.language import _


@cpq.get("/quotes/<revision_id>/guide")
def guide(revision_id: str) -> str:
    """Ask the next question, and show the products that are left."""
    revision = found(session(), QuoteRevision, revision_id)
    revision.must_be_draft()
    asked = guide_of(session())
    if asked is None:
        raise Missing(_("There is no guide to products yet."))
    step = step_of(session(), asked, request.args.getlist("a"))
    given = [f"{question.key}:{answer.key if answer else ''}" for question, answer in step.given]

    def at(answers: list[str]) -> str:
        return url_for("cpq.guide", revision_id=revision_id, a=answers)

    return render_template(
        "cpq/guide.html", quote=revision, guide=asked, step=step, given=given, at=at
    )
