"""Whom lists are for, in which order they are asked, and what currencies are worth: all data."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from cpq.models import Assignment, CurrencyRate, ListOfPrices, RankPlace
from cpq.pricing.values import PRECEDENCE, Rank, RankAt
from customers.queries import CustomerCard
from foundation.db import utcnow

INVERSE_PLACES = Decimal("0.000000000001")
Whom = dict[Rank, str]


def whom_of(
    customer: CustomerCard | None, *, channel: str, campaign: str = "", registration: str = ""
) -> Whom:
    """Return what a list has to be assigned to for this customer, by rank."""
    known: Whom = {Rank.CHANNEL: channel, Rank.CAMPAIGN: campaign, Rank.REGISTRATION: registration}
    if customer:
        known |= {Rank.CONTRACT: customer.id, Rank.CUSTOMER: customer.id}
        known |= {Rank.TIER: customer.price_group, Rank.REGION: customer.region}
    return {Rank.STANDARD: ""} | {rank: target for rank, target in known.items() if target}


def assign(
    session: Session,
    list_id: str,
    rank: Rank,
    target: str = "",
    *,
    priority: int = 0,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
    by: str = "",
) -> Assignment:
    """Let somebody have a list. The same again at other values ends what was there before."""
    moment = utcnow()
    for old in _same(session, list_id, rank, target):
        if old.holds_at(moment) or (old.valid_from and old.valid_from > moment):
            old.valid_to = moment
    session.flush()
    made = Assignment(
        list_id=list_id,
        rank=rank.value,
        target=target,
        priority=priority,
        valid_from=valid_from,
        valid_to=valid_to,
        created_at=moment,
        created_by=by,
    )
    session.add(made)
    session.flush()
    return made


def end_assignment(row: Assignment, at: datetime) -> None:
    """Let nobody new have it; quotes opened before keep it."""
    row.valid_to = at


def assignments_for(session: Session, wanted: Iterable[Whom]) -> list[Assignment]:
    """Return every assignment to any of these, of whatever time."""
    pairs = {(rank, target) for whom in wanted for rank, target in whom.items()}
    by_rank: dict[Rank, list[str]] = {}
    for rank, target in pairs:
        by_rank.setdefault(rank, []).append(target)
    if not by_rank:
        return []
    fits = [
        (Assignment.rank == rank.value) & Assignment.target.in_(targets)
        for rank, targets in by_rank.items()
    ]
    return list(session.scalars(select(Assignment).where(or_(*fits)).order_by(Assignment.id)))


def campaigns_known(session: Session) -> list[str]:
    """Return the campaigns that have a list."""
    query = select(Assignment.target).where(Assignment.rank == Rank.CAMPAIGN.value).distinct()
    return sorted(session.scalars(query))


def campaigns_in_english(session: Session) -> dict[str, str]:
    """Return what campaigns are called in English: as the list of each, where it has but one."""
    query = select(Assignment.target, ListOfPrices.name_en).join(ListOfPrices).distinct()
    found: dict[str, list[str]] = {}
    for target, name in session.execute(query.where(Assignment.rank == Rank.CAMPAIGN.value)):
        found.setdefault(target, []).append(name)
    return {target: names[0] for target, names in found.items() if len(names) == 1 and names[0]}


def precedence_at(session: Session, at: datetime) -> tuple[RankAt, ...]:
    """Return the order in which ranks are asked at a moment."""
    last = session.scalar(select(func.max(RankPlace.since)).where(RankPlace.since <= at))
    if last is None:
        return PRECEDENCE
    rows = session.scalars(select(RankPlace).where(RankPlace.since == last))
    placed = [RankAt(Rank(row.rank), row.position, row.exclusive) for row in rows]
    return tuple(sorted(placed, key=lambda place: (place.position, place.rank)))


def set_precedence(session: Session, places: Sequence[RankAt], *, by: str = "") -> None:
    """Ask ranks in another order from now on; what was quoted before keeps the old one."""
    moment = utcnow()
    session.add_all(
        RankPlace(
            since=moment,
            rank=place.rank.value,
            position=place.position,
            exclusive=place.exclusive,
            changed_by=by,
        )
        for place in places
    )
    session.flush()


def rates_to(
    session: Session, currency: str, others: Iterable[str], at: datetime
) -> Mapping[str, Decimal]:
    """Return what one unit of each currency is worth in another, where somebody said so.

    Where only the way back is known its inverse counts, to twelve places.
    """
    wanted = set(others) - {currency}
    if not wanted:
        return {}
    both = [*wanted, currency]
    query = select(CurrencyRate).where(
        CurrencyRate.from_currency.in_(both),
        CurrencyRate.to_currency.in_(both),
        CurrencyRate.valid_from <= at,
    )
    newest = {
        (row.from_currency, row.to_currency): row.rate
        for row in session.scalars(query.order_by(CurrencyRate.valid_from))
    }
    known: dict[str, Decimal] = {}
    for other in sorted(wanted):
        if rate := newest.get((other, currency)):
            known[other] = rate
        elif back := newest.get((currency, other)):
            known[other] = (1 / back).quantize(INVERSE_PLACES)
    return known


def _same(session: Session, list_id: str, rank: Rank, target: str) -> Iterable[Assignment]:
    return session.scalars(
        select(Assignment).where(
            Assignment.list_id == list_id,
            Assignment.rank == rank.value,
            Assignment.target == target,
        )
    )
