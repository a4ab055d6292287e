"""What the editor's forms begin with: parts of a definition as they are typed. Pure."""

from collections.abc import Mapping
from typing import Any


def filled(part: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that are not simply values of the part."""
    needed = part.get("other_skus") or ([""] if part.get("other") else [])
    return {
        "first_option": option_in(part, "slot", str(part.get("sku", ""))),
        "second_option": option_in(part, "other", str(part.get("other_sku", ""))),
        "needed_options": [option_in(part, "other", str(sku)) for sku in needed],
        "pair_lines": "\n".join(f"{one} = {other}" for one, other in part.get("allowed", ())),
        "chosen_pairs": _pairs(part.get("choose")),
        "forced_pairs": _pairs(part.get("forces")),
        "attribute_lines": _attributes(part.get("attributes")),
    }


def option_in(part: Mapping[str, Any], slot: str, option: str) -> str:
    """Return ``group/option`` of a rule, which may say both in one."""
    named = str(part.get(slot, ""))
    return named if "/" in named or not named else f"{named}/{option}"


def _pairs(values: Any) -> list[str]:
    named = values if isinstance(values, Mapping) else {}
    return [key if "/" in key else f"{key}/{option}" for key, option in named.items()]


def _attributes(values: Any) -> str:
    named = values if isinstance(values, Mapping) else {}
    return "\n".join(f"{name} = {value}" for name, value in named.items())
