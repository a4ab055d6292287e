"""How a sale reaches the customer."""

from enum import StrEnum

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
