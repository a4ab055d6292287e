"""Reads rows as they are pasted from a spreadsheet: columns by their headings, or by their order.

Pure. Nothing is lost: every row keeps the words it came with, and what is not understood of it is
said by ``matching``.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from foundation.errors import Refusal
from foundation.language import LANGUAGES, Text, _, say

LONGEST = 2_000_000
MOST_CELLS = 50
MOST_ROWS = 2_000
ORDER = ("sku", "quantity", "percent", "unit", "reason")
TITLES: dict[str, Text] = {
    "sku": _("SKU"),
    "quantity": _("Quantity"),
    "percent": _("Discount (%%)"),
    "unit": _("Net per unit"),
    "net": _("Net amount"),
    "reason": _("Reason for the discount"),
}
WORDS = {
    "sku": "sku 品番 型番 商品コード 製品コード 品目コード 商品番号 partnumber partno itemcode",
    "quantity": "quantity qty 数量 個数 台数",
    "percent": "percent discount discountpercent 値引 値引き 値引率 値引き率 割引 割引率",
    "unit": "net netunit netprice netunitprice unitprice 単価 正味単価 提供単価 ネット",
    "net": "netamount agreedamount 提供金額 合意金額",
    "reason": "reason 理由 値引理由 値引きの理由 備考",
}
SPACE = re.compile(r"[\s_\-./:()%]+")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: which it is, its words by what they mean, and the row as it came."""

    number: int
    cells: dict[str, str]
    raw: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """Rows of a spreadsheet; ``unused`` are columns that mean nothing here."""

    rows: tuple[Row, ...]
    heading: str
    unused: tuple[str, ...]


def pasted(text: str) -> Pasted:
    """Return what was pasted. Raises Refusal: it is too much, or no rows."""
    if len(text) > LONGEST:
        raise Refusal(_("That is too much at once. Paste fewer rows."), field="text")
    records = [cells for cells in _records(text.lstrip("\ufeff")) if any(map(str.strip, cells))]
    if not records:
        raise Refusal(_("There are no rows to add. Paste them from a spreadsheet."), field="text")
    columns = _columns(records[0])
    headed = bool(columns)
    if len(records) - headed > MOST_ROWS:
        raise Refusal(_("At most %(n)s rows are taken at once.", n=MOST_ROWS), field="text")
    places = columns or dict(enumerate(ORDER))
    rows = tuple(
        Row(number, _named(cells, places), as_line(cells))
        for number, cells in enumerate(records[headed:], start=1 + headed)
    )
    named = enumerate(records[0][:MOST_CELLS]) if headed else ()
    unused = tuple(name.strip()[:40] for at, name in named if name.strip() and at not in places)
    return Pasted(rows, as_line(records[0]) if headed else "", unused)


def as_line(cells: Sequence[str]) -> str:
    """Return cells as a line of a spreadsheet, as they are copied there."""
    line = io.StringIO()
    csv.writer(line, delimiter="\t", lineterminator="").writerow(cells)
    return line.getvalue()


def _records(text: str) -> Iterable[list[str]]:
    head = text[:20_000]
    separator = "\t" if "\t" in head else ";" if ";" in head and "," not in head else ","
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as error:
        words = _("The rows cannot be read. Copy them from the spreadsheet once more.")
        raise Refusal(words, field="text") from error


def _columns(cells: Sequence[str]) -> dict[int, str]:
    """Return what the columns mean, where the first row names them; the first of a name counts."""
    meant: dict[int, str] = {}
    for at, cell in enumerate(cells[:MOST_CELLS]):
        thing = _headings().get(_plain(cell))
        if thing and thing not in meant.values():
            meant[at] = thing
    return meant if "sku" in meant.values() else {}


def _headings() -> dict[str, str]:
    known = {word: thing for thing, words in WORDS.items() for word in words.split()}
    for thing, title in TITLES.items():
        known |= {_plain(say(title, language)): thing for language in LANGUAGES}
    return known


def _plain(words: str) -> str:
    return SPACE.sub("", unicodedata.normalize("NFKC", words[:80]).casefold())


def _named(cells: Sequence[str], places: dict[int, str]) -> dict[str, str]:
    said = {thing: cells[at].strip() for at, thing in places.items() if at < len(cells)}
    return {thing: _unguarded(words) for thing, words in said.items()}


def _unguarded(words: str) -> str:
    """Return a cell without the apostrophe that kept a spreadsheet from running it."""
    return words[1:] if re.match(r"'[=+\-@]", words) else words
