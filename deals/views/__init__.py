"""The pages of deals: the board, the forms of a deal, the inbox of finance."""

from deals.blueprint import deals
from deals.views import board, forms, orders

__all__ = ["board", "deals", "forms", "orders"]
