"""Tables of quotes and price lists."""

from cpq.models.price_lists import ListEntry, ListOfPrices
from cpq.models.quotes import Quote, QuoteContent, QuoteLine, QuoteRevision, QuoteState

__all__ = [
    "ListEntry",
    "ListOfPrices",
    "Quote",
    "QuoteContent",
    "QuoteLine",
    "QuoteRevision",
    "QuoteState",
]
