"""The rest of a configuration offered on the configurator's page: at once, or while it is found."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from cpq.catalog.configuring import Choice
from cpq.models import CompletionRun, QuoteLine
from cpq.quoting.completing import (
    best_at_once,
    found_for,
    goal_of,
    question_of,
    run_at_work,
)
from cpq.quoting.filled import Filled, filled_of
from cpq.quoting.picks import saved
from cpq.quoting.ways import Ways
from foundation.language import Text


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page says about one goal.

    ``state`` is found, long (a worker has to look for it), waiting, reading (prices), running,
    cancelled, stale, or nothing.
    """

    goal: str
    state: str
    line: QuoteLine
    ways: Ways  # from the choices it was asked for
    filled: Filled | None = None
    run: CompletionRun | None = None

    @property
    def reason(self) -> Text | None:
        """Return why nothing was found."""
        return self.run.reason if self.run else None

    def at(self, endpoint: str) -> str:
        """Return the address of a deed on the search."""
        place: dict[str, Any] = {"revision_id": self.line.revision_id, "line_id": self.line.id}
        if self.run:
            place["run_id"] = self.run.id
        return url_for(endpoint, **place)


def offer_asked(session: Session, line: QuoteLine, ways: Ways) -> Offer | None:
    """Return what the address asks for: a goal, or a search that was begun; or one at work."""
    if goal := request.values.get("goal", ""):
        return _at_once(session, line, ways, goal)
    if run_id := request.values.get("run", ""):
        run = session.get(CompletionRun, run_id)  # it is forgotten after a day
        return offer_of(session, line, ways, run) if run and run.line_id == line.id else None
    run = run_at_work(session, line)
    offer = offer_of(session, line, ways, run) if run else None
    return None if offer is None or offer.state == "stale" else offer


def offer_of(session: Session, line: QuoteLine, ways: Ways, run: CompletionRun) -> Offer:
    """Return how far a search is, beside the choices at hand."""
    question = question_of(session, line, ways.choices, goal_of(run.goal))
    best = found_for(question, run)
    if question.basis != run.basis or (run.found and best is None):
        return Offer(run.goal, "stale", line, ways, run=run)
    filled = filled_of(session, question, best) if best else None
    state = run.state
    if state == "done":
        state = "found" if filled else "nothing"
    return Offer(run.goal, state, line, ways, filled, run)


def choices_of(run: CompletionRun) -> dict[str, Choice]:
    """Return the choices that a search was asked for."""
    return saved(run.choices)


def ways_from(line: QuoteLine, choices: Mapping[str, Choice], **kept: object) -> Ways:
    """Return the ways on from some choices of a line; what is kept goes with every address."""
    place = {"revision_id": line.revision_id, "line_id": line.id}
    return Ways("cpq.configure", place, choices, {name: one for name, one in kept.items() if one})


def _at_once(session: Session, line: QuoteLine, ways: Ways, goal: str) -> Offer:
    question = question_of(session, line, ways.choices, goal_of(goal))
    best = best_at_once(session, question)
    filled = filled_of(session, question, best) if best else None
    state = "found" if filled and filled.proven else "long"
    return Offer(question.goal, state, line, ways, filled)
