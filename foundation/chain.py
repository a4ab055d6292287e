"""Hash chains: each entry carries the hash of the one before, so that none can change unseen."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from foundation.canonical import canonical

GENESIS = "0" * 64


def next_hash(previous: str, entry: Mapping[str, Any]) -> str:
    """Return SHA-256(prefix ‖ previous hash ‖ canonical entry), in hexadecimal."""
    content = b"mitsumori-chain-v1\n" + bytes.fromhex(previous) + canonical(dict(entry))
    return sha256(content).hexdigest()


def first_break(
    entries: Iterable[tuple[Mapping[str, Any], str]], start: str = GENESIS
) -> int | None:
    """Return the position of the first entry whose hash does not follow, or None: it is whole."""
    previous = start
    for position, (entry, written) in enumerate(entries):
        if next_hash(previous, entry) != written:
            return position
        previous = written
    return None
