"""The usual discount patterns of Japanese sales, to begin with; each can be changed or retired."""

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.discounts.models import DiscountPattern

USUAL: tuple[dict[str, Any], ...] = (
    {
        "code": "volume-large",
        "name": "大口",
        "name_en": "Large volume",
        "conditions": [{"kind": "quantity", "least": "50"}],
        "cap_percent": "25",
        "promise_required": True,
    },
    {
        "code": "volume-mid",
        "name": "中口",
        "name_en": "Medium volume",
        "conditions": [{"kind": "quantity", "least": "10"}],
        "cap_percent": "15",
    },
    {
        "code": "initial",
        "name": "初回見積",
        "name_en": "First quote",
        "conditions": [{"kind": "first_quote"}],
        "cap_percent": "8",
    },
    {
        "code": "bid",
        "name": "入札",
        "name_en": "Bid",
        "cap_percent": "30",
        "floor_percent": "3",
        "evidence": "file",
        "role": "manager",
    },
    {
        "code": "blanket",
        "name": "包括契約",
        "name_en": "Blanket agreement",
        "conditions": [{"kind": "past_orders", "least": "2"}],
        "cap_percent": "20",
        "evidence": "words",
        "promise_required": True,
    },
    {
        "code": "meet-competitor",
        "name": "競合対抗",
        "name_en": "Meet a competitor",
        "conditions": [{"kind": "competitor"}],
        "cap_percent": "30",
        "floor_percent": "3",
        "evidence": "file",
        "role": "leader",
    },
    {
        "code": "clearance",
        "name": "在庫処分",
        "name_en": "Clearance",
        "cap_percent": "60",
        "floor_percent": "-20",
        "role": "manager",
    },
)


def add_usual_patterns(session: Session) -> int:
    """Add those of the usual patterns that are not there by code. Returns how many."""
    there = set(session.scalars(select(DiscountPattern.code)))
    new = [row for row in USUAL if row["code"] not in there]
    for row in new:
        session.add(_pattern(row, USUAL.index(row) + 1))
    session.flush()
    return len(new)


def _pattern(row: dict[str, Any], position: int) -> DiscountPattern:
    limits = {
        name: None if row.get(name) is None else Decimal(row[name])
        for name in ("cap_percent", "floor_percent")
    }
    return DiscountPattern(**{**row, **limits, "position": position})
