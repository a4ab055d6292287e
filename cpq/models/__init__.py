"""Tables of quotes and price lists."""

from cpq.models.channels import ChannelLeg, ChannelPolicy, DealRegistration, ResaleNote
from cpq.models.completions import CompletionRun
from cpq.models.price_lists import (
    Assignment,
    CurrencyRate,
    ImpactRun,
    ListEntry,
    ListOfPrices,
    ListParent,
    ListVersionRow,
    RankPlace,
    VersionState,
)
from cpq.models.quotes import Quote, QuoteContent, QuoteLine, QuoteRevision, QuoteState

__all__ = [
    "Assignment",
    "ChannelLeg",
    "ChannelPolicy",
    "CompletionRun",
    "CurrencyRate",
    "DealRegistration",
    "ImpactRun",
    "ListEntry",
    "ListOfPrices",
    "ListParent",
    "ListVersionRow",
    "Quote",
    "QuoteContent",
    "QuoteLine",
    "QuoteRevision",
    "QuoteState",
    "RankPlace",
    "ResaleNote",
    "VersionState",
]
