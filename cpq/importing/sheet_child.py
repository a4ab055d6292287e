"""Turns one sheet of a workbook (standard input) into CSV (standard output), within limits.

Runs by itself, without the rest of the house: ``sheets.as_csv`` starts it with nothing to lose.
"""

import csv
import io
import resource
import sys
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

MEMORY = 1 << 30
CPU_SECONDS = 20
MOST_TEXT = 60 * 1024 * 1024
NO_SUCH_SHEET = 2


def main() -> int:
    """Read, convert, answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    from openpyxl import load_workbook  # noqa: PLC0415  (loaded under the limits)

    book = load_workbook(
        io.BytesIO(sys.stdin.buffer.read()), read_only=True, data_only=True, keep_links=False
    )
    wanted = sys.argv[1]
    if wanted and wanted not in book.sheetnames:
        sys.stdout.buffer.write(", ".join(book.sheetnames).encode())
        return NO_SUCH_SHEET
    sheet = book[wanted] if wanted else book.worksheets[0]
    sheet.reset_dimensions()
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]  # a real file
    _write(sheet.iter_rows(values_only=True))
    return 0


def _write(rows: Iterable[tuple[Any, ...]]) -> None:
    """Write every row; blank ones only when another follows, for sheets end in thousands."""
    writer = csv.writer(sys.stdout)
    blank, written = 0, 0
    for row in rows:
        cells = [_text(value) for value in row]
        if not any(cells):
            blank += 1
            continue
        writer.writerows([[""]] * blank)
        blank = 0
        writer.writerow(cells)
        written += sum(map(len, cells))
        if written > MOST_TEXT:
            raise SystemExit(1)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return _plain(value)
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)


def _plain(value: float) -> str:
    """Write a number as the sheet shows it: the shortest digits that mean it, no exponent."""
    digits = Decimal(repr(value))
    return f"{digits:f}".removesuffix(".0") if digits.is_finite() else str(value)


if __name__ == "__main__":
    raise SystemExit(main())
