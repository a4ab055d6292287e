"""A first mapping, made from what the columns are called and what stands in them. Pure."""

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cpq.catalog.actions import KINDS, LIFECYCLES
from cpq.catalog.exporting import HEADING
from cpq.catalog.modelling.rows import COLUMNS
from cpq.importing.mapping import (
    EVERY,
    Attributes,
    Columns,
    Fixed,
    Mapping,
    Names,
    NaturalKey,
    Parts,
)
from cpq.importing.sources import Table

SAMPLE = 200
OFTEN = 0.9
PAIR = re.compile(r"\d+(\.\d+)?(,\d+(\.\d+)?)+")
HEADINGS = Path(__file__).with_name("headings.toml")


def guess(tables: Sequence[Table]) -> Mapping:
    """Return a mapping that a person looks over: columns by name, pairs split, key of the rest."""
    if parts := _parts(tables):
        return Mapping(parts=parts, fixed=Fixed(sku="", product=_product(tables)))
    if all(set(HEADING) <= set(table.header) for table in tables):
        own = Columns(**{name: name for name in HEADING})  # products as we hand them out
        return Mapping(columns=own, fixed=Fixed(sku=""), attributes=Attributes(columns=[EVERY]))
    columns = {thing: _column(tables, words) for thing, words in _headings().items()}
    if columns["rank"] or columns["method"]:
        return _of_lists(tables, columns)
    several = len(tables) > 1
    code = _code(tables[0].stem if not several else "imported")
    for thing, known in (("kind", KINDS), ("lifecycle", LIFECYCLES)):
        columns[thing] = columns[thing] if _holds(tables, columns[thing], known) else ""
    amounts = columns["price"] or columns["cost"]
    currency = "" if columns["currency"] or not amounts else _currency(tables, amounts)
    return Mapping(
        price_list=code if columns["price"] else "",
        price_list_name=Names(ja=tables[0].stem, en=tables[0].stem) if not several else Names(),
        columns=Columns(**columns),
        fixed=Fixed(category="" if columns["category"] else "{file}", currency=currency),
        key=NaturalKey() if columns["sku"] else NaturalKey(file=True, columns=[EVERY]),
        attributes=Attributes(columns=[EVERY], derived=_pairs(tables, set(columns.values()))),
    )


def _of_lists(tables: Sequence[Table], columns: dict[str, str]) -> Mapping:
    """Return the mapping of a list, or of assignments, as we hand them out."""
    own = {"name", "name_en", "description", "category", "uom", "tax_class", "cost"}
    kept = {thing: "" if thing in own else column for thing, column in columns.items()}
    if columns["rank"]:
        return Mapping(columns=Columns(**kept | {"sku": "", "price": ""}), fixed=Fixed(sku=""))
    names = Names(ja=tables[0].stem, en=tables[0].stem)
    code = re.sub(r"[^A-Z0-9._-]+", "-", tables[0].stem.upper()).strip("-")[:40]
    return Mapping(price_list=code, price_list_name=names, columns=Columns(**kept))


def _parts(tables: Sequence[Table]) -> Parts | None:
    """Return the columns of a model as we hand it out, where it is one."""
    common = [c for c in tables[0].header if all(c in table.header for table in tables)]
    if not {"part", "group", "key"} <= set(common):
        return None
    return Parts(**{name: name for name in COLUMNS if name in common})


def _product(tables: Sequence[Table]) -> str:
    """Return whose model it is where no column says so: the first part of the file's name."""
    return "" if "product" in tables[0].header else tables[0].stem


@cache
def _headings() -> dict[str, list[str]]:
    return tomllib.loads(HEADINGS.read_text())


def _column(tables: Sequence[Table], words: Sequence[str]) -> str:
    """Return the column all files have under one of these words, the better word first."""
    common = [c for c in tables[0].header if all(c in table.header for table in tables)]
    by_word = {_plain(column): column for column in reversed(common)}
    return next((by_word[word] for word in map(_plain, words) if word in by_word), "")


def _holds(tables: Sequence[Table], column: str, known: Sequence[str]) -> bool:
    """True where a column says nothing but some known words."""
    return bool(column) and all(
        not row[at] or row[at].strip().lower() in known
        for table in tables
        for at in [table.header.index(column)]
        for row in table.first(SAMPLE)
        if at < len(row)
    )


def _plain(words: str) -> str:
    folded = unicodedata.normalize("NFKC", words).casefold()
    return re.sub(r"[\s_\-./:()]+|税抜|税別", " ", folded).strip()


def _currency(tables: Sequence[Table], column: str) -> str:
    at = tables[0].header.index(column)
    cells = [row[at] for row in tables[0].first(SAMPLE) if at < len(row)]
    if any("$" in cell or "." in cell for cell in cells) or "usd" in column.lower():
        return "USD"
    return "JPY"


def _pairs(tables: Sequence[Table], named: set[str]) -> dict[str, str]:
    """Return an attribute for each part of the columns that mostly hold pairs such as "2,16"."""
    found: dict[str, str] = {}
    for table in tables:
        rows = table.first(SAMPLE)
        for at, column in enumerate(table.header):
            cells = [row[at] for row in rows if at < len(row) and row[at]]
            pairs = sum(1 for cell in cells if PAIR.fullmatch(cell))
            if column not in named and cells and pairs >= OFTEN * len(cells):
                found |= {f"{column}_{n}": f"{column}[{n}]" for n in (1, 2)}
    return found


def _code(stem: str) -> str:
    return re.sub(r"[^A-Z0-9]+", "-", stem.upper()).strip("-")[:40] or "IMPORTED"
