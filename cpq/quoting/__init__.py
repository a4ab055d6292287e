"""The pages of quotes: the list, the line editor, why a price is what it is, the configurator.

Importing it puts the views on the room's blueprint.
"""

from cpq.quoting import (
    changing,
    completion_views,
    configuring,
    guiding,
    inside,
    paste_views,
    proof_views,
    sheet_files,
    showing,
)

__all__ = [
    "changing",
    "completion_views",
    "configuring",
    "guiding",
    "inside",
    "paste_views",
    "proof_views",
    "sheet_files",
    "showing",
]
