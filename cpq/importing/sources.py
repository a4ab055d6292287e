"""Reading CSV and XLSX as they come: encodings, separators, quoted line breaks, within limits."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePath

from cpq.importing.sheets import as_csv
from foundation.errors import Refusal
from foundation.language import _

LARGEST = 20 * 1024 * 1024
MOST_COLUMNS = 200
MOST_ROWS = 1_000_000
LONGEST_CELL = 20_000
SEPARATORS = (",", "\t", ";", "|")
ENCODINGS = ("utf-8", "cp932")
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

Cells = list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """One file: its heading, and its text, read row by row as often as wanted.

    Rows of a sheet are counted, rows of a CSV file carry the line they begin on.
    """

    name: str
    header: tuple[str, ...]
    text: str
    separator: str
    sheet: bool = False

    @property
    def stem(self) -> str:
        """Return the file's name without its ending."""
        return PurePath(self.name).stem

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """Return line and cells of every row under the heading, blank ones too."""
        return islice(_records(self.name, self.text, self.separator, counted=self.sheet), 1, None)

    def first(self, count: int) -> list[Cells]:
        """Return the cells of the first rows that are not blank."""
        filled = (cells for _line, cells in self.rows() if any(cells))
        return list(islice(filled, count))


def open_table(
    name: str, content: bytes, *, encoding: str = "", separator: str = "", sheet: str = ""
) -> Table:
    """Return the table in a file. Raises Refusal where it is none, or too large."""
    if len(content) > LARGEST:
        raise Refusal(_("%(file)s is larger than 20 MB. Please split it.", file=name))
    workbook = content.startswith(b"PK\x03\x04")
    if workbook:
        text, separator = as_csv(name, content, sheet), ","
    else:
        text = _decoded(name, content, encoding)
    separator = separator or _separator(text)
    header = _header(name, text, separator)
    return Table(name, header, text, separator, workbook)


def _decoded(name: str, content: bytes, encoding: str) -> str:
    marked = [known for mark, known in MARKS if content.startswith(mark)]
    for candidate in marked or ([encoding] if encoding else ENCODINGS):
        try:
            text = content.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            return text
    raise Refusal(
        _(
            "%(file)s is neither a CSV file in UTF-8 or Shift_JIS (CP932) nor an XLSX workbook. "
            "Please save it as one of these.",
            file=name,
        )
    )


def _separator(text: str) -> str:
    """Return the separator that occurs most often in the heading, outside of quotes."""
    heading = text.lstrip("\r\n").partition("\n")[0]
    outside = "".join(heading.split('"')[::2])
    counts = Counter(letter for letter in outside if letter in SEPARATORS)
    return max(SEPARATORS, key=lambda separator: counts[separator])


def _header(name: str, text: str, separator: str) -> tuple[str, ...]:
    _line, cells = next(_records(name, text, separator, counted=False), (1, []))
    header = tuple(" ".join(cell.split()) for cell in _without_tail(cells))
    if not any(header):
        raise Refusal(_("%(file)s is empty: its first line should name the columns.", file=name))
    if len(header) > MOST_COLUMNS:
        raise Refusal(
            _(
                "%(file)s has %(count)s columns; at most %(most)s are taken.",
                file=name,
                count=len(header),
                most=MOST_COLUMNS,
            )
        )
    _check_heading(name, header)
    return header


def _check_heading(name: str, header: Sequence[str]) -> None:
    column, times = Counter(header).most_common(1)[0]
    if times > 1:
        raise Refusal(
            _(
                "%(file)s has two columns called “%(column)s”. Give each a name of its own.",
                file=name,
                column=column or "–",
            )
        )


def _records(
    name: str, text: str, separator: str, *, counted: bool
) -> Iterator[tuple[int, list[str]]]:
    """Return every record with its line, beginning with the first that is not blank."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    begun, line = False, 1
    try:
        for number, cells in enumerate(reader, 1):
            if number > MOST_ROWS:
                raise Refusal(_("%(file)s has more than a million rows.", file=name))
            begun = begun or any(cells)
            if begun:
                yield (number if counted else line), cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refusal(
            _(
                "%(file)s cannot be read from line %(line)s on: %(reason)s",
                file=name,
                line=line,
                reason=str(error),
            )
        ) from error


def _without_tail(cells: Cells) -> Cells:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]
