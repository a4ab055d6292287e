"""What price lists tell."""

from dataclasses import dataclass

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class PriceListPublished(Event, name="cpq.price_list_published"):
    """A version of a price list holds for what is quoted from now on."""

    list_id: str
    code: str
    number: int
    content_sha256: str
    by: str


@dataclass(frozen=True, kw_only=True)
class ImpactAsked(Event, name="cpq.price_list_impact_asked"):
    """Somebody wants to know what publishing a draft would do to the open quotes."""

    run_id: str
