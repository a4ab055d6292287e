"""Lists for spreadsheets: CSV known to be UTF-8, or a workbook; nothing in it runs as a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

MARK = "\ufeff"  # stands first; by it spreadsheets know UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run instead of showing
WIDEST = 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Value = str | int | Decimal | None


def line_of(cells: Iterable[str]) -> str:
    """Return one line; a cell that would be taken for a formula gets an apostrophe first."""
    line = io.StringIO()
    csv.writer(line).writerow([harmless(cell) for cell in cells])
    return line.getvalue()


def workbook_of(sheets: Mapping[str, Sequence[Sequence[Value]]]) -> bytes:
    """Return a workbook; the first row of each sheet is its heading. Numbers stay numbers."""
    from openpyxl import Workbook  # noqa: PLC0415  (takes long to load, and is seldom asked for)

    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([harmless(cell) if isinstance(cell, str) else cell for cell in row])
        sheet.freeze_panes = "A2"
        for cell, column in zip(sheet[1], zip(*rows, strict=True), strict=True):
            cell.style = "Headline 3"
            longest = max(_width(value) for value in column)
            sheet.column_dimensions[cell.column_letter].width = min(longest + 2, WIDEST)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _width(cell: Value) -> int:
    text = "" if cell is None else str(cell)
    return sum(1 if letter.isascii() else 2 for letter in text)
