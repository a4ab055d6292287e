"""What people call the attributes of products, with their units, in both languages.

Named by a category's people (data), else as usual (``attributes.toml``), else by the heading they
were imported under: ``cable_length (m)`` is "Cable length" in m.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from cpq.catalog.models import AttributeName, Product
from foundation.errors import Refusal
from foundation.language import Text, _, speaking
from foundation.numbers import clean

EVERY = "*"  # stands for all categories in the file of usual names
USUAL = Path(__file__).with_name("attributes.toml")
HEADING = re.compile(r"(.*?)\s*[(（\[]([^()（）\[\]]{1,20})[)）\]]\s*")
NUMBER = re.compile(r"-?[\d.,]+")
MOST_NAMED = 1_000  # in one form
LONGEST_NAME, LONGEST_UNIT = 100, 20


@dataclass(frozen=True, slots=True)
class Label:
    """A name in both languages, and a unit, which may be empty."""

    ja: str
    en: str
    unit: str = ""

    @property
    def words(self) -> str:
        """Return the name in the reader's language."""
        return str(getattr(self, speaking()))


class Names:
    """The names of attributes by category and key; ``own``: what people have said."""

    def __init__(self, own: Mapping[tuple[str, str], Label] | None = None) -> None:
        self.own = own or {}

    def label(self, category: str, attribute: str) -> Label:
        """Return what an attribute is called in a category of products."""
        for place in ((category, attribute), ("", attribute)):
            if place in self.own:
                return self.own[place]
        usual = _usual()
        return (
            usual.get((category, attribute))
            or usual.get((EVERY, attribute))
            or label_of_heading(attribute)
        )

    def called(self, category: str, attribute: str) -> str:
        """Return the name in the reader's language."""
        return self.label(category, attribute).words

    def facts(self, category: str, values: Mapping[str, str]) -> list[tuple[str, str]]:
        """Return attributes for showing: their names, and values with units where they count."""
        said = [(self.label(category, name), str(value)) for name, value in values.items()]
        return [(label.words, with_unit(value, label.unit)) for label, value in said]


USUAL_NAMES = Names()


def label_of_heading(heading: str) -> Label:
    """Return a name made of the heading of a column."""
    found = HEADING.fullmatch(heading)
    name, unit = found.groups() if found and found[1] else (heading, "")
    words = name.replace("_", " ").strip()
    words = words[:1].upper() + words[1:] if words.isascii() else words
    return Label(words or heading, words or heading, unit)


def with_unit(value: str, unit: str) -> str:
    """Return a value with its unit where it is a plain number."""
    return f"{value} {unit}" if unit and NUMBER.fullmatch(value) else value


def names_of(session: Session) -> Names:
    """Return what attributes are called."""
    rows = session.scalars(select(AttributeName))
    return Names({(row.category, row.attribute): Label(row.ja, row.en, row.unit) for row in rows})


def attributes_in(session: Session, category: str) -> list[str]:
    """Return the attributes that the products of a category have, by their keys."""
    query = select(Product.attributes).where(Product.category == category)
    names: dict[str, None] = {}
    for values in session.scalars(query.execution_options(yield_per=2_000)):
        names |= dict.fromkeys(values)
    return sorted(names)


def name_attributes(
    session: Session, category: str, named: Sequence[tuple[str, str, str, str]]
) -> None:
    """Call attributes of a category: key, Japanese, English, unit. As usual, or empty: not kept.

    Raises:
        Refusal: a name is too long, or holds characters no text has.
    """
    query = select(AttributeName).where(AttributeName.category == category)
    known = {row.attribute: row for row in session.scalars(query)}
    others = Names({at: label for at, label in names_of(session).own.items() if at[0] != category})
    for attribute, *typed in named[:MOST_NAMED]:
        label = _label(typed)
        row = known.get(attribute)
        if label is None or label == others.label(category, attribute):
            if row is not None:
                session.delete(row)
            continue
        if row is None:
            row = AttributeName(category=category, attribute=_key(attribute))
            session.add(row)
        row.ja, row.en, row.unit = label.ja, label.en, label.unit


def _key(attribute: str) -> str:
    name = _("Attribute")
    return clean(attribute, name, longest=LONGEST_NAME, required=True, field="attribute")


def _label(typed: Iterable[str]) -> Label | None:
    labels: tuple[tuple[Text, int, str], ...] = (
        (_("What it is called"), LONGEST_NAME, "ja"),
        (_("What it is called, in English"), LONGEST_NAME, "en"),
        (_("Unit"), LONGEST_UNIT, "unit"),
    )
    japanese, english, unit = (
        clean(words, label, longest=most, field=field)
        for words, (label, most, field) in zip(typed, labels, strict=True)
    )
    if not (japanese or english):
        if unit:
            raise Refusal(
                _("Say what the attribute with the unit “%(unit)s” is called.", unit=unit)
            )
        return None
    return Label(japanese or english, english or japanese, unit)


@cache
def _usual() -> dict[tuple[str, str], Label]:
    tables = tomllib.loads(USUAL.read_text("utf-8"))
    return {
        (category, attribute): Label(*words)
        for category, named in tables.items()
        for attribute, words in named.items()
    }
