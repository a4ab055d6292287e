"""A deal follows the marks of its quotes."""

from sqlalchemy.orm import Session

import cpq.queries
import deals.actions


def follow_marks(session: Session, deal_id: str) -> None:
    """Let a deal whose quotes are all for comparison count in no forecast, and any other count."""
    quotes = cpq.queries.revisions_of_deal(session, deal_id)
    standing = [quote for quote in quotes if not quote.replaced]
    only = bool(standing) and all(quote.quote_only for quote in standing)
    deals.actions.mark_quote_only(session, deal_id, on=only)
