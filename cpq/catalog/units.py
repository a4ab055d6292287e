"""Units of measure, as they stand on documents."""

from collections.abc import Mapping

UNITS: dict[str, dict[str, str]] = {
    "piece": {"ja": "個", "en": "pc"},
    "set": {"ja": "式", "en": "set"},
    "unit": {"ja": "台", "en": "unit"},
    "box": {"ja": "箱", "en": "box"},
    "hour": {"ja": "時間", "en": "hour"},
    "day": {"ja": "日", "en": "day"},
    "month": {"ja": "か月", "en": "month"},
    "year": {"ja": "年", "en": "year"},
    "license": {"ja": "ライセンス", "en": "license"},
}


def unit_of(code: str) -> Mapping[str, str]:
    """Return a unit in both languages; an unknown code stands for itself."""
    return UNITS.get(code, {"ja": code, "en": code})
