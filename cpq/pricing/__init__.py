"""What a quote costs: one pure function of the whole document, the moment and the lists. Pure.

``values`` is what it is asked with, ``document`` what is priced and what a price is, ``engine`` the
function; ``written`` keeps its answers. Nothing here knows a database or a clock.
"""

from cpq.pricing.document import DocumentDiscount, Loser, Part, Priced, Step, Wanted
from cpq.pricing.engine import price_document, price_line, price_lines
from cpq.pricing.values import Adjustment, Catalogue, ListVersion, Manual, Names, Rule

__all__ = [
    "Adjustment",
    "Catalogue",
    "DocumentDiscount",
    "ListVersion",
    "Loser",
    "Manual",
    "Names",
    "Part",
    "Priced",
    "Rule",
    "Step",
    "Wanted",
    "price_document",
    "price_line",
    "price_lines",
]
