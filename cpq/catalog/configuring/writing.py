"""An expression as text again, with no more brackets than it needs."""

import re

from cpq.catalog.configuring.syntax import (
    And,
    Call,
    Compare,
    Compute,
    Constant,
    Iff,
    Implies,
    Name,
    Node,
    Not,
    Or,
)

PLAIN = re.compile(r"[^\W\d][\w-]*")
WORD = re.compile(r"\w[\w-]*")
ATTRIBUTE = re.compile(r"\w+")
RESERVED = {"true", "false", "if", "ceil", "floor", "round", "abs", "min", "max"}
STRENGTH: dict[type[Node], int] = {Iff: 0, Implies: 1, Or: 2, And: 3, Not: 4, Compare: 5}
SUM, PRODUCT, ATOM = 6, 7, 9


def written(node: Node, inside: int = 0) -> str:
    """Return the text that reads as this expression."""
    text = _text(node)
    return f"({text})" if strength(node) < inside else text


def strength(node: Node) -> int:
    """Return how tightly a node holds together."""
    if isinstance(node, Compute):
        return SUM if node.sign in "+-" else PRODUCT
    return STRENGTH.get(type(node), ATOM)


def _text(node: Node) -> str:
    match node:
        case Constant():
            return _constant(node)
        case Name():
            return name_written(node)
        case Not(of=one):
            return "!" + written(one, ATOM)
        case And() | Or() | Call():
            return _several(node)
        case _:
            return _pair(node, strength(node))


def _constant(node: Constant) -> str:
    match node.value:
        case bool(value):
            return "true" if value else "false"
        case str(value):
            return f'"{value}"' if "'" in value else f"'{value}'"
        case value:
            return f"{value:f}"


def _several(node: And | Or | Call) -> str:
    if isinstance(node, Call):
        return f"{node.name}({', '.join(map(written, node.of))})"
    sign = " & " if isinstance(node, And) else " | "
    return sign.join(written(one, strength(node) + 1) for one in node.of)


def _pair(node: Node, own: int) -> str:
    match node:
        case Implies(one=one, other=other):
            return f"{written(one, own + 1)} => {written(other, own)}"
        case Iff(one=one, other=other):
            return f"{written(one, own)} <=> {written(other, own + 1)}"
        case Compare(sign=sign, one=one, other=other):
            return f"{written(one, own + 1)} {sign} {written(other, own + 1)}"
        case Compute(sign=sign, one=one, other=other):
            return f"{written(one, own)} {sign} {written(other, own + 1)}"
        case _:
            raise TypeError(node)


def name_written(name: Name) -> str:
    """Return a name, its parts in backquotes where they are no plain words."""
    text = _quoted(name.slot, PLAIN)
    if name.option:
        text += "/" + _quoted(name.option, WORD)
    return text + ("." + _quoted(name.attribute, ATTRIBUTE) if name.attribute else "")


def _quoted(part: str, plain: re.Pattern[str]) -> str:
    return part if plain.fullmatch(part) and part not in RESERVED else f"`{part}`"
