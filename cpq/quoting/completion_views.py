"""The rest of a configuration looked for by a worker: begun, watched, cancelled."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cpq.blueprint import cpq
from cpq.quoting.completing import ask, cancel, goal_of, question_of, run_of
from cpq.quoting.offering import choices_of, offer_of, ways_from
from cpq.quoting.picks import read, written
from cpq.quoting.sheet import line_of
from foundation.doors import refused_on, session
from people.current import person


@cpq.post("/quotes/<revision_id>/lines/<line_id>/completions")
@refused_on("cpq.configure")
def ask_completion(revision_id: str, line_id: str) -> ResponseReturnValue:
    """Let a worker look for the rest of the choices."""
    line = line_of(session(), revision_id, line_id)
    line.revision_row.must_be_draft()
    goal = goal_of(request.form.get("goal", ""))
    question = question_of(session(), line, read(request.form.getlist("c")), goal)
    run = ask(session(), question, by=person().id)
    return _back(revision_id, line_id, written(question.choices), run.id)


@cpq.get("/quotes/<revision_id>/lines/<line_id>/completions/<run_id>")
def completion_now(revision_id: str, line_id: str, run_id: str) -> str:
    """Show how far a search is, and what it has found."""
    line = line_of(session(), revision_id, line_id)
    run = run_of(session(), line, run_id)
    ways = ways_from(line, choices_of(run), a=request.args.getlist("a"))
    offer = offer_of(session(), line, ways, run)
    given = request.args.getlist("a")
    return render_template("cpq/completion.html", offer=offer, line=line, given=given)


@cpq.post("/quotes/<revision_id>/lines/<line_id>/completions/<run_id>/cancel")
@refused_on("cpq.configure")
def cancel_completion(revision_id: str, line_id: str, run_id: str) -> ResponseReturnValue:
    """Have no more of it looked for; the best so far is shown."""
    line = line_of(session(), revision_id, line_id)
    run = run_of(session(), line, run_id)
    cancel(session(), run)
    return _back(revision_id, line_id, written(choices_of(run)), run.id)


def _back(revision_id: str, line_id: str, c: list[str], run: str) -> ResponseReturnValue:
    kept: dict[str, Any] = {"begun": 1, "c": c, "run": run, "a": request.form.getlist("a") or None}
    at = url_for("cpq.configure", revision_id=revision_id, line_id=line_id, **kept)
    return redirect(at, 303)
