"""Makes a draft of a row: what it says of a product and of its price. Pure."""

import re
import unicodedata
from base64 import b32encode
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import Any

from cpq.catalog.actions import search_words
from cpq.catalog.exporting import ATTRIBUTE
from cpq.catalog.units import UNITS
from cpq.importing import derived
from cpq.importing.facts import UNIT_WORDS, facts_of
from cpq.importing.mapping import RULE, Mapping, attribute_columns, check_columns, key_columns
from cpq.importing.parts import PartRow, part_row
from cpq.importing.sources import Cells, Table
from cpq.listing.reading import NEEDS, moment_from, rule_from
from cpq.listing.wording import TARGETS
from cpq.price_lists.entries import EntryKey, NewEntry, key_of, moment_of
from cpq.pricing.values import Breaks, Method
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.numbers import clean, parse_number
from foundation.spreadsheets import FORMULA

HIGHEST = 10**12
BAND = ("min_quantity", "max_quantity")
LONGEST_ATTRIBUTE = 500
MARK = re.compile(r"^[¥$€£]|円$|(?<=\d)\s*[A-Z]{3}$|^[A-Z]{3}\s*(?=\d)")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class Price:
    """What a row says of a price: the rule, and its currency."""

    currency: str
    entry: NewEntry

    @property
    def key(self) -> EntryKey:
        """Return what a list has only one price for."""
        return key_of(self.entry.columns)


@dataclass(frozen=True, slots=True)
class Assigned:
    """Whom a row gives a list: as it was written, to be checked against what is there."""

    code: str
    rank: str
    target: str
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Draft:
    """What a row says. ``facts`` are columns of a product, only those the mapping speaks of."""

    sku: str
    natural_key: str
    facts: dict[str, Any] = field(default_factory=dict)
    price: Price | None = None
    assigned: Assigned | None = None
    part: PartRow | None = None
    general: bool = (
        False  # it is about no product: a category, an option, everything, an assignment
    )


Reader = Callable[[Cells], Draft]


def reader_of(mapping: Mapping, table: Table) -> Reader:
    """Return what makes drafts of a table's rows; a row it cannot read is refused."""
    check_columns(mapping, table.header, table.name)
    return _Reader(mapping, table)


