"""The lists as they stand from a moment on: versions that hold or will, and what they lead to."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from cpq.models import Assignment, ListEntry, ListOfPrices, ListParent, ListVersionRow, VersionState
from cpq.price_lists.entries import EVERYTHING
from cpq.pricing.values import ONE, Method, Rank

OF_A_PRICE = (Method.PERCENT_OFF.value, Method.FORMULA.value)
Numbers = tuple[int, ...]


class Living:
    """What holds from a moment on; a draft stands in place of its list's versions.

    ``drafts`` counts the drafts of all lists, too: what they say may come to hold.
    """

    def __init__(
        self,
        session: Session,
        at: datetime,
        draft: ListVersionRow | None = None,
        *,
        drafts: bool = False,
    ) -> None:
        self.session, self.at, self.draft, self.drafts = session, at, draft, drafts
        self._numbers: dict[str, Numbers] = {}
        self._edges: list[ListParent] | None = None

    def numbers(self, list_id: str) -> Numbers:
        """Return the versions of a list that hold now or may hold later, newest first."""
        if list_id not in self._numbers:
            self._numbers[list_id] = tuple(row.number for row in self.versions(list_id))
        return self._numbers[list_id]

    def versions(self, list_id: str) -> list[ListVersionRow]:
        """Return the versions of a list that hold now or may hold later, newest first."""
        if self.draft is not None and list_id == self.draft.list_id:
            return [self.draft]
        query = select(ListVersionRow).where(
            ListVersionRow.list_id == list_id, ListVersionRow.state != VersionState.RETIRED.value
        )
        found: list[ListVersionRow] = []
        for row in self.session.scalars(query.order_by(ListVersionRow.number.desc())):
            is_draft = row.state == VersionState.DRAFT.value
            if (is_draft and not self.drafts) or (row.valid_to and row.valid_to <= self.at):
                continue
            found.append(row)
            if not is_draft and not row.valid_to and (row.valid_from or self.at) <= self.at:
                break  # nothing older ever holds again
        return found

    def parents(self, list_id: str) -> list[str]:
        """Return the lists that this one asks, in their order."""
        rows = [row for row in self.edges() if row.list_id == list_id and self._lives(row)]
        return list(dict.fromkeys(row.parent_id for row in rows))

    def below(self, list_id: str) -> set[str]:
        """Return the list itself and every list that leads to it by its parents."""
        found, waiting = {list_id}, [list_id]
        while waiting:
            above = waiting.pop()
            rows = [row for row in self.edges() if row.parent_id == above and self._lives(row)]
            waiting += {row.list_id for row in rows} - found
            found |= {row.list_id for row in rows}
        return found

    def family(self, list_id: str) -> list[str]:
        """Return the list and those that may be asked in its stead.

        Above a list that has a rule for everything nobody is asked.
        """
        found, waiting = [list_id], [list_id]
        for here in waiting:
            more = [] if self._answers_all(here) else self.parents(here)
            waiting += [one for one in more if one not in found]
            found += [one for one in more if one not in found]
        return found

    def stands(self, entry: type[ListEntry], list_id: str) -> ColumnElement[bool]:
        """Return what makes a rule stand on any of a list's versions."""
        numbers = self.numbers(list_id)
        if not numbers:
            return false()
        begun, ended = entry.from_version + 0, entry.to_version + 0
        lives = (begun <= max(numbers)) & or_(ended.is_(None), ended > min(numbers))
        return (entry.list_id == list_id) & lives

    def standard(self) -> set[str]:
        """Return the lists that everybody has, now or later."""
        query = select(Assignment.list_id).where(
            Assignment.rank == Rank.STANDARD.value,
            or_(Assignment.valid_to.is_(None), Assignment.valid_to > self.at),
        )
        return set(self.session.scalars(query))

    def always(self, entry: type[ListEntry], list_id: str) -> ColumnElement[bool]:
        """Return what makes a rule of a list hold for every quantity and moment to come."""
        numbers = self.numbers(list_id)
        return and_(
            entry.list_id == list_id,
            entry.uom == "",
            entry.min_quantity <= ONE,
            entry.max_quantity.is_(None),
            entry.valid_from.is_(None),
            entry.valid_to.is_(None),
            entry.from_version + 0 <= min(numbers, default=0),
            or_(entry.to_version.is_(None), entry.to_version + 0 > max(numbers, default=0)),
        )

    def edges(self) -> list[ListParent]:
        """Return who asks whom, of all times and in order."""
        if self._edges is None:
            query = select(ListParent).order_by(ListParent.position, ListParent.id)
            self._edges = list(self.session.scalars(query))
        return self._edges

    def codes(self, list_ids: Iterable[str]) -> dict[str, str]:
        """Return what lists are called, by id."""
        query = select(ListOfPrices.id, ListOfPrices.code).where(ListOfPrices.id.in_(set(list_ids)))
        return {row.id: row.code for row in self.session.execute(query)}

    def _lives(self, row: ListParent) -> bool:
        return any(
            row.from_version <= number and (row.to_version is None or number < row.to_version)
            for number in self.numbers(row.list_id)
        )

    def _answers_all(self, list_id: str) -> bool:
        general = select(ListEntry.id).where(
            self.always(ListEntry, list_id),
            ListEntry.sku == "",
            ListEntry.target == EVERYTHING,
            ListEntry.method.in_(OF_A_PRICE),
            ListEntry.base != "cost",
        )
        return self.session.scalar(general.limit(1)) is not None
