"""Make a board from its template."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from deals.models import Board, Stage
from deals.plans import DEFAULT, BoardPlan, board_plan


def load_board(session: Session, key: str = DEFAULT) -> Board:
    """Return the board of this template; the first to ask makes it. Raises Missing."""
    known = select(Board).where(Board.key == key)
    board = session.scalars(known).one_or_none()
    if board is not None:
        return board
    try:
        with session.begin_nested():
            session.add(made := _from(board_plan(key)))
    except IntegrityError:  # somebody made it in the same moment
        return session.scalars(known).one()
    return made


def _from(plan: BoardPlan) -> Board:
    stages = [
        Stage(
            key=one.key,
            name_ja=one.ja,
            name_en=one.en,
            kind=one.kind.value,
            rank=rank,
            probability=one.probability,
            stale_days=one.stale_days,
        )
        for rank, one in enumerate(plan.stages)
    ]
    return Board(key=plan.key, name_ja=plan.ja, name_en=plan.en, stages=stages)
