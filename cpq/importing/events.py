"""What an import tells."""

from dataclasses import dataclass

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class ImportAsked(Event, name="cpq.import_asked"):
    """Somebody wants files checked, or taken over."""

    run_id: str
