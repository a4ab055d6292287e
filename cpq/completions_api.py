"""The rest of a configuration for other systems: at once, or looked for by a worker."""

from collections.abc import Iterable
from decimal import Decimal

from apiflask import APIBlueprint

from cpq import actions
from cpq.answers import amount_out, configuration_out
from cpq.bodies import ChoiceBody, ConfigurationOut
from cpq.bodies.completions import (
    AddedOut,
    CompletionIn,
    CompletionOut,
    CompletionQuery,
    FilledOut,
    Goal,
)
from cpq.catalog.configuring.definition import Words
from cpq.models import CompletionRun, QuoteLine
from cpq.quoting.completing import (
    Question,
    ask,
    best_at_once,
    cancel,
    found_for,
    goal_of,
    question_of,
    run_of,
    to_take,
)
from cpq.quoting.filled import Added, Filled, filled_of
from cpq.quoting.picks import saved
from cpq.quoting.sheet import line_of
from foundation.bodies import PROBLEMS, REFUSED, Amount
from foundation.doors import session
from foundation.language import say
from people.current import person

completions_api = APIBlueprint(
    "completions_api", __name__, url_prefix="/api/v1/quotes", tag="Quotes"
)

PLACE = "/<revision_id>/lines/<line_id>"


@completions_api.get(f"{PLACE}/completion")
@completions_api.input(CompletionQuery, location="query")
@completions_api.output(CompletionOut)
@completions_api.doc(responses=REFUSED)
def find_completion(revision_id: str, line_id: str, query_data: CompletionQuery) -> CompletionOut:
    """Return the rest of the choices as far as it is found within a second; nothing is kept."""
    question = _question(_line(revision_id, line_id), query_data.goal)
    best = best_at_once(session(), question)
    filled = filled_of(session(), question, best) if best else None
    state = "found" if filled and filled.proven else "long"
    return _out(question.goal, state, filled)


@completions_api.post(f"{PLACE}/completions")
@completions_api.input(CompletionIn)
@completions_api.output(CompletionOut, status_code=202)
@completions_api.doc(responses=REFUSED)
def ask_completion(revision_id: str, line_id: str, json_data: CompletionIn) -> CompletionOut:
    """Let a worker look for the rest of the choices; ask for the answer under its id."""
    question = _question(_line(revision_id, line_id), json_data.goal)
    run = ask(session(), question, by=person().id, seconds=json_data.seconds)
    return _run_out(question.line, run)


@completions_api.get(f"{PLACE}/completions/<run_id>")
@completions_api.output(CompletionOut)
@completions_api.doc(responses=PROBLEMS)
def get_completion(revision_id: str, line_id: str, run_id: str) -> CompletionOut:
    """Return how far a search is, and the best so far."""
    line = line_of(session(), revision_id, line_id)
    return _run_out(line, run_of(session(), line, run_id))


@completions_api.delete(f"{PLACE}/completions/<run_id>")
@completions_api.output(CompletionOut, status_code=200)
@completions_api.doc(responses=REFUSED)
def cancel_completion(revision_id: str, line_id: str, run_id: str) -> CompletionOut:
    """Have no more of it looked for; the best so far stays."""
    line = line_of(session(), revision_id, line_id)
    run = run_of(session(), line, run_id)
    cancel(session(), run)
    return _run_out(line, run)


@completions_api.post(f"{PLACE}/completions/<run_id>/take")
@completions_api.output(ConfigurationOut)
@completions_api.doc(responses=REFUSED)
def take_completion(revision_id: str, line_id: str, run_id: str) -> ConfigurationOut:
    """Put what was found on the line, unless its choices or prices changed since it was asked."""
    line = _line(revision_id, line_id)
    run = run_of(session(), line, run_id)
    actions.configure_line(session(), line_id, to_take(session(), line, run))
    session().flush()
    return configuration_out(session(), line)


def _line(revision_id: str, line_id: str) -> QuoteLine:
    line = line_of(session(), revision_id, line_id)
    line.revision_row.must_be_draft()
    return line


def _question(line: QuoteLine, goal: str) -> Question:
    return question_of(session(), line, saved(line.choices), goal_of(goal))


def _run_out(line: QuoteLine, run: CompletionRun) -> CompletionOut:
    question = question_of(session(), line, saved(run.choices), goal_of(run.goal))
    now = _question(line, run.goal)
    best = found_for(question, run)
    filled = filled_of(session(), question, best) if best else None
    nothing = run.state == "done" and not run.found
    state = "nothing" if nothing else "found" if run.state == "done" else run.state
    out = _out(question.goal, state, filled)
    stale = found_for(now, run) is None if run.found else now.basis != run.basis
    reason = say(run.reason) if run.reason else None
    more = {"id": run.id, "seconds": run.seconds, "passed": run.passed}
    return out.model_copy(update={**more, "reason": reason, "stale": stale})


def _out(goal: Goal, state: str, filled: Filled | None) -> CompletionOut:
    return CompletionOut(
        id="",
        goal=goal,
        state=state,
        stale=False,
        seconds=0,
        passed=0,
        reason=None,
        found=_filled_out(filled) if filled else None,
    )


def _filled_out(filled: Filled) -> FilledOut:
    unit, now = filled.after.unit, filled.before.unit
    return FilledOut(
        choices=[ChoiceBody(slot=slot, **one.model_dump()) for slot, one in filled.choices.items()],
        added=[_added_out(one, filled.currency) for one in filled.added],
        unit_price=amount_out(unit) if unit else None,
        unit_price_now=amount_out(now) if now else None,
        broken=_names(filled.broken),
        missed=_names(filled.missed),
        proven=filled.proven,
    )


def _added_out(one: Added, currency: str) -> AddedOut:
    price = None if one.price is None else Amount(amount=_plain(one.price), currency=currency)
    return AddedOut(
        slot=one.key,
        sku=one.choice.sku,
        name=dict(one.name),
        quantity=one.choice.quantity,
        price=price,
    )


def _names(words: Iterable[Words]) -> list[dict[str, str]]:
    return [one.model_dump() for one in words]


def _plain(value: Decimal) -> str:
    return f"{round(value, 6).normalize() + 0:f}"
