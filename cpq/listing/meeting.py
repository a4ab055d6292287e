"""Which lists the same quote may have at the same place and priority: their rules must not tie.

Whoever is in a price group today may be in another tomorrow. So a customer and a group, or a group
and a region, count as meeting wherever their ranks share a place, whoever is in them now: then no
change of a customer can bring a tie about. Two customers, two groups or two regions never meet.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import combinations, product
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cpq.models import Assignment, ListOfPrices
from cpq.pricing.values import Rank, RankAt

CUSTOMERS = {Rank.CONTRACT, Rank.CUSTOMER}


class Held(NamedTuple):
    """A list that somebody has, or is to have, at a rank."""

    list_id: str
    currency: str
    rank: Rank
    target: str
    priority: int
    valid_from: datetime | None = None
    valid_to: datetime | None = None


Pair = tuple[Held, Held]


def held_from(session: Session, at: datetime, but: Collection[str] = ()) -> list[Held]:
    """Return who has which list in use at a moment or later, but for some assignments."""
    query = (
        select(Assignment, ListOfPrices.currency)
        .join(ListOfPrices, ListOfPrices.id == Assignment.list_id)
        .where(ListOfPrices.active, or_(Assignment.valid_to.is_(None), Assignment.valid_to > at))
        .order_by(ListOfPrices.code, Assignment.id)
    )
    return [held(row, currency) for row, currency in session.execute(query) if row.id not in but]


def held(row: Assignment, currency: str) -> Held:
    """Return what an assignment says."""
    return Held(
        row.list_id,
        currency,
        Rank(row.rank),
        row.target,
        row.priority,
        row.valid_from,
        row.valid_to,
    )


def meeting(one: Held, others: Iterable[Held], order: Sequence[RankAt]) -> Iterator[Pair]:
    """Give those of the others that a quote may have beside this one, with the same claim."""
    place = {at.rank: at.position for at in order}
    for other in others:
        if place[one.rank] == place[other.rank] and _meet(one, other):
            yield one, other


def pairs(holding: Iterable[Held], order: Sequence[RankAt]) -> Iterator[Pair]:
    """Give every two lists that a quote may have with the same claim."""
    place = {at.rank: at.position for at in order}
    groups: dict[tuple[int, int, str], dict[Rank, list[Held]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for one in holding:
        groups[place[one.rank], one.priority, one.currency][one.rank].append(one)
    for ranks in groups.values():
        yield from (pair for pair in _in_group(ranks) if _meet(*pair))


def between(
    holding: Iterable[Held], order: Sequence[RankAt], before: Sequence[RankAt]
) -> Iterator[Pair]:
    """Give the pairs of ranks that share a place in an order and did not in the one before."""
    was = {at.rank: at.position for at in before}
    for one, other in pairs(holding, order):
        if was[one.rank] != was[other.rank]:
            yield one, other


def _in_group(ranks: Mapping[Rank, list[Held]]) -> Iterator[Pair]:
    """Give who may meet by their ranks: those of one rank by target, which keeps it linear."""
    for some in ranks.values():
        by_target: dict[str, list[Held]] = defaultdict(list)
        for one in some:
            by_target[one.target].append(one)
        for same in by_target.values():
            yield from combinations(same, 2)
    for some, others in combinations(ranks.values(), 2):
        yield from product(some, others)


def _meet(one: Held, other: Held) -> bool:
    alike = one.rank == other.rank or {one.rank, other.rank} <= CUSTOMERS
    return (
        one.list_id != other.list_id
        and (one.priority, one.currency) == (other.priority, other.currency)
        and (one.target == other.target or not alike)
        and _before(one.valid_from, other.valid_to)
        and _before(other.valid_from, one.valid_to)
    )


def _before(begins: datetime | None, ends: datetime | None) -> bool:
    return begins is None or ends is None or begins < ends
