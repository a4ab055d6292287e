"""Choosing the rest of a configuration: at once where that is quick, by a worker where it is not.

An answer counts for exactly what was asked: the choices, and what their prices depend on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cpq.catalog.configuring import Candidate, Choice, Completion, Configurator
from cpq.catalog.configuring.completing import Tell
from cpq.catalog.configuring.costing import Goal, Quoted, meant
from cpq.catalog.configuring.patience import Patience
from cpq.catalog.queries import configurator_of, model_row
from cpq.models import CompletionRun, QuoteLine
from cpq.models.completions import end
from cpq.option_prices import quoted_for
from cpq.quoting.events import CompletionAsked
from cpq.quoting.picks import saved, settle
from foundation.canonical import fingerprint
from foundation.db import found, utcnow
from foundation.errors import Conflict, Missing
from foundation.events import record
from foundation.language import _
from foundation.money import to_micro

AT_ONCE = 0.7  # seconds that a page or an answer takes for it
FEW = 1_500  # options; of more, to read the prices alone takes too long
SECONDS = 30  # that a worker takes
KEPT = timedelta(days=1)
CHANGED = _("The choices or prices changed since this was asked. Please ask again.")


@dataclass(frozen=True, slots=True)
class Question:
    """The rest of a line's configuration is wanted, toward a goal."""

    line: QuoteLine
    configurator: Configurator
    choices: dict[str, Choice]
    goal: Goal
    basis: str

    @property
    def parts(self) -> list[Candidate]:
        """Return the options that may be in the answer."""
        domains = self.configurator.compiled.domains
        return [part for domain in domains for part in meant(domain, self.choices).values()]


def question_of(
    session: Session, line: QuoteLine, choices: Mapping[str, Choice], goal: Goal
) -> Question:
    """Return what is asked, of the choices that are still there and go together."""
    configurator = configurator_of(session, line.sku, line.model_version)
    kept = settle(configurator, choices).choices
    return Question(line, configurator, kept, goal, _basis(session, line, kept, goal))


def best_at_once(session: Session, question: Question) -> Completion | None:
    """Return what is found while somebody waits for the answer; None: it takes longer."""
    if len(question.parts) > FEW:
        return None
    quoted = quoted_for(session, question.line, question.parts)
    return solved(question, quoted, Patience(AT_ONCE))


def solved(
    question: Question, quoted: Quoted, patience: Patience, tell: Tell = lambda _best: None
) -> Completion | None:
    """Return the best completion, or the best that was found before patience ran out."""
    return question.configurator.complete(
        question.choices, quoted, goal=question.goal, patience=patience, tell=tell
    )


def ask(session: Session, question: Question, *, by: str, seconds: int = SECONDS) -> CompletionRun:
    """Let a worker look for it, unless one does or has proven it; what was asked before ends."""
    for run in _runs(session, question.line):
        if run.basis == question.basis and (run.at_work or run.found.get("proven")):
            return run
        end(session, run.id, "cancelled")
    made = CompletionRun(
        revision_id=question.line.revision_id,
        line_id=question.line.id,
        goal=question.goal,
        basis=question.basis,
        choices={slot: choice.model_dump() for slot, choice in question.choices.items()},
        seconds=seconds,
        by=by,
    )
    session.add(made)
    session.flush()
    record(session, CompletionAsked(run_id=made.id))
    return made


def run_of(session: Session, line: QuoteLine, run_id: str) -> CompletionRun:
    """Return what a worker found, or looks for, for a line. Raises Missing."""
    run = session.get(CompletionRun, run_id)
    if run is None or run.line_id != line.id:
        raise Missing(_("This search is not kept any more. Please ask again."))
    return run


def run_at_work(session: Session, line: QuoteLine) -> CompletionRun | None:
    """Return what a worker looks for at this moment for a line."""
    return next((run for run in _runs(session, line) if run.at_work), None)


def cancel(session: Session, run: CompletionRun) -> None:
    """Have no more of it looked for; the best so far stays."""
    end(session, run.id, "cancelled")
    session.refresh(run)


def is_stale(session: Session, run: CompletionRun, choices: Mapping[str, Choice]) -> bool:
    """Tell whether an answer is about other choices than these, or other prices."""
    line = found(session, QuoteLine, run.line_id)
    return run.basis != question_of(session, line, choices, goal_of(run.goal)).basis


def to_take(session: Session, line: QuoteLine, run: CompletionRun) -> dict[str, Choice]:
    """Return the choices of an answer. Raises Conflict: they changed since, or there is none."""
    if not run.found:
        raise Conflict(_("Nothing was found yet. Please wait until the search has ended."))
    if is_stale(session, run, saved(line.choices)):
        raise Conflict(CHANGED)
    return completion_of(run.found).choices


def forget_old(session: Session) -> None:
    """Leave no answer that nobody wants any more."""
    session.execute(delete(CompletionRun).where(CompletionRun.created_at < utcnow() - KEPT))


def found_for(question: Question, run: CompletionRun) -> Completion | None:
    """Return what a search has found, if it counts for a question; None: nothing that still does.

    A part that was chosen may have left the catalogue since.
    """
    if run.basis != question.basis or not run.found:
        return None
    best = completion_of(run.found)
    knows = question.configurator.knows
    return best if all(knows(slot, one) for slot, one in best.choices.items()) else None


def completion_of(kept: Mapping[str, Any]) -> Completion:
    """Return an answer as it was kept."""
    return Completion(
        saved(kept["choices"]),
        Decimal(kept["cost"]),
        tuple(kept["unpriced"]),
        tuple(kept["broken"]),
        tuple(kept["missed"]),
        kept["proven"],
    )


def kept_of(best: Completion) -> dict[str, Any]:
    """Return an answer as plain values to keep."""
    return {
        "choices": {slot: choice.model_dump() for slot, choice in best.choices.items()},
        "cost": str(best.cost),
        "unpriced": list(best.unpriced),
        "broken": list(best.broken),
        "missed": list(best.missed),
        "proven": best.proven,
    }


def goal_of(text: str) -> Goal:
    """Return the goal of this name, by default to keep what is preferred."""
    return "cheapest" if text == "cheapest" else "preferred"


def _runs(session: Session, line: QuoteLine) -> list[CompletionRun]:
    query = select(CompletionRun).where(CompletionRun.line_id == line.id)
    return list(session.scalars(query.order_by(CompletionRun.created_at.desc())))


def _basis(session: Session, line: QuoteLine, choices: Mapping[str, Choice], goal: str) -> str:
    revision = line.revision_row
    return fingerprint(
        {
            "goal": goal,
            "model": [line.sku, model_row(session, line.sku, line.model_version).version],
            "choices": {slot: [one.sku, one.quantity] for slot, one in choices.items()},
            "quantity": [to_micro(line.quantity), line.uom],
            "whom": [revision.customer_id, revision.channel, revision.campaign, revision.currency],
            "lists": dict(revision.list_versions),
        }
    )
