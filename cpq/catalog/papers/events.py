"""What papers tell."""

from dataclasses import dataclass

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class PaperAdded(Event, name="cpq.paper_added"):
    """A product has a new paper; its pages are drawn next."""

    paper_id: str
