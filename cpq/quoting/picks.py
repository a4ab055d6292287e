"""Choices as they travel in an address: readable, in the order they were made, and undoable.

Many are packed into one value: servers take addresses of a few thousand letters only.
"""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote

from werkzeug.datastructures import MultiDict

from cpq.catalog.configuring import Choice, Configurator
from foundation.language import speaking

MOST = 1_000
LONG = 1_500  # letters in an address, from which on choices are packed
PACKED = "~"
LARGEST = 200_000  # letters of what was packed
Saved = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Settled:
    """Choices that go together, and what had to go because it no longer exists or fits."""

    choices: dict[str, Choice]
    lost: tuple[str, ...]


def written(choices: Mapping[str, Choice]) -> list[str]:
    """Return choices as values of an address: ``processor:1:CPU-16``; many as a packed one."""
    values = [f"{slot}:{choice.quantity}:{choice.sku}" for slot, choice in choices.items()]
    if sum(len(quote(value)) for value in values) < LONG:
        return values
    packed = zlib.compress("\n".join(values).encode(), 9)
    return [PACKED + urlsafe_b64encode(packed).rstrip(b"=").decode()]


def read(values: Iterable[str]) -> dict[str, Choice]:
    """Read them back; what is not well formed is left out."""
    choices = {}
    for value in islice(_unpacked(values), MOST):
        slot, _colon, rest = value.partition(":")
        quantity, _colon, sku = rest.partition(":")
        named = sku or quantity == "0"
        if named and quantity.isascii() and quantity.isdecimal() and len(quantity) < len("10000"):
            choices[slot] = Choice(sku=sku, quantity=int(quantity))
    return choices


def _unpacked(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        if not value.startswith(PACKED):
            yield value
            continue
        with suppress(ValueError, zlib.error):
            packed = urlsafe_b64decode(value[1:] + "=" * (-len(value[1:]) % 4))
            whole = zlib.decompressobj().decompress(packed, LARGEST)
            yield from whole.decode().split("\n")


def asked(values: MultiDict[str, str], on_line: Saved) -> dict[str, Choice]:
    """Return the choices of a request, or what is saved on the line when it names none."""
    return read(values.getlist("c")) if "begun" in values else saved(on_line)


def saved(on_line: Saved) -> dict[str, Choice]:
    """Return the choices as they are kept on a line."""
    return {slot: Choice.model_validate(choice) for slot, choice in on_line.items()}


def settle(configurator: Configurator, choices: Mapping[str, Choice]) -> Settled:
    """Keep the newest choices that exist and go together."""
    there = {slot: c for slot, c in choices.items() if configurator.knows(slot, c)}
    kept = configurator.compatible(there)
    lost = [_called(configurator, *one) for one in choices.items() if one[0] not in kept]
    return Settled(kept, tuple(lost))


def _called(configurator: Configurator, slot: str, choice: Choice) -> str:
    """Return what people call a choice that is gone, as far as the model still knows it."""
    slots = configurator.compiled.definition.slots
    options = [one for s in slots if s.key == slot.partition("/")[0] for one in s.options]
    names = [one.name for one in options if choice.sku in {one.key, one.sku}]
    return str(getattr(names[0], speaking())) if names else choice.sku


def without(choices: Mapping[str, Choice], *slots: str) -> dict[str, Choice]:
    """Return the choices without some slots."""
    return {slot: choice for slot, choice in choices.items() if slot not in slots}
