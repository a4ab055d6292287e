"""What is kept with a line of a leg's quote: what its price is made from, and how that is said."""

from typing import Any

from cpq.channels.legs import PriceBasis
from cpq.pricing import Wanted
from cpq.pricing.handed import given_json
from foundation.language import Text, _

KINDS = {True: "partner", False: "distributor"}
NOTES: dict[PriceBasis, Text] = {
    PriceBasis.OFF_END_USER: _("Agreed for this leg, off the end-user price"),
    PriceBasis.PRICE_LIST: _("By the price list of this leg's buyer"),
    PriceBasis.ON_TOP: _("Agreed for this leg, on top of the one before"),
    PriceBasis.FIXED_NET: _("This line's share of the net sum agreed for this leg"),
}


def given_of(
    asked: Wanted, basis: PriceBasis, list_code: str, *, last_reseller: bool
) -> dict[str, Any]:
    """Return what a line's price is made from, for ``cpq.repricing`` to price it by.

    ``kind`` and ``note`` are what anybody reads of it: they name no other party's price.
    """
    return given_json(asked) | {
        "list": list_code if basis is PriceBasis.PRICE_LIST else "",
        "lists": basis is PriceBasis.PRICE_LIST,
        "kind": KINDS[last_reseller],
        "note": NOTES[basis].to_json(),
    }
