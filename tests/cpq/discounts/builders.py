"""Patterns and prices to test with."""

from datetime import timedelta
from decimal import Decimal

from cpq.actions.prices import Price
from cpq.discounts.conditions import Condition
from cpq.discounts.grounds import EvidenceFile, Grounds
from cpq.discounts.patterns import PatternFields, add_pattern
from foundation.db import today

FILE = EvidenceFile(sha256="a" * 64, name="競合見積.pdf", media_type="application/pdf", size=9)


def a_pattern(session, code="bid", conditions=(), **fields):
    """A pattern without any demand of its own, but for what is given."""
    plain = {"name": "入札", "name_en": "Bid", "reason_required": False}
    asked = tuple(Condition.model_validate(one) for one in conditions)
    return add_pattern(session, code, PatternFields(**{**plain, **fields}, conditions=asked))


def a_price(how="percent", value=10, reason="競合と同条件", pattern="", **grounds):
    return Price(how, Decimal(str(value)), pattern, reason, Grounds(**grounds))


def in_days(days):
    return today() + timedelta(days=days)
