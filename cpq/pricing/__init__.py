"""What a quote costs: one pure function of the whole document, the moment and the lists. Pure.

``engine`` is the function. Nothing here knows a database or a clock. See ``docs/pricing.md``.

    asked            values, book (its lists, asked once)
    which rule       searching, plain (most products have but one), relating
    the list price   methods, formulas, bases, free_goods, handed (legs), exact
    down to the net  waterfall, sharing
    answers          document, written, proof; for people: notes, cliffs, weighing, refusals
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
