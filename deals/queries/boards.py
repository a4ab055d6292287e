"""The board: columns with counts and sums from SQL, and of each column its first cards."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from customers.queries import customer_cards
from deals.models import Board, Deal, Stage
from deals.plans import DEFAULT
from deals.stages import Kind, asks
from deals.staleness import Stillness, stillness
from foundation.db import today
from foundation.errors import Missing
from foundation.formats import local_day
from foundation.language import Text, _
from foundation.money import Money, rounded
from foundation.numbers import folded
from foundation.settings import settings
from people.queries import PersonCard, people

CARDS = 15
MOST = 500


@dataclass(frozen=True)
class BoardFilter:
    """Which deals are shown: by words, by owner, by the month they are expected in, by customer."""

    words: str = ""
    owner_id: str = ""
    month: date | None = None
    customer_id: str = ""

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what a deal must fulfil."""
        found = [Deal.search.contains(word, autoescape=True) for word in folded(self.words).split()]
        if self.owner_id:
            found.append(Deal.owner_id == self.owner_id)
        if self.month:
            found.append(Deal.expected_month == self.month)
        if self.customer_id:
            found.append(Deal.customer_id == self.customer_id)
        return found


@dataclass(frozen=True, slots=True)
class BoardCard:
    """A deal on the board."""

    id: str
    number: str
    name: str
    customer: str
    owner: str
    month: date
    late: bool
    worth: Money | None
    quote_only: bool
    waits_for: Text | None
    waits_since: date | None
    signed: int
    to_sign: int
    pinned: bool
    overruled: bool
    still: Stillness
    resume_on: date | None
    reason: str


@dataclass(frozen=True)
class BoardColumn:
    """A stage of the board with its figures; ``asks``: stages a move to which needs words."""

    key: str
    name: str
    kind: Kind
    count: int
    sums: Sequence[Money]
    weighted: Sequence[Money]
    asks: Sequence[str]
    cards: Sequence[BoardCard]
    offset: int

    @property
    def shown(self) -> int:
        """Return up to which card the column is shown."""
        return self.offset + len(self.cards)


@dataclass(frozen=True)
class BoardView:
    """A board with the figures above it."""

    columns: Sequence[BoardColumn]
    count: int
    open_sums: Sequence[Money]
    weighted: Sequence[Money]
    won_sums: Sequence[Money]
    won_count: int
    months: Sequence[date]


def board_view(
    session: Session, asked: BoardFilter, language: str, wide: str = ""
) -> BoardView | None:
    """Return the board; ``wide``: a column shown to its end. Nothing: no deal was ever opened."""
    board = _board(session)
    if board is None:
        return None
    shelf = _Shelf(session, board, asked, language)
    columns = [shelf.column(stage, MOST if stage.key == wide else CARDS) for stage in board.stages]
    running = [column for column in columns if column.kind is Kind.OPEN]
    won_count, won_sums = _won_this_month(session, board, asked)
    return BoardView(
        columns,
        sum(column.count for column in running),
        _added(column.sums for column in running),
        _added(column.weighted for column in running),
        won_sums,
        won_count,
        _months(session),
    )


def column_view(
    session: Session, asked: BoardFilter, language: str, key: str, offset: int
) -> BoardColumn:
    """Return the next cards of one column. Raises Missing or Conflict: there is no such column."""
    board = _board(session)
    if board is None:
        raise Missing(_("There is no board yet."))
    return _Shelf(session, board, asked, language).column(board.stage(key), CARDS, offset)


def owners_of(session: Session) -> list[PersonCard]:
    """Return whoever owns a deal, by name."""
    ids = set(session.scalars(select(Deal.owner_id).distinct()))
    return [person for person in people(session) if person.id in ids]


def _board(session: Session) -> Board | None:
    return session.scalars(select(Board).where(Board.key == DEFAULT)).one_or_none()


