"""Quantities and conditions of lines: plain numbers, or expressions over a configuration. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from cpq.catalog.configuring.expressions import (
    Node,
    evaluate,
    names_of,
    number,
    parse_expression,
)
from cpq.catalog.configuring.syntax import Call, Compute, Constant, Name
from cpq.catalog.materials.askable import Askable
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.numbers import NUMBER

Facts = Mapping[str, Decimal | int | str | bool | None]  # as ``evaluate`` asks for them

LONGEST = 500
MOST = Fraction(10**9)


def is_number(text: str) -> bool:
    """True for a plain number."""
    return NUMBER.fullmatch(text) is not None


def worth(quantity: Decimal | int | str, facts: Facts | None = None) -> Fraction:
    """Return a quantity: a number as it stands, an expression as the configuration answers it.

    Raises:
        Refusal: it is no number, or not between nothing and a billion.
    """
    if not isinstance(quantity, str):
        return _within(quantity, str(quantity))
    if is_number(quantity):
        return _within(Decimal(quantity.replace(",", "")), quantity)
    return _within(number(evaluate(_read(quantity), facts or {})), quantity)


def holds(condition: str, facts: Facts | None = None) -> bool:
    """True where a line applies; without a condition it always does."""
    return not condition or bool(evaluate(_read(condition), facts or {}))


def check_expression(text: str, about: Askable, *, field: str) -> None:
    """Refuse an expression that cannot be read, or names what the model does not have.

    A condition has to be true or false, a quantity a number.
    """
    try:
        node = _read(text)
    except Refusal as refusal:
        raise Refusal(refusal.text, field=field) from refusal
    if wrong := about.wrong_in(node):
        raise Refusal(wrong, field=field)
    if field == "quantity" and _is_value(node) and not names_of(node):
        worth(text)
    if _is_value(node) == (field == "condition"):
        if field == "condition":
            raise Refusal(_("A condition says yes or no, such as cpu.watts > 100."), field=field)
        raise Refusal(_("A quantity is a number, such as 2 * memory.quantity."), field=field)


def _is_value(node: Node) -> bool:
    match node:
        case Constant(value=value):
            return isinstance(value, Decimal)
        case Name(attribute=attribute):
            return bool(attribute)
        case _:
            return isinstance(node, Compute | Call)


def strange_in(text: str, about: Askable) -> Text | None:
    """Return what an expression that was good once names that a model does not have."""
    return about.wrong_in(_read(text)) if text and not is_number(text) else None


@lru_cache(maxsize=2048)
def _read(text: str) -> Node:
    return parse_expression(text)


def _within(amount: Decimal | int | None, text: str) -> Fraction:
    if amount is None or not 0 <= amount <= MOST:
        words = _(
            "The quantity “%(text)s” of a bill of materials does not come to a number between 0"
            " and 1,000,000,000.",
            text=text,
        )
        raise Refusal(words, field="quantity")
    return Fraction(amount)
