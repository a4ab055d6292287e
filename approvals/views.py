"""The approver's pages: by a link in a mail without signing in, or signed in."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from approvals import actions, queries
from approvals.models import Step
from foundation import tokens
from foundation.doors import prefer_language, refused_on, session
from foundation.errors import Forbidden, Missing
from foundation.handing import handed_out
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
    step = queries.step_row(session(), step_id)
    return _case(step, person(), "layout.html", _at("approvals.step_evidence", step_id=step.id))


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
    return _case(step, approver, "public.html", _at("approvals.link_evidence", secret=secret))


@approvals.post("/a/<secret>")
@refused_on("approvals.show_link")
def decide_link(secret: str) -> ResponseReturnValue:
    """Take the decision, bound to the content that was shown."""
    step, approver = _by_link(secret)
    decided = _decide(step.id, approver, "link")
    return render_template("approvals/thanks.html", step=step, request_row=decided)


@approvals.get("/approvals/<step_id>/evidence/<int:line>")
def step_evidence(step_id: str, line: int) -> Response:
    """Hand the evidence of a line of the case out to a signed-in approver."""
    return _evidence(queries.step_row(session(), step_id), line)


@approvals.get("/a/<secret>/evidence/<int:line>")
def link_evidence(secret: str, line: int) -> Response:
    """Hand the evidence of a line out to whoever has the link, and to nobody else."""
    step, _approver = _by_link(secret)
    return _evidence(step, line)


def _evidence(step: Step, line: int) -> Response:
    """Return the file as it was frozen into the case; lines count from 1."""
    lines = step.request.case["lines"]
    file = lines[line - 1].get("evidence") if 0 < line <= len(lines) else None
    if not file:
        raise Missing(_("There is no evidence on this line."))
    return handed_out(file["sha256"], file["name"], file["media_type"])


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


def _at(endpoint: str, **known: Any) -> Callable[[int], str]:
    return lambda line: url_for(endpoint, line=line, **known)


def _case(step: Step, approver: PersonCard, layout: str, evidence_at: Callable[[int], str]) -> str:
    return render_template(
        "approvals/case.html",
        layout=layout,
        step=step,
        request_row=step.request,
        case=step.request.case,
        history=queries.history_of(session(), step.request),
        approver=approver,
        mine=approver.id in step.people,
        evidence_at=evidence_at,
    )
