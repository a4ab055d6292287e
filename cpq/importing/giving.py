"""Takes over whom lists are for. What is there already as the file says it is left alone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.importing.reading import Assigned, none_of
from cpq.listing.assigning import rank_from, target_of
from cpq.listing.claims import must_not_tie
from cpq.listing.meeting import Held
from cpq.listing.queries import assignments_of
from cpq.listing.reading import MOST_PRIORITY, validity_from, whole
from cpq.listing.wording import RANKS
from cpq.models import ListOfPrices
from cpq.price_lists.whom import assign
from foundation.db import utcnow
from foundation.errors import Refusal
from foundation.language import Text, _


class Assigning:
    """Compares the assignments of a batch with those that hold, and writes what differs."""

    def __init__(self, session: Session, rows: Sequence[Assigned]) -> None:
        self.session = session
        codes = {row.code for row in rows}
        query = select(ListOfPrices).where(ListOfPrices.code.in_(codes))
        self.lists = {row.code: row for row in session.scalars(query)} if codes else {}
        ids = [row.id for row in self.lists.values()]
        known = assignments_of(session, ids, utcnow()) if ids else {}
        self.there = {
            (row.list_id, row.rank, row.target): (row.priority, row.valid_from, row.valid_to)
            for some in known.values()
            for row in some
        }
        self.given: list[Held] = []
        self.waiting: list[dict[str, Any]] = []

    def take(self, row: Assigned) -> str | Text:
        """Return ``new``, ``changed`` or ``unchanged``, or why the row cannot be taken."""
        price_list = self.lists.get(row.code)
        if price_list is None:
            return _("There is no price list %(code)s.", code=row.code)
        try:
            if row.rank not in RANKS:
                return none_of(row.rank, RANKS)
            rank = rank_from(row.rank)
            target = target_of(self.session, rank, row.fields)
            begins, ends = validity_from(row.fields)
            name = _("Priority")
            priority = whole(row.fields, "priority", name, -MOST_PRIORITY, MOST_PRIORITY)
        except Refusal as refusal:
            return refusal.text
        key, said = (price_list.id, rank.value, target), (priority, begins, ends)
        known = self.there.get(key)
        if known == said:
            return "unchanged"
        given = Held(price_list.id, price_list.currency, rank, target, *said)
        try:
            must_not_tie(self.session, given, self.given)
        except Refusal as refusal:
            return refusal.text
        self.given.append(given)
        self.there[key] = said
        self.waiting.append(
            {"list_id": price_list.id, "rank": rank, "target": target, "priority": priority,
             "valid_from": begins, "valid_to": ends}
        )  # fmt: skip
        return "changed" if known else "new"

    def write(self) -> None:
        """Write what was taken."""
        for row in self.waiting:
            assign(self.session, **row)
