"""What the pages of a quote tell."""

from dataclasses import dataclass

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class CompletionAsked(Event, name="cpq.completion_asked"):
    """Somebody wants the rest of a configuration chosen, and it takes long."""

    run_id: str
