"""How a sale reaches the customer."""

from dataclasses import dataclass
from enum import StrEnum

from foundation.errors import Refusal
from foundation.language import Text, _


class Channel(StrEnum):
    """Direct, through a dealer, or through a distributor and a dealer."""

    DIRECT = "direct"
    DEALER = "dealer"
    DISTRIBUTOR = "distributor"

    @property
    def label(self) -> Text:
        """Return what people call it."""
        return LABELS[self]


LABELS = {
    Channel.DIRECT: _("Direct"),
    Channel.DEALER: _("Through a dealer"),
    Channel.DISTRIBUTOR: _("Distributor and dealer"),
}


@dataclass(frozen=True, slots=True)
class Route:
    """The channel of a sale and the companies it passes through. Empty: not known yet."""

    channel: Channel = Channel.DIRECT
    dealer_id: str = ""
    distributor_id: str = ""

    def __post_init__(self) -> None:
        """Refuse companies that the channel has no place for."""
        if self.dealer_id and self.dealer_id == self.distributor_id:
            raise Refusal(
                _("The dealer and the distributor must be two companies."), field="distributor_id"
            )

    def fitting(self) -> "Route":
        """Return the route without the companies that its channel does not pass through."""
        dealer = "" if self.channel is Channel.DIRECT else self.dealer_id
        distributor = self.distributor_id if self.channel is Channel.DISTRIBUTOR else ""
        return Route(self.channel, dealer, distributor)


def channel_of(value: str) -> Channel:
    """Return the channel of a form or an API call. Raises Refusal."""
    try:
        return Channel(value)
    except ValueError:
        raise Refusal(_("Please choose one of the list."), field="channel") from None
