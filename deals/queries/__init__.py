"""Looking deals up: their board, one deal with its story, the orders."""

from deals.queries.boards import (
    BoardColumn,
    BoardFilter,
    BoardView,
    board_view,
    column_view,
    owners_of,
)
from deals.queries.deals import DealCard, deal_card, deals_matching, statuses
from deals.queries.months import MonthSum, months_ahead
from deals.queries.orders import OrderCard, order_card, orders_matching, orders_of
from deals.queries.standing import MoveChoice, Rung, move_choices, rungs_of, why_there
from deals.queries.story import StoryRow, story_of

__all__ = [
    "BoardColumn",
    "BoardFilter",
    "BoardView",
    "DealCard",
    "MonthSum",
    "MoveChoice",
    "OrderCard",
    "Rung",
    "StoryRow",
    "board_view",
    "column_view",
    "deal_card",
    "deals_matching",
    "months_ahead",
    "move_choices",
    "order_card",
    "orders_matching",
    "orders_of",
    "owners_of",
    "rungs_of",
    "statuses",
    "story_of",
    "why_there",
]
