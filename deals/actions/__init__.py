"""What is done with deals: open and change them, tell them facts, move them, book their orders."""

from deals.actions.boards import load_board
from deals.actions.deals import change_deal, mark_quote_only, open_deal, take_amount, take_route
from deals.actions.moves import change_stage, move, note_fact, release_pin
from deals.actions.orders import book_order, mark_order_done, mark_order_open

__all__ = [
    "book_order",
    "change_deal",
    "change_stage",
    "load_board",
    "mark_order_done",
    "mark_order_open",
    "mark_quote_only",
    "move",
    "note_fact",
    "open_deal",
    "release_pin",
    "take_amount",
    "take_route",
]
