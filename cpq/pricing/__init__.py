"""What a quote costs: one pure function of the whole document, the moment and the lists. Pure.

``values`` is what it is asked with and what it answers; it knows no database and no clock.
"""

from cpq.pricing.lines import (
    Entry,
    Loser,
    Names,
    Part,
    Priced,
    PriceList,
    Step,
    Wanted,
    price_document,
    price_line,
)

__all__ = [
    "Entry",
    "Loser",
    "Names",
    "Part",
    "PriceList",
    "Priced",
    "Step",
    "Wanted",
    "price_document",
    "price_line",
]
