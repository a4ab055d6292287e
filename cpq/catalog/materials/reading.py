"""What files say of bills of materials: lists of parts, and lines of what is in what. Pure.

A table with a quantity and a component holds lines; the product they belong to stands in a column
of its own, or is the name of the file. A table with names and no quantities is a list of parts.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from typing import Any
from unicodedata import normalize

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # ships no types

from cpq.importing.sources import Table, open_table
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.money import six_places
from foundation.numbers import clean, clean_text, folded, parse_number

HIGHEST = 10**12
HEADINGS: dict[str, tuple[str, ...]] = {
    "whole": ("parent product", "product", "parent", "parent pn", "parent part number", "assembly",
              "親品番", "製品"),
    "sku": ("component", "pn", "sku", "part number", "part no", "item number", "品番", "部品番号",
            "子品番", "構成品"),
    "quantity": ("quantity", "qty", "数量", "員数"),
    "uom": ("unit", "uom", "unit of measure", "単位"),
    "scrap": ("scrap", "scrap %", "scrap percent", "仕損率", "ロス率", "仕損率（%）"),
    "condition": ("condition", "条件"),
    "note": ("note", "notes", "remarks", "備考", "メモ"),
    "name": ("name", "part name", "product name", "品名", "名称"),
    "description": ("description", "specification", "説明", "仕様"),
    "cost": ("cost", "unit cost", "原価"),
    "pack": ("pkg qty", "pack quantity", "package quantity", "入数"),
    "pack_price": ("pkg price", "pack price", "package price"),
}  # fmt: skip
MEANING = {folded(word): key for key, words in HEADINGS.items() for word in words}
NAMELESS = re.compile(r"sheet ?\d*|ｼｰﾄ\d*|シート\d*", re.IGNORECASE)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ATTRIBUTES = ("supplier", "supplier pn")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Part:
    """What a row says of a product: columns of it, only those the file speaks of."""

    place: Place
    sku: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """What a row says of a line: ``said`` as it was typed."""

    place: Place
    whole: str
    said: dict[str, str]


@dataclass(slots=True)
class Brought:
    """Everything some files say. ``titles`` are what sheets call their product."""

    parts: list[Part] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    refused: list[tuple[Place, Text]] = field(default_factory=list)


def read_files(files: Mapping[str, bytes], currency: str) -> Brought:
    """Read files by name; what a row says that cannot be is kept with the reason.

    Raises:
        Refusal: a file is no table, or none with parts or lines.
    """
    brought = Brought()
    for name, content in files.items():
        table = open_table(name, content)
        columns = _columns(table)
        if "quantity" in columns and "sku" in columns:
            _read_lines(table, columns, brought)
            if table.sheet and "whole" not in columns:
                brought.titles[table.stem] = _title(content)
        elif "sku" in columns and "name" in columns:
            _read_parts(table, columns, brought, currency)
        else:
            raise _no_table(name)
    return brought


def _read_lines(table: Table, columns: Mapping[str, int], brought: Brought) -> None:
    for place, cells in _rows(table):
        said = {key: _cell(cells, at) for key, at in columns.items()}
        whole = said.pop("whole", "") or table.stem
        try:
            whole = clean(normalize("NFKC", whole), _("Product"), longest=64, required=True)
        except Refusal as refusal:
            brought.refused.append((place, refusal.text))
            continue
        brought.lines.append(Line(place, whole, said | {"sku": normalize("NFKC", said["sku"])}))


def _read_parts(table: Table, columns: Mapping[str, int], brought: Brought, currency: str) -> None:
    extra = {name: at for at, name in enumerate(table.header) if folded(name) in ATTRIBUTES}
    for place, cells in _rows(table):
        said = {key: _cell(cells, at) for key, at in columns.items()}
        more = {name: _cell(cells, at) for name, at in extra.items()}
        try:
            brought.parts.append(_part(place, said, more, currency))
        except Refusal as refusal:
            brought.refused.append((place, refusal.text))


def _part(place: Place, said: Mapping[str, str], more: Mapping[str, str], currency: str) -> Part:
    sku = clean(normalize("NFKC", said["sku"]), _("SKU"), longest=64, required=True)
    facts: dict[str, Any] = {"name": clean(said["name"], _("Product name"), required=True)}
    if said.get("description"):
        facts["description"] = clean_text(said["description"], _("Description"), longest=2_000)
    cost = _cost(said)
    if cost is not None:
        facts |= {"cost": cost, "cost_currency": currency}
    attributes = {name: clean(value, _("Attribute"), longest=500) for name, value in more.items()}
    facts["attributes"] = {name: value for name, value in attributes.items() if value}
    return Part(place, sku, facts)


def _cost(said: Mapping[str, str]) -> Decimal | None:
    """Return the cost of one: as it stands, or the price of a pack over what is in it."""
    if said.get("cost"):
        return _number(said["cost"], _("Cost"))
    if not said.get("pack_price"):
        return None
    price = _number(said["pack_price"], _("Price of a pack"))
    within = _number(said.get("pack") or "1", _("Quantity in a pack"))
    if not within:
        raise Refusal(_("A pack holds more than nothing."))
    return six_places(price / within)


def _number(words: str, name: Text) -> Decimal:
    return parse_number(words.lstrip("$¥€ "), name, minimum=0, maximum=HIGHEST)


def _columns(table: Table) -> dict[str, int]:
    """Return which column means what; of two that mean the same, the first."""
    found: dict[str, int] = {}
    for at, name in enumerate(table.header):
        if key := MEANING.get(folded(name)):
            found.setdefault(key, at)
    return found


def _rows(table: Table) -> Iterator[tuple[Place, list[str]]]:
    for line, cells in table.rows():
        if any(cell.strip() for cell in cells):
            yield Place(table.name, line), cells


def _cell(cells: list[str], at: int) -> str:
    """Return a cell as it was before it was made harmless for spreadsheets."""
    text = cells[at].strip() if at < len(cells) else ""
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text


def _title(content: bytes) -> str:
    """Return what the first sheet is called; nothing where nobody gave it a name."""
    with zipfile.ZipFile(BytesIO(content)) as book:  # its parts were checked when it was opened
        sheet = fromstring(book.read("xl/workbook.xml")).find(f"{MAIN}sheets/{MAIN}sheet")
    title = "" if sheet is None else str(sheet.get("name", ""))
    return "" if NAMELESS.fullmatch(title) else title


def _no_table(name: str) -> Refusal:
    return Refusal(
        _(
            "%(file)s names neither components with quantities nor parts with names. Call the"
            " columns Parent product, Component, Quantity, or PN, Name.",
            file=name,
        ),
        field="files",
    )