class _Shelf:
    """What every column of a board needs, read once."""

    def __init__(self, session: Session, board: Board, asked: BoardFilter, language: str) -> None:
        self.session, self.board, self.asked, self.language = session, board, asked, language
        self.owners = {person.id: person.called(language) for person in people(session)}
        self.figures = _figures(session, board, asked)
        self.today = today()

    def column(self, stage: Stage, limit: int, offset: int = 0) -> BoardColumn:
        """Return a stage with its figures and some of its cards."""
        counts, sums, counted = self.figures[stage.id]
        weighted = [_weighted(one, stage.probability) for one in counted]
        others = [other for other in self.board.stages if asks(stage.at, other.at)]
        return BoardColumn(
            stage.key,
            stage.called(self.language),
            stage.at.kind,
            counts,
            sums,
            weighted,
            [other.key for other in others],
            self._cards(stage, limit, offset),
            offset,
        )

    def _cards(self, stage: Stage, limit: int, offset: int) -> list[BoardCard]:
        closed = stage.at.kind.closed
        order = (Deal.closed_at.desc(), Deal.id) if closed else (Deal.expected_month, Deal.id)
        query = select(Deal).where(Deal.stage_id == stage.id, *self.asked.conditions)
        rows = self.session.scalars(query.order_by(*order).limit(limit).offset(offset)).all()
        customers = customer_cards(self.session, [row.customer_id for row in rows])
        names = {key: card.called(self.language) for key, card in customers.items()}
        return [self._card(row, stage, names.get(row.customer_id, "")) for row in rows]

    def _card(self, deal: Deal, stage: Stage, customer: str) -> BoardCard:
        running = not stage.at.kind.closed
        return BoardCard(
            id=deal.id,
            number=deal.number,
            name=deal.name,
            customer=customer,
            owner=self.owners.get(deal.owner_id, ""),
            month=deal.expected_month,
            late=running and deal.expected_month < self.today.replace(day=1),
            worth=deal.worth,
            quote_only=deal.quote_only and running,
            waits_for=deal.waits_for if running else None,
            waits_since=local_day(deal.waits_since) if deal.waits_since else None,
            signed=deal.signed,
            to_sign=deal.to_sign,
            pinned=deal.pin_stage == stage.key,
            overruled=bool(deal.overruled),
            still=stillness(local_day(deal.touched_at), self.today, stage.stale_days),
            resume_on=deal.resume_on,
            reason=deal.reason,
        )


def _figures(
    session: Session, board: Board, asked: BoardFilter
) -> dict[str, tuple[int, list[Money], list[Money]]]:
    """Return of each stage how many deals it has, what they come to, and what of it counts.

    Deals with nothing but quotes for comparison (相見積り) count in no forecast.
    """
    counted = func.sum(Deal.amount).filter(~Deal.quote_only)
    query = select(Deal.stage_id, Deal.currency, func.count(), func.sum(Deal.amount), counted)
    query = query.where(Deal.board_id == board.id, *asked.conditions)
    found: dict[str, tuple[int, list[Money], list[Money]]] = {
        stage.id: (0, [], []) for stage in board.stages
    }
    grouped = query.group_by(Deal.stage_id, Deal.currency).order_by(Deal.currency)
    for stage_id, currency, count, amount, likely in session.execute(grouped):
        before, sums, firm = found[stage_id]
        found[stage_id] = (
            before + count,
            sums + _monies(amount, currency),
            firm + _monies(likely, currency),
        )
    return found


def _monies(amount: int | None, currency: str) -> list[Money]:
    return [] if amount is None else [Money(int(amount), currency)]


def _won_this_month(
    session: Session, board: Board, asked: BoardFilter
) -> tuple[int, Sequence[Money]]:
    begin = today().replace(day=1)
    midnight = datetime.combine(begin, time(), ZoneInfo(settings().timezone))
    won = [stage.id for stage in board.stages if stage.at.kind is Kind.WON]
    query = select(Deal.currency, func.count(), func.sum(Deal.amount)).where(
        Deal.stage_id.in_(won), Deal.closed_at >= midnight, *asked.conditions
    )
    rows = session.execute(query.group_by(Deal.currency).order_by(Deal.currency)).all()
    sums = [Money(int(amount), currency) for currency, _n, amount in rows if amount is not None]
    return sum(row[1] for row in rows), sums


def _months(session: Session) -> Sequence[date]:
    months = select(Deal.expected_month).distinct().order_by(Deal.expected_month)
    return session.scalars(months).all()


def _weighted(total: Money, probability: Decimal) -> Money:
    return Money(int(rounded(total.amount * probability)), total.currency)


def _added(columns: Iterable[Sequence[Money]]) -> list[Money]:
    """Return one sum per currency."""
    sums: dict[str, int] = defaultdict(int)
    for column in columns:
        for one in column:
            sums[one.currency] += one.amount
    return [Money(amount, currency) for currency, amount in sorted(sums.items())]
