"""How a sale reaches the customer."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from foundation.errors import Refusal
from foundation.language import Text, _


class Channel(StrEnum):
    """Direct, over the web, through a dealer, a distributor and a dealer, or a chain of any."""

    DIRECT = "direct"
    WEB = "web"
    DEALER = "dealer"
    DISTRIBUTOR = "distributor"
    CHAIN = "chain"

    @property
    def label(self) -> Text:
        """Return what people call it."""
        return LABELS[self]


LABELS = {
    Channel.DIRECT: _("Direct"),
    Channel.WEB: _("Web"),
    Channel.DEALER: _("Through a dealer"),
    Channel.DISTRIBUTOR: _("Distributor and dealer"),
    Channel.CHAIN: _("Chain of any legs"),
}
USUAL = (Channel.DIRECT, Channel.WEB, Channel.DEALER, Channel.DISTRIBUTOR)  # of a customer
THROUGH_A_DEALER = {Channel.DEALER, Channel.DISTRIBUTOR}


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
        dealer = self.dealer_id if self.channel in THROUGH_A_DEALER else ""
        distributor = self.distributor_id if self.channel is Channel.DISTRIBUTOR else ""
        return Route(self.channel, dealer, distributor)

    @property
    def resellers(self) -> list[str]:
        """Return whom the sale passes before it reaches the customer, from us on."""
        return [company for company in (self.distributor_id, self.dealer_id) if company]


def channel_of(value: str) -> Channel:
    """Return the channel of a form or an API call. Raises Refusal."""
    try:
        return Channel(value)
    except ValueError:
        raise Refusal(_("Please choose one of the list."), field="channel") from None


def route_through(resellers: Sequence[str], channel: Channel) -> Route:
    """Return the route that passes these companies; none, one and two of them have a name.

    A sale over the web stays one while nobody stands between, and a chain stays a chain.
    """
    if channel is Channel.CHAIN or len(resellers) > 2:  # noqa: PLR2004  (distributor and dealer)
        return Route(Channel.CHAIN)
    if not resellers:
        return Route(Channel.WEB if channel is Channel.WEB else Channel.DIRECT)
    if len(resellers) == 1:
        return Route(Channel.DEALER, dealer_id=resellers[0])
    return Route(Channel.DISTRIBUTOR, dealer_id=resellers[1], distributor_id=resellers[0])
