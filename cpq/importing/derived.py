"""Attributes made of parts of cells: ``modules[1] * modules[2]`` of "2,16" is 32. Pure."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import cache

from foundation.errors import Refusal
from foundation.language import _

FACTOR = re.compile(r"\s*([^\[\]*]+?)\s*(?:\[(\d)\])?\s*")

Factors = tuple[tuple[str, int], ...]


@cache
def parse(expression: str) -> Factors:
    """Return columns and parts (0: the whole cell) that are multiplied. Raises Refusal."""
    found = [FACTOR.fullmatch(factor) for factor in expression.split("*")]
    if not all(found):
        raise Refusal(
            _(
                "“%(words)s” is not understood. Write a column, column[1] for the first of "
                "several values, or several of these with * between.",
                words=expression,
            ),
            field="derived",
        )
    return tuple((match[1], int(match[2] or 0)) for match in found if match)


def value_of(factors: Factors, cells: Mapping[str, str]) -> str:
    """Return the value, or nothing where a cell or a part is missing."""
    parts = [_part(cells.get(column, ""), number) for column, number in factors]
    if len(parts) == 1:
        return parts[0]
    try:
        product = Decimal(1)
        for part in parts:
            product *= Decimal(part)
    except InvalidOperation:
        return ""
    return f"{product.normalize():f}" if product.is_finite() else ""


def _part(cell: str, number: int) -> str:
    if not number:
        return cell
    parts = [part.strip() for part in cell.split(",")]
    return parts[number - 1] if number <= len(parts) else ""
