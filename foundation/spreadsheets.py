"""Lists for spreadsheets, as CSV: known to be UTF-8, and nothing in it is run as a formula."""

import csv
import io
from collections.abc import Iterable

MARK = "\ufeff"  # stands first; by it spreadsheets know UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run instead of showing


def line_of(cells: Iterable[str]) -> str:
    """Return one line; a cell that would be taken for a formula gets an apostrophe first."""
    line = io.StringIO()
    csv.writer(line).writerow([f"'{c}" if c.startswith(FORMULA) else c for c in cells])
    return line.getvalue()
