"""What the worker does for price lists."""

from cpq.listing.events import ImpactAsked
from cpq.listing.publishing import reckon
from foundation.events import later


@later(ImpactAsked, "cpq.reckon_impact")
def reckon_impact(event: ImpactAsked) -> None:
    """Price the open quotes with a draft; a second delivery goes on where the first ended."""
    reckon(event.run_id)
