"""The approver's pages: by a link in a mail without signing in, or signed in."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from approvals import actions, queries
from approvals.models import Step
from foundation import tokens
from foundation.doors import prefer_language, refused_on, session
from foundation.errors import Forbidden
from foundation.language import _, say
from people.current import person
from people.queries import PersonCard, person_card

approvals = Blueprint("approvals", __name__)


@approvals.get("/approvals")
def mine() -> str:
    """List what waits for me, and what I decided."""
    return render_template(
        "approvals/mine.html",
        waiting=queries.waiting_for(session(), person()),
        decided=queries.decided_by(session(), person()),
    )


@approvals.get("/approvals/<step_id>")
def show_step(step_id: str) -> str:
    """Show the whole case to a signed-in approver."""
    return _case(queries.step_row(session(), step_id), person(), "layout.html")


@approvals.post("/approvals/<step_id>")
@refused_on("approvals.show_step")
def decide_step(step_id: str) -> ResponseReturnValue:
    """Take the decision of a signed-in approver."""
    _decide(step_id, person(), "page")
    flash(say(_("Your decision is recorded.")))
    return redirect(url_for("approvals.mine"))


@approvals.get("/a/<secret>")
def show_link(secret: str) -> str:
    """Show the whole case to whoever has the link. Fetching it changes nothing."""
    step, approver = _by_link(secret)
    return _case(step, approver, "public.html")


@approvals.post("/a/<secret>")
@refused_on("approvals.show_link")
def decide_link(secret: str) -> ResponseReturnValue:
    """Take the decision, bound to the content that was shown."""
    step, approver = _by_link(secret)
    decided = _decide(step.id, approver, "link")
    return render_template("approvals/thanks.html", step=step, request_row=decided)


def _by_link(secret: str) -> tuple[Step, PersonCard]:
    token = tokens.presented(session(), "approve", secret)
    step = queries.step_row(session(), token.subject)
    approver = person_card(session(), token.bound)
    prefer_language(approver.language)
    if not approver.active:
        raise Forbidden(_("This decision waits for somebody else."))
    if step.state == "open" and not step.request.expired:
        tokens.still_good(token)
    return step, approver


def _decide(step_id: str, approver: PersonCard, channel: str) -> object:
    return actions.decide(
        session(),
        step_id,
        person=approver,
        verdict=request.form.get("verdict", ""),
        comment=request.form.get("comment", ""),
        content_sha256=request.form.get("content_sha256", ""),
        channel=channel,
    )


def _case(step: Step, approver: PersonCard, layout: str) -> str:
    return render_template(
        "approvals/case.html",
        layout=layout,
        step=step,
        request_row=step.request,
        case=step.request.case,
        history=queries.history_of(session(), step.request),
        approver=approver,
        mine=approver.id in step.people,
    )
