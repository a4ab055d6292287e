"""What is said of a line, checked: the component, how much of it, when, and whether it can be."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NoReturn
from unicodedata import normalize

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cpq.catalog.materials.amounts import LONGEST, check_expression, is_number, strange_in, worth
from cpq.catalog.materials.askable import Askable, askable_of
from cpq.catalog.materials.exploding import Component, Item, needed_for_one
from cpq.catalog.materials.models import BomLine
from cpq.catalog.materials.queries import items_of
from cpq.catalog.models import Product
from cpq.catalog.queries import products_matching
from cpq.catalog.units import UNITS
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.numbers import clean, parse_number

UNIT_WORDS = {word: code for code, words in UNITS.items() for word in (code, *words.values())}
MOST_LINES = 500
LONGEST_SEARCH = 100
SUGGESTED = 12


def component_from(session: Session, whole: Product, said: Mapping[str, Any]) -> Component:
    """Return a line of ``whole`` as it was typed.

    Raises:
        Refusal: there is no such component, or quantity, unit, scrap or condition are not right.
    """
    sku = sku_meant(session, str(said.get("sku", "")))
    item = items_of(session, [sku]).get(sku)
    line = line_from({**said, "sku": sku}, item)
    return checked(line, item or _no_product(sku), askable_of(session, whole.sku))


def line_from(said: Mapping[str, Any], item: Item | None) -> Component:
    """Return a line as it was typed, of a component that is known."""
    sku = _sku(said)
    return Component(
        sku,
        _quantity(str(said.get("quantity", ""))),
        unit_from(str(said.get("uom", "")), item or _no_product(sku)),
        _scrap(str(said.get("scrap", "") or "0")),
        clean(str(said.get("condition", "")), _("Condition"), longest=LONGEST, field="condition"),
        clean(str(said.get("note", "")), _("Note"), field="note"),
    )


def checked(line: Component, item: Item, about: Askable) -> Component:
    """Return a line that can be reckoned with. Raises Refusal."""
    quantity = str(line.quantity)
    if is_number(quantity):
        needed_for_one(line, item)
        if not worth(quantity):
            raise Refusal(_("A quantity must be more than 0."), field="quantity")
    else:
        check_expression(quantity, about, field="quantity")
        needed_for_one(Component(line.sku, 1, line.uom), item)
    if line.condition:
        check_expression(line.condition, about, field="condition")
    return line


def strange_line(line: Component, about: Askable) -> Text | None:
    """Return what a line that was good once names that a model does not have; None: nothing."""
    return strange_in(line.condition, about) or strange_in(str(line.quantity), about)


def asks(line: BomLine) -> bool:
    """True where a line depends on what is chosen."""
    return bool(line.condition) or not is_number(line.quantity)


def unit_from(words: str, item: Item) -> str:
    """Return the code of a unit; the component's own is left out."""
    plain = clean(words, _("Unit"), longest=20, field="uom")
    code = UNIT_WORDS.get(plain, plain)
    return "" if code == item.uom else code


def _sku(said: Mapping[str, Any]) -> str:
    return clean(str(said.get("sku", "")), _("Component"), longest=64, required=True, field="sku")


def _no_product(sku: str) -> NoReturn:
    words = _("There is no product %(sku)s. Choose one from the list.", sku=sku)
    raise Refusal(words, field="sku")


def _quantity(words: str) -> str:
    """Return a number in plain digits, or an expression as it was typed."""
    text = clean(words, _("Quantity"), longest=LONGEST, required=True, field="quantity")
    wide = normalize("NFKC", text)
    if not is_number(wide):
        return text
    number = parse_number(wide, _("Quantity"), minimum=0, maximum=10**9, field="quantity")
    return f"{number.normalize() + 0:f}"


def _scrap(words: str) -> Decimal:
    percent = parse_number(
        words.rstrip("%％ "), _("Scrap"), minimum=0, maximum=100, places=4, field="scrap"
    )
    return percent / 100


def components_matching(session: Session, words: str) -> Sequence[Product]:
    """Return the first products found by these words; none for no words."""
    if not words.strip():
        return []
    return session.scalars(products_matching(words[:LONGEST_SEARCH]).limit(SUGGESTED)).all()


def sku_meant(session: Session, typed: str) -> str:
    """Return the SKU a person means: as it was typed, or the only product found by the words."""
    words = clean(typed, _("Component"), longest=200, required=True, field="sku")
    wide = normalize("NFKC", words)
    exact = select(Product.sku).where(func.lower(Product.sku) == wide.lower())
    if known := session.scalars(exact.limit(1)).first():
        return known
    some = session.scalars(products_matching(words[:LONGEST_SEARCH]).limit(2)).all()
    return some[0].sku if len(some) == 1 else wide[:64]
