"""What a deal can tell the rest of the house."""

from dataclasses import dataclass

from foundation.events import Event


@dataclass(frozen=True, kw_only=True)
class DealOpened(Event, name="deals.deal_opened"):
    """There is a new chance to sell something."""

    deal_id: str
    number: str
    customer_id: str
    owner_id: str


@dataclass(frozen=True, kw_only=True)
class StageChanged(Event, name="deals.stage_changed"):
    """A deal went from one stage to another; ``before`` and ``after`` are their keys."""

    deal_id: str
    transition_id: str
    before: str
    after: str
    cause: str


@dataclass(frozen=True, kw_only=True)
class DealWon(Event, name="deals.deal_won"):
    """A deal is won: its order is signed and sealed."""

    deal_id: str
    number: str
    transition_id: str


@dataclass(frozen=True, kw_only=True)
class DealLost(Event, name="deals.deal_lost"):
    """A person closed a deal as lost, and said why."""

    deal_id: str
    number: str
    transition_id: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OrderBooked(Event, name="deals.order_booked"):
    """A signed order is with finance."""

    order_id: str
    deal_id: str
    number: str
