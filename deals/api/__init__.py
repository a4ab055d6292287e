"""Deals and orders over HTTP for other systems."""

from deals.api.deals import deals_api
from deals.api.orders import orders_api

__all__ = ["deals_api", "orders_api"]
