"""The price that is kept with a line of a leg's quote: its own figures and nobody else's."""

from decimal import Decimal
from typing import Any

from cpq.channels.legs import LegLine, PriceBasis
from foundation.language import Text, _

KINDS = {True: "partner", False: "distributor"}
NOTES: dict[PriceBasis, Text] = {
    PriceBasis.OFF_END_USER: _("Agreed for this leg, off the end-user price"),
    PriceBasis.PRICE_LIST: _("By the price list of this leg's buyer"),
    PriceBasis.ON_TOP: _("Agreed for this leg, on top of the one before"),
    PriceBasis.FIXED_NET: _("This line's share of the net sum agreed for this leg"),
}


def price_of(
    line: LegLine, basis: PriceBasis, sku: str, *, last_reseller: bool, concession: Decimal
) -> dict[str, Any]:
    """Return a line's price as it is kept; ``concession`` is for approvers alone.

    What the price was reckoned from is another party's, so no step names it: the page of the legs
    shows our people the whole way.
    """
    net, unit = str(line.net.major), str(line.net_unit)
    step = {"sku": sku, "before": net, "after": net, "price_list": {}, "losers": []}
    kind = KINDS[last_reseller]
    return {
        "list_unit": unit,
        "regular_unit": unit,
        "net_unit": unit,
        "list_amount": line.net.amount,
        "net_amount": line.net.amount,
        "price_list": {},
        "warnings": [],
        "concession": str(concession),
        "steps": [
            {**step, "kind": kind, "note": NOTES[basis].to_json()},
            {**step, "kind": "net", "note": _("Net amount, rounded once").to_json()},
        ],
    }
