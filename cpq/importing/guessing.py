"""A first mapping, made from what the columns are called and what stands in them. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from cpq.importing.mapping import EVERY, Attributes, Columns, Fixed, Mapping, Names, NaturalKey
from cpq.importing.sources import Table

SAMPLE = 200
OFTEN = 0.9
PAIR = re.compile(r"\d+(\.\d+)?(,\d+(\.\d+)?)+")
WORDS: dict[str, tuple[str, ...]] = {
    "sku": ("sku", "品番", "型番", "商品コード", "製品コード", "品目コード", "商品番号", "part number",
            "part no", "partno", "item code", "product code", "mpn", "code"),
    "name": ("name", "品名", "商品名", "製品名", "名称", "product name", "product", "item", "title"),
    "name_en": ("name en", "english name", "英語名", "英語品名", "品名英語", "name english"),
    "description": ("description", "説明", "商品説明", "概要", "詳細"),
    "category": ("category", "カテゴリ", "カテゴリー", "分類", "商品分類", "区分", "group", "product type"),
    "uom": ("uom", "unit", "単位"),
    "tax_class": ("tax class", "税区分", "税率区分", "課税区分", "tax"),
    "cost": ("cost", "原価", "仕入価格", "仕入単価", "仕切価格", "purchase price"),
    "price": ("price", "unit price", "list price", "単価", "価格", "標準価格", "定価", "販売価格", "標準単価",
              "price usd", "price jpy", "msrp"),
    "currency": ("currency", "通貨", "通貨コード"),
    "min_quantity": ("min quantity", "minimum quantity", "from quantity", "break", "quantity break",
                     "最低数量", "最小数量", "数量", "数量下限", "quantity", "qty", "moq"),
    "valid_from": ("valid from", "from", "start date", "開始日", "有効開始日", "適用開始日", "適用日"),
    "valid_to": ("valid to", "valid until", "to", "end date", "終了日", "有効終了日", "適用終了日", "有効期限"),
}  # fmt: skip


def guess(tables: Sequence[Table]) -> Mapping:
    """Return a mapping that a person looks over: columns by name, pairs split, key of the rest."""
    columns = {thing: _column(tables, words) for thing, words in WORDS.items()}
    several = len(tables) > 1
    code = _code(tables[0].stem if not several else "imported")
    currency = "" if columns["currency"] or not columns["price"] else _currency(tables, columns)
    return Mapping(
        price_list=code if columns["price"] else "",
        price_list_name=Names(ja=tables[0].stem, en=tables[0].stem) if not several else Names(),
        columns=Columns(**columns),
        fixed=Fixed(category="" if columns["category"] else "{file}", currency=currency),
        key=NaturalKey() if columns["sku"] else NaturalKey(file=True, columns=[EVERY]),
        attributes=Attributes(columns=[EVERY], derived=_pairs(tables, set(columns.values()))),
    )


def _column(tables: Sequence[Table], words: Sequence[str]) -> str:
    """Return the column all files have under one of these words, the better word first."""
    common = [c for c in tables[0].header if all(c in table.header for table in tables)]
    by_word = {_plain(column): column for column in reversed(common)}
    return next((by_word[word] for word in map(_plain, words) if word in by_word), "")


def _plain(words: str) -> str:
    folded = unicodedata.normalize("NFKC", words).casefold()
    return re.sub(r"[\s_\-./:()]+|税抜|税別", " ", folded).strip()


def _currency(tables: Sequence[Table], columns: dict[str, str]) -> str:
    at = tables[0].header.index(columns["price"])
    cells = [row[at] for row in tables[0].first(SAMPLE) if at < len(row)]
    if any("$" in cell or "." in cell for cell in cells) or "usd" in columns["price"].lower():
        return "USD"
    return "JPY"


def _pairs(tables: Sequence[Table], named: set[str]) -> dict[str, str]:
    """Return an attribute for each part of the columns that mostly hold pairs such as "2,16"."""
    found = {}
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
