"""Assigning a list so that it does not tie with another that the same people have."""

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from cpq.listing.assigning import assign_from
from cpq.listing.contradictions import rivals
from cpq.listing.reading import Fields
from cpq.listing.wording import named_in
from cpq.models import Assignment, ListEntry, ListOfPrices
from cpq.price_lists.entries import on_version
from cpq.price_lists.versions import current_of
from foundation.db import found
from foundation.errors import Refusal
from foundation.language import _


def assign_checked(session: Session, list_id: str, form: Fields, *, by: str = "") -> Assignment:
    """Let somebody have a list. Raises Refusal where two rules would have the same claim."""
    made = assign_from(session, list_id, form, by=by)
    price_list = found(session, ListOfPrices, list_id)
    current = current_of(session, list_id)
    for other in rivals(session, price_list) if current else ():
        target = _tied(session, price_list, other)
        if target is not None:
            raise Refusal(
                _(
                    "%(code)s has prices for the same (%(target)s) at the same rank. "
                    "Give one of the two lists a higher priority.",
                    code=other.code,
                    target=named_in(target) or _("Everything"),
                ),
                field="priority",
            )
    return made


def _tied(session: Session, one: ListOfPrices, other: ListOfPrices) -> str | None:
    """Return a target on which the versions that hold have rules of the same claim."""
    mine, theirs = current_of(session, one.id), current_of(session, other.id)
    if mine is None or theirs is None:
        return None
    a, b = aliased(ListEntry), aliased(ListEntry)
    query = (
        select(a.target)
        .join(b, (a.sku == b.sku) & (a.target == b.target))
        .where(
            a.list_id == one.id,
            b.list_id == other.id,
            a.min_quantity == b.min_quantity,
            a.priority == b.priority,
            a.uom == b.uom,
            a.valid_from.is_not_distinct_from(b.valid_from),
            *on_version(a, mine.number),
            *on_version(b, theirs.number),
        )
    )
    return session.scalar(query.limit(1))
