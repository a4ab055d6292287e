"""What the worker does for configurations."""

from time import monotonic

from sqlalchemy.orm import Session

from cpq.catalog.configuring import Completion
from cpq.catalog.configuring.costing import Quoted
from cpq.catalog.configuring.patience import Patience
from cpq.models import CompletionRun, QuoteLine
from cpq.models.completions import end, note
from cpq.option_prices import quoted_for
from cpq.quoting.completing import (
    CHANGED,
    Question,
    forget_old,
    goal_of,
    kept_of,
    question_of,
    solved,
)
from cpq.quoting.events import CompletionAsked
from cpq.quoting.picks import saved
from foundation.db import found, reading, transaction, utcnow
from foundation.errors import Refusal
from foundation.events import later
from foundation.jobs import sweep

LOOK_EVERY = 1.0  # seconds

sweep(forget_old)


@later(CompletionAsked, "cpq.complete_configuration")
def complete_configuration(event: CompletionAsked) -> None:
    """Look for the best completion and note the best so far; a second delivery begins anew."""
    try:
        with reading() as session:
            run = session.get(CompletionRun, event.run_id)
            if run is None or not run.at_work:
                return
        watch = _Watch(event.run_id)
        watch.note(state="reading")
        with reading() as session:
            question, quoted = _again(session, run)
        best = solved(question, quoted, Patience(run.seconds, watch.enough), watch.tell)
        watch.note(found=kept_of(best) if best else {}, state="done", ended_at=utcnow())
    except Refusal as refusal:
        with transaction() as session:
            end(session, event.run_id, "done", refusal.text)


class _Watch:
    """Writes down what is found, and notices that somebody has had enough."""

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        self._gone = False
        self._looked, self._told = monotonic(), 0.0

    def enough(self) -> bool:
        """Tell whether it was cancelled, looking every second."""
        if monotonic() - self._looked >= LOOK_EVERY:
            self._looked = monotonic()
            with reading() as session:
                run = session.get(CompletionRun, self.run_id)
                self._gone = run is None or not run.at_work
        return self._gone

    def tell(self, best: Completion) -> None:
        """Keep the best so far, at most once a second; with the first one the search begins."""
        if monotonic() - self._told >= LOOK_EVERY:
            begun = {} if self._told else {"state": "running", "begun_at": utcnow()}
            self._told = monotonic()
            self.note(found=kept_of(best), **begun)

    def note(self, **values: object) -> None:
        """Write down how far it is, unless it has ended."""
        with transaction() as session:
            note(session, self.run_id, **values)


def _again(session: Session, run: CompletionRun) -> tuple[Question, Quoted]:
    """Return what was asked, with its prices. Raises Refusal: it is not what it was."""
    line = found(session, QuoteLine, run.line_id)
    question = question_of(session, line, saved(run.choices), goal_of(run.goal))
    if question.basis != run.basis:
        raise Refusal(CHANGED)
    return question, quoted_for(session, line, question.parts)
