"""Price lists as the API gives them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from cpq.listing.exporting import moment
from cpq.listing.publishing import Impact, Proposal, changed_rules
from cpq.listing.queries import ListRow
from cpq.listing.wording import begins, ends, in_words, named_in
from cpq.models import Assignment, CurrencyRate, ListEntry, ListVersionRow
from cpq.price_lists.entries import PRODUCT
from foundation.language import say

MOST_CHANGES = 500
DECIMALS = (
    "percent", "round_to", "surcharge", "least_margin", "most_margin", "min_quantity",
    "max_quantity",
)  # fmt: skip


def list_out(shown: ListRow) -> dict[str, Any]:
    """Return a list."""
    names = ("code", "name", "name_en", "currency", "kind", "active")
    return {name: getattr(shown.row, name) for name in names} | {
        "version": shown.current.number if shown.current else None,
        "draft": shown.draft.number if shown.draft else None,
    }


def entry_out(entry: ListEntry) -> dict[str, Any]:
    """Return a rule."""
    return {
        "id": entry.id,
        "sku": entry.sku if entry.target.startswith(PRODUCT) else "",
        "target": entry.target,
        "method": entry.method,
        "unit_price": _plain(entry.amount),
        "base": entry.base,
        "formula": entry.formula,
        "breaks": entry.breaks,
        "uom": entry.uom,
        "priority": str(entry.priority),
        "valid_from": moment(begins(entry.valid_from)),
        "valid_to": moment(ends(entry.valid_to)),
        **{name: _plain(getattr(entry, name)) for name in DECIMALS},
    }


def version_out(version: ListVersionRow, current: ListVersionRow | None) -> dict[str, Any]:
    """Return a version, and whether it holds now."""
    return {
        "number": version.number,
        "state": version.state,
        "valid_from": moment(begins(version.valid_from)),
        "valid_to": moment(ends(version.valid_to)),
        "published_at": _iso(version.published_at),
        "published_by": version.published_by,
        "content_sha256": version.content_sha256,
        "holds": current is not None and current.number == version.number,
    }


def proposal_out(proposal: Proposal, impact: Impact) -> dict[str, Any]:
    """Return what publishing a draft would do."""
    currency = proposal.price_list.currency
    changed = changed_rules(proposal.changes)[:MOST_CHANGES]
    return {
        "version": proposal.draft.number,
        "content_sha256": proposal.content_sha256,
        "contradictions": [say(one.text) for one in proposal.contradictions],
        "added": len(proposal.changes.added),
        "ended": len(proposal.changes.ended),
        "changes": [
            f"{named_in(row.entry.target) or row.entry.target}: "
            f"{say(in_words(row.before, currency)) if row.before else '–'} → "
            f"{say(in_words(row.after, currency)) if row.after else '–'}"
            for row in changed
        ],
        "done": impact.done,
        "total": impact.total,
        "effects": [effect.to_json() for effect in impact.effects],
    }


def assignment_out(row: Assignment) -> dict[str, Any]:
    """Return an assignment."""
    return {
        "id": row.id,
        "rank": row.rank,
        "target": row.target,
        "priority": row.priority,
        "valid_from": moment(begins(row.valid_from)),
        "valid_to": moment(ends(row.valid_to)),
    }


def rate_out(row: CurrencyRate) -> dict[str, Any]:
    """Return a rate."""
    return {
        "from_currency": row.from_currency,
        "to_currency": row.to_currency,
        "rate": f"{row.rate:f}",
        "valid_from": _iso(row.valid_from),
    }


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"


def _iso(value: datetime | None) -> str:
    return value.isoformat() if value else ""
