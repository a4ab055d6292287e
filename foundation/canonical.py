"""One way to write a value down as bytes, so that the same content always has the same fingerprint.

JSON with sorted keys, no spaces and UTF-8, after RFC 8785. Floats are refused: amounts are integers
or decimal strings.
"""

import json
from hashlib import sha256
from typing import Any


def canonical(value: Any) -> bytes:
    """Return the canonical bytes of plain values (dict, list, str, int, bool, None)."""
    _refuse_floats(value)
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def fingerprint(value: Any) -> str:
    """Return the SHA-256 of the canonical bytes, in hexadecimal."""
    return sha256(canonical(value)).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no exact fingerprint; use an integer or a decimal string")
    for inner in value.values() if isinstance(value, dict) else value if _is_list(value) else ():
        _refuse_floats(inner)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)
