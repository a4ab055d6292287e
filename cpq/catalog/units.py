"""Units of measure, as they stand on documents, and how one is reckoned into another. Pure.

Units of one kind convert by their factors: a dozen is twelve pieces, a kilogram a thousand grams.
What a pack holds depends on the product: its attribute ``per_box`` says how many of its own unit
are in a box, and so for any other unit.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

UNITS: dict[str, dict[str, str]] = {
    "piece": {"ja": "個", "en": "pc"},
    "set": {"ja": "式", "en": "set"},
    "unit": {"ja": "台", "en": "unit"},
    "box": {"ja": "箱", "en": "box"},
    "pair": {"ja": "組", "en": "pair"},
    "dozen": {"ja": "ダース", "en": "dozen"},
    "kg": {"ja": "kg", "en": "kg"},
    "g": {"ja": "g", "en": "g"},
    "t": {"ja": "t", "en": "t"},
    "m": {"ja": "m", "en": "m"},
    "cm": {"ja": "cm", "en": "cm"},
    "mm": {"ja": "mm", "en": "mm"},
    "m2": {"ja": "m²", "en": "m²"},
    "L": {"ja": "L", "en": "L"},
    "mL": {"ja": "mL", "en": "mL"},
    "minute": {"ja": "分", "en": "min"},
    "hour": {"ja": "時間", "en": "hour"},
    "day": {"ja": "日", "en": "day"},
    "month": {"ja": "か月", "en": "month"},
    "year": {"ja": "年", "en": "year"},
    "license": {"ja": "ライセンス", "en": "license"},
}

KINDS: dict[str, dict[str, Fraction]] = {
    "count": {
        "piece": Fraction(1),
        "unit": Fraction(1),
        "pair": Fraction(2),
        "dozen": Fraction(12),
    },
    "mass": {"g": Fraction(1), "kg": Fraction(1000), "t": Fraction(1_000_000)},
    "length": {"mm": Fraction(1), "cm": Fraction(10), "m": Fraction(1000)},
    "volume": {"mL": Fraction(1), "L": Fraction(1000)},
    "work": {"minute": Fraction(1), "hour": Fraction(60)},
    "term": {"month": Fraction(1), "year": Fraction(12)},
}
PER = "per_"
LEAST_IN_A_PACK, MOST_IN_A_PACK = Decimal("0.000001"), 10**9


def unit_of(code: str) -> Mapping[str, str]:
    """Return a unit in both languages; an unknown code stands for itself."""
    return UNITS.get(code, {"ja": code, "en": code})


def ratio(of: str, to: str, packs: Mapping[str, Fraction] | None = None) -> Fraction | None:
    """Return how many of ``to`` one of ``of`` is; None where nobody can say.

    ``packs`` say how many of ``to`` a pack holds, as ``packs_of`` reads them from a product.
    """
    if of == to:
        return Fraction(1)
    if packs and of in packs:
        return packs[of]
    for factors in KINDS.values():
        if of in factors and to in factors:
            return factors[of] / factors[to]
    return None


def packs_of(attributes: Mapping[str, str]) -> dict[str, Fraction]:
    """Return what packs of a product hold, from its attributes such as ``per_box = 50``."""
    packs = {}
    for name, value in attributes.items():
        if name.startswith(PER) and (number := _number(str(value))):
            packs[name.removeprefix(PER)] = number
    return packs


def _number(text: str) -> Fraction | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return (
        Fraction(number)
        if number.is_finite() and LEAST_IN_A_PACK <= number <= MOST_IN_A_PACK
        else None
    )
