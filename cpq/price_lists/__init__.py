"""Price lists: what stands on each version, whom they are for, and which ones a quote asks.

``shelf`` reads what some products' prices depend on; ``cpq.pricing`` makes prices of it.
"""

from cpq.price_lists.asking import (
    asked_by,
    asked_of,
    catalogue_by_list,
    catalogue_for,
    newer_versions,
    now_asked,
    pin_versions,
)
from cpq.price_lists.entries import NewEntry
from cpq.price_lists.opening import list_by_code, open_list, put_entries
from cpq.price_lists.priced import priced_among
from cpq.price_lists.shelf import Asked, Shelf, shelf_for

__all__ = [
    "Asked",
    "NewEntry",
    "Shelf",
    "asked_by",
    "asked_of",
    "catalogue_by_list",
    "catalogue_for",
    "list_by_code",
    "newer_versions",
    "now_asked",
    "open_list",
    "pin_versions",
    "priced_among",
    "put_entries",
    "shelf_for",
]
