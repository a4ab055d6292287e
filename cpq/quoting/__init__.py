"""The pages of quotes: the list, the line editor, why a price is what it is, the configurator.

Importing it puts the views on the room's blueprint.

    a quote             showing (its pages), whole, sheet, rows, paying, inside, proof_views
    its lines           changing, finding (a product), typed, taken (off, and put back)
    from a spreadsheet  pasting, matching, paste_views, undoing; to one: sheet_files
    why this price      story, waterfall, discreet
    the configurator    configuring (its page), bench, options, helping, guiding; its state in
                        the address: picks, ways
    the rest chosen     completing, filled, offering, completion_views
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
