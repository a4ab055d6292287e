"""From what was typed to a formula, or a sentence that says what is wrong with it. Pure.

``list`` is the price it is reckoned from, ``cost`` what a unit costs us, ``quantity`` how many are
asked, all in the list's currency and the rule's unit; ``attribute.NAME`` is a number of the
product. Decimals have at most 15 digits before and 6 after the point.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import ROUND_FLOOR, Decimal
from functools import lru_cache
from typing import NamedTuple

from cpq.catalog.configuring.expressions import Node, parse_expression, walk
from cpq.catalog.configuring.parsing import FUNCTIONS, words_of
from cpq.catalog.configuring.syntax import Call, Compare, Compute, Constant, Iff, Implies, Name
from foundation.errors import Refusal
from foundation.language import Text, _
from foundation.numbers import LONGEST_TEXT, clean

LONGEST = 500
NAMES = ("list", "cost", "quantity")
ATTRIBUTE = "attribute"
ROUNDINGS = {"round", "floor", "ceil"}
WORDS = words_of(rf"{ATTRIBUTE}\.(?:`[^`\n]+`|[^\W\d]\w*)|[^\W\d]\w*")
SIGNS = str.maketrans("×÷−", "*/-")
IN_JAPANESE = {"定価": "list", "原価": "cost", "数量": "quantity", "属性": ATTRIBUTE}
MEANT = IN_JAPANESE | {word: word for word in (*NAMES, ATTRIBUTE, *FUNCTIONS)}
WORD = re.compile(r"`[^`]*`|(?<![\w.])[^\W\d]\w*")
NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,6})?")


class Formula(NamedTuple):
    """A formula that is well formed: its text, what it says, and the names it speaks of.

    ``begins`` are the quantities that it compares with: at each another price may begin.
    """

    text: str
    node: Node
    names: frozenset[str]
    begins: tuple[Decimal, ...]


def formula_from(typed: str) -> str:
    """Return a formula as it is kept: in plain width, its names in English. Raises Refusal."""
    plain = unicodedata.normalize("NFKC", typed[:LONGEST_TEXT])
    words = clean(plain, _("Formula"), longest=LONGEST, required=True, field="formula")
    words = WORD.sub(lambda found: MEANT.get(found[0].lower(), found[0]), words.translate(SIGNS))
    return formula_of(words.removeprefix("=").strip()).text


@lru_cache(maxsize=4096)
def formula_of(text: str) -> Formula:
    """Return what a text says. Raises Refusal: it is no formula."""
    try:
        node = parse_expression(text, "value", WORDS)
    except Refusal as refusal:
        raise _refused(refusal.text) from refusal
    for one in walk(node):
        _check(one)
    names = frozenset(name_of(one) for one in walk(node) if isinstance(one, Name))
    begins = {at for one in walk(node) if isinstance(one, Compare) for at in _begins(one)}
    return Formula(text, node, names, tuple(sorted(begins)))


def name_of(name: Name) -> str:
    """Return a name as it is looked up: ``list``, ``cost``, ``quantity``, ``attribute.NAME``."""
    return f"{ATTRIBUTE}.{name.attribute}" if name.slot == ATTRIBUTE else name.slot


def _begins(node: Compare) -> Iterator[Decimal]:
    """Give the quantity at which a comparison turns: of more than 9 the next whole one."""
    for sign, name, number in (
        (node.sign, node.one, node.other),
        (node.sign, node.other, node.one),
    ):
        match name, number:
            case Name(slot="quantity"), Constant(value=Decimal() as at) if at > 0:
                yield at
                if sign not in {">=", "<"}:
                    yield at.to_integral_value(ROUND_FLOOR) + 1


def _check(node: Node) -> None:
    match node:
        case Constant(value=value) if not isinstance(value, Decimal):
            raise _refused(_("“%(text)s” is no number.", text=str(value)))
        case Name():
            _check_name(node)
        case Implies() | Iff():
            raise _refused(_("=> and <=> mean nothing in a formula."))
        case Compute(sign="/", other=Constant(value=Decimal() as by)) if not by:
            raise _refused(_("The formula divides by 0."))
        case Call(name=name, of=(_value, Constant(value=Decimal() as unit))) if (
            name in ROUNDINGS and unit <= 0
        ):
            raise _refused(_("A formula rounds to a multiple of something above 0."))


def _check_name(name: Name) -> None:
    """Refuse what has no value; where yes or no is needed a name comes without its value."""
    if name.slot not in {*NAMES, ATTRIBUTE} or name.option:
        words = _(
            "“%(name)s” is not known to formulas. Take list, cost, quantity or attribute.NAME.",
            name=name.slot,
        )
        raise _refused(words)
    if not name.attribute:
        words = _(
            "“%(name)s” is a number where yes or no is needed, such as %(name)s > 0.",
            name=name.slot,
        )
        raise _refused(words)


def _refused(words: Text) -> Refusal:
    return Refusal(words, field="formula")


def number_in(attributes: Mapping[str, str], name: str) -> Decimal | None:
    """Return what a product says under a name, whatever its width, where that is a number."""
    said = attributes.get(name)
    if said is None:
        same = (v for k, v in attributes.items() if unicodedata.normalize("NFKC", k) == name)
        said = next(same, "")
    number = unicodedata.normalize("NFKC", str(said)).strip()
    return Decimal(number) if NUMBER.fullmatch(number) else None
