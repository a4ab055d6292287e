"""The expression language of rules, conditions and quantities: read, asked, and written again.

``parse_expression`` reads it, ``evaluate`` says what it comes to, ``names_of`` what it speaks of.
What nobody has chosen is empty: false, 0 or no text. What is unknown (None, or a text where a
number is needed) makes every comparison false and every result unknown.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal, InvalidOperation
from operator import ge, gt, le, lt

from cpq.catalog.configuring.parsing import parse_expression
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
    parts_of,
)
from cpq.catalog.configuring.writing import written

__all__ = ["Node", "evaluate", "names_of", "number", "parse_expression", "walk", "written"]

Known = Decimal | int | str | bool | None
EXACT = Context(prec=60, traps=[])
LARGEST = Decimal(10) ** 24
_ORDER: dict[str, Callable[[Decimal, Decimal], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}
_ROUNDING = {"ceil": ROUND_CEILING, "floor": ROUND_FLOOR, "round": ROUND_HALF_UP}


def names_of(expression: Node) -> frozenset[str]:
    """Return the names an expression speaks of, such as ``cpu``, ``cpu/A1`` or ``cpu.watts``."""
    return frozenset(str(node) for node in walk(expression) if isinstance(node, Name))


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything in it."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def evaluate(expression: Node, values: Mapping[str, Known]) -> Known:
    """Return what an expression comes to; a name that ``values`` lacks is empty."""
    match expression:
        case Constant(value=value):
            return value
        case Name():
            return values.get(str(expression), "" if expression.attribute else False)
        case Compare():
            return _compared(expression, values)
        case Compute():
            return _computed(expression, values)
        case Call():
            return _called(expression, values)
        case _:
            return _said(expression, values)


def number(value: Known) -> Decimal | None:
    """Return a value as a number: empty is 0, no number is unknown."""
    if value is None or isinstance(value, Decimal):
        return value
    try:
        found = Decimal(value) if value != "" else Decimal(0)
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= LARGEST else None


def _said(node: Node, values: Mapping[str, Known]) -> bool:
    match node:
        case Not(of=one):
            return not evaluate(one, values)
        case And(of=several):
            return all(evaluate(one, values) for one in several)
        case Or(of=several):
            return any(evaluate(one, values) for one in several)
        case Implies(one=one, other=other):
            return not evaluate(one, values) or bool(evaluate(other, values))
        case Iff(one=one, other=other):
            return bool(evaluate(one, values)) == bool(evaluate(other, values))
        case _:
            raise TypeError(node)


def _compared(node: Compare, values: Mapping[str, Known]) -> bool:
    one, other = evaluate(node.one, values), evaluate(node.other, values)
    return compare(node.sign, one, other)


def compare(sign: str, one: Known, other: Known) -> bool:
    """Compare two values: as texts where both are texts and no number, else as numbers."""
    if one is None or other is None:
        return False
    if sign in {"=", "!="} and isinstance(one, str) and isinstance(other, str):
        same = one == other or _same_number(one, other)
        return same == (sign == "=")
    left, right = number(one), number(other)
    if left is None or right is None:
        return False
    if sign in {"=", "!="}:
        return (left == right) == (sign == "=")
    return _ORDER[sign](left, right)


def _same_number(one: str, other: str) -> bool:
    left, right = number(one or None), number(other or None)
    return left is not None and left == right


def _computed(node: Compute, values: Mapping[str, Known]) -> Decimal | None:
    one, other = number(evaluate(node.one, values)), number(evaluate(node.other, values))
    if one is None or other is None:
        return None
    match node.sign:
        case "+":
            return number(EXACT.add(one, other))
        case "-":
            return number(EXACT.subtract(one, other))
        case "*":
            return number(EXACT.multiply(one, other))
        case "/":
            return number(EXACT.divide(one, other)) if other else None


def _called(node: Call, values: Mapping[str, Known]) -> Known:
    if node.name == "if":
        return evaluate(node.of[1 if evaluate(node.of[0], values) else 2], values)
    given = [number(evaluate(one, values)) for one in node.of]
    known = [one for one in given if one is not None]
    if len(known) < len(given):
        return None
    if node.name in _ROUNDING:
        return _rounded(known[0], known[1] if known[1:] else Decimal(1), _ROUNDING[node.name])
    return {"min": min(known), "max": max(known), "abs": abs(known[0])}[node.name]


def _rounded(value: Decimal, unit: Decimal, mode: str) -> Decimal | None:
    """Round to a multiple of a unit above nothing."""
    if unit <= 0:
        return None
    times = EXACT.divide(value, unit).to_integral_value(mode, EXACT)
    return number(EXACT.multiply(times, unit))