class _Reader:
    """The mapping laid over the heading of one file."""

    def __init__(self, mapping: Mapping, table: Table) -> None:
        self.mapping, self.stem = mapping, table.stem
        self.header = table.header
        self.at = {column: at for at, column in enumerate(table.header)}
        self.columns = mapping.named()
        self.key = [self.at[column] for column in key_columns(mapping, table.header)]
        self.attributes = attribute_columns(mapping, table.header)
        self.derived = {
            name: derived.parse(words)
            for name, words in mapping.attributes.derived.items()
            if all(column in self.at for column, _part in derived.parse(words))
        }

    def __call__(self, cells: Cells) -> Draft:
        cells = [unguarded(cell) for cell in self._evened(cells)]
        if self.mapping.builds:
            part = part_row(partial(self._cell, cells), self.mapping.fixed.product)
            return Draft(part.key, "", {}, part=part, general=True)
        if self.mapping.assigns:
            return self._assignment(cells)
        if target := self._cell(cells, "target"):
            rule = self._rule("", target, cells)
            return Draft(target, "", {}, rule, general=True)
        natural_key = self._natural_key(cells)
        facts = self._facts(cells) if "name" in self.columns else {}
        sku = self._sku(cells, natural_key)
        return Draft(sku, natural_key, facts, self._price(sku, cells))

    def _evened(self, cells: Cells) -> Cells:
        wide, width = len(cells), len(self.header)
        if wide > width and any(cell.strip() for cell in cells[width:]):
            raise Refusal(
                _(
                    "The row has %(cells)s cells, the heading names %(columns)s columns.",
                    cells=wide,
                    columns=width,
                )
            )
        return cells[:width] + [""] * (width - wide)

    def _cell(self, cells: Cells, thing: str) -> str:
        column = self.columns.get(thing)
        return cells[self.at[column]].strip() if column else ""

    def _natural_key(self, cells: Cells) -> str:
        if not self.key:
            return ""
        said = [f"{self.header[at]}={cells[at].strip()}" for at in self.key]
        begin = [self.stem] if self.mapping.key.file else []
        return sha256("\x1f".join([*begin, *said]).encode()).hexdigest()

    def _sku(self, cells: Cells, natural_key: str) -> str:
        if "sku" in self.columns:
            words = unicodedata.normalize("NFKC", self._cell(cells, "sku"))
            return clean(words, _("SKU"), longest=64, required=True, field=self.columns["sku"])
        short = b32encode(bytes.fromhex(natural_key[:20])).decode()[:10]
        words = self.mapping.fixed.sku.replace("{file}", self.stem).replace("{key}", short)
        return clean(words.upper(), _("SKU"), longest=64, required=True)

    def _facts(self, cells: Cells) -> dict[str, Any]:
        facts = facts_of(partial(self._said, cells), self.columns)
        if cost := self._cell(cells, "cost"):
            facts["cost"] = _amount(cost, _("Cost"))
            facts["cost_currency"] = self._currency(cells)
        if self.attributes or self.derived:
            facts["attributes"] = self._attributes(cells)
        return facts

    def _said(self, cells: Cells, thing: str) -> str:
        fixed = str(getattr(self.mapping.fixed, thing, "")).replace("{file}", self.stem)
        return self._cell(cells, thing) or fixed

    def _attributes(self, cells: Cells) -> dict[str, str]:
        by_column = {column: cells[at].strip() for column, at in self.at.items()}
        found = {column: by_column[column] for column in self.attributes}
        found |= {name: derived.value_of(parts, by_column) for name, parts in self.derived.items()}
        named = ((name.removeprefix(ATTRIBUTE), value) for name, value in found.items() if value)
        return {name: _attribute(name, value) for name, value in named}

    def _assignment(self, cells: Cells) -> Draft:
        code = (self._cell(cells, "price_list") or self.mapping.price_list).upper()
        name = _("Code of the price list")
        code = clean(code, name, longest=40, required=True, field="price_list")
        rank, target = self._cell(cells, "rank").lower(), self._cell(cells, "assigned_to")
        names = ("priority", "valid_from", "valid_to")
        fields = {name: self._cell(cells, name) for name in names}
        fields |= {"rank": rank, "target": target}
        key = f"{code} {rank} {target}"
        return Draft(key, "", {}, assigned=Assigned(code, rank, target, fields), general=True)

    def _rule(self, sku: str, target: str, cells: Cells) -> Price | None:
        """Return a rule read as the form of a price reads it."""
        kind, _colon, named = target.partition(":")
        form = {name: self._cell(cells, name) for name in RULE}
        form |= {name: self._cell(cells, name) for name in (*BAND, "valid_from", "valid_to")}
        form["unit_price"] = _bare(self._cell(cells, "price"))
        form["method"] = form["method"] or (Method.EXPRESSION.value if form["formula"] else "")
        if not any(form[name] for name in ("unit_price", "percent", "method")):
            return None
        about = {"product": "sku", "category": "category", "option": "option"}
        form |= {"for": kind, about[kind]: named} if kind in about else {"for": kind}
        form |= {"for": "product", "sku": sku} if sku else {}
        form["uom"] = UNIT_WORDS.get(form["price_unit"], form["price_unit"])
        _check_choices(form)
        return Price(self._currency(cells), rule_from(form))

    def _price(self, sku: str, cells: Cells) -> Price | None:
        if self.mapping.has_rules:
            return self._rule(sku, "", cells)
        price = self._cell(cells, "price")
        if not price:
            return None
        quantity = self._cell(cells, "min_quantity")
        begins = _moment(self._cell(cells, "valid_from"), _("Valid from"))
        ends = _moment(self._cell(cells, "valid_to"), _("Valid to"))
        first, end = moment_of(begins), moment_of(ends, after=1)
        if first and end and end <= first:
            raise Refusal(_("The price would end before it begins."))
        entry = NewEntry(
            sku=sku,
            unit_price=_amount(price, _("Price")),
            min_quantity=_quantity(quantity) if quantity else Decimal(1),
            valid_from=begins,
            valid_to=ends,
        )
        return Price(self._currency(cells), entry)

    def _currency(self, cells: Cells) -> str:
        words = self._said(cells, "currency")
        code = unicodedata.normalize("NFKC", words).upper()
        code = {"¥": "JPY", "円": "JPY", "$": "USD", "€": "EUR"}.get(code, code)
        if not re.fullmatch("[A-Z]{3}", code):
            raise Refusal(_("“%(words)s” is no currency such as JPY or USD.", words=words[:40]))
        return code


def search_of(facts: dict[str, Any], sku: str) -> str:
    """Return what a product of these facts is found by."""
    names = (facts.get(name, "") for name in ("name", "name_en", "category"))
    return search_words(sku, *names)


def row_of(table: Table, cells: Sequence[str]) -> dict[str, str]:
    """Return a row's cells by column, for showing."""
    return dict(zip(table.header, cells, strict=False))


def unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that keeps spreadsheets from running it."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA) else cell


def _bare(words: str) -> str:
    """Return an amount without its currency."""
    return MARK.sub("", unicodedata.normalize("NFKC", words[:100]).strip())


def _amount(words: str, name: Text) -> Decimal:
    return parse_number(_bare(words), name, minimum=0, maximum=HIGHEST)


def _quantity(words: str) -> Decimal:
    least = Decimal("0.000001")
    return parse_number(words, _("From quantity"), minimum=least, maximum=HIGHEST)


def _moment(words: str, name: Text) -> date | datetime | None:
    """Return a day, or a moment to the minute."""
    match = DAY.fullmatch(unicodedata.normalize("NFKC", words[:40]).strip())
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass  # which is said of a moment
    return moment_from(words, name, "valid_from")


def _check_choices(form: dict[str, str]) -> None:
    """Refuse a word that is none of those a rule knows, and name them: a file has no list."""
    choices: dict[str, Collection[str]] = {
        "for": TARGETS,
        "method": NEEDS,
        "breaks": set(Breaks),
        "uom": UNITS,
    }
    for name, known in choices.items():
        words = form[name]
        if words and words not in known:
            raise Refusal(none_of(words, known), field=name)


def none_of(words: str, known: Iterable[str]) -> Text:
    """Say what was written, and what may be."""
    names = ", ".join(str(one) for one in known)
    return _("“%(words)s” is none of these: %(known)s.", words=words[:40], known=names)


def _attribute(name: str, value: str) -> str:
    if len(value) <= LONGEST_ATTRIBUTE and value.isascii() and value.isprintable():
        return value
    return clean(value, _("Attribute %(name)s", name=name), longest=LONGEST_ATTRIBUTE)
