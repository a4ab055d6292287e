"""Which quotes belong together: an end-user quote, and the quotes of its legs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, lazyload

from cpq.channels.legs import PricedLeg
from cpq.models import ChannelLeg, QuoteRevision, QuoteState
from foundation.canonical import fingerprint
from foundation.db import found
from foundation.errors import Conflict
from foundation.language import _

MIRRORED = (*("position", "sku", "quantity", "uom", "choices", "bom", "complete", "model_version"),)
TERMS = ("buyer_id", "contact_id", "currency", "language", "payment_terms", "show_reference")


def source_of(session: Session, revision_id: str) -> QuoteRevision:
    """Return an end-user quote, locked. Raises Conflict: it is a leg's, or was replaced."""
    source = found(session, QuoteRevision, revision_id, lock=True)
    must_be_source(source)
    return source


def must_be_source(source: QuoteRevision) -> None:
    """Refuse a leg's own quote, and one that was replaced."""
    if source.leg_id:
        raise Conflict(
            _(
                "Quote %(number)s is a leg's own: begin at the end-user quote.",
                number=source.number,
            )
        )
    if source.state is QuoteState.SUPERSEDED:
        words = _(
            "Quote %(number)s was replaced already. Use its newest revision.",
            number=source.number,
        )
        raise Conflict(words)


def sources_of_deal(session: Session, deal_id: str) -> Sequence[QuoteRevision]:
    """Return the end-user quotes of a deal that stand, newest first."""
    query = select(QuoteRevision).where(
        QuoteRevision.deal_id == deal_id,
        QuoteRevision.leg_id.is_(None),
        QuoteRevision.state != QuoteState.SUPERSEDED,
    )
    return session.scalars(query.order_by(QuoteRevision.created_at.desc())).all()


def standing_source(session: Session, revision_id: str) -> QuoteRevision | None:
    """Return the revision that stands of the end-user quote that a quote is, or was made of."""
    row = found(session, QuoteRevision, revision_id)
    source = session.get(QuoteRevision, row.source_id) if row.source_id else row
    if source is None or source.leg_id:
        return None
    of_deal = sources_of_deal(session, source.deal_id)
    return next((one for one in of_deal if one.quote_id == source.quote_id), None)


def leg_quotes(session: Session, source: QuoteRevision) -> dict[str, QuoteRevision]:
    """Return the newest quote of every leg that was made of any revision of this quote."""
    made_of = aliased(QuoteRevision)
    query = (
        select(QuoteRevision)
        .join(made_of, made_of.id == QuoteRevision.source_id)
        .where(made_of.quote_id == source.quote_id, QuoteRevision.leg_id.is_not(None))
        .options(lazyload(QuoteRevision.lines))
        .order_by(QuoteRevision.created_at, QuoteRevision.revision)
    )
    return {str(row.leg_id): row for row in session.scalars(query)}


def mark_of(source: QuoteRevision, leg: ChannelLeg, priced: PricedLeg, seller_id: str) -> str:
    """Return what differs as soon as the quote of a leg would say something else."""
    nets = {line.position: line.net_amount.amount for line in priced.lines}
    lines = [
        [_plain(getattr(line, name)) for name in MIRRORED] + [nets[line.position]]
        for line in source.lines
    ]
    said: dict[str, Any] = {name: _plain(getattr(leg, name)) for name in TERMS}
    return fingerprint(
        {
            "lines": lines,
            "leg": said,
            "seq": leg.seq,
            "seller": seller_id,
            "subject": source.subject,
            "delivery": source.delivery,
            "valid_until": source.valid_until.isoformat(),
        }
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, bool, dict, list)) else str(value)
