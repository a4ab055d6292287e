"""What a case is given, and which of it was looked at: a word nobody reads is no case we pass."""

from collections.abc import Iterator, Mapping
from typing import Any

REMARKS = {"note", "same_as", "change"}  # they say how to read the others


class Given(Mapping):
    """The words and figures of a case by name; what is inside another is one of these, too."""

    def __init__(self, values: Mapping[str, Any]):
        self._values = {name: _inside(value) for name, value in values.items()}
        self._read = set()

    def __getitem__(self, name: str) -> Any:
        value = self._values[name]
        self._read.add(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def first(self, *names: str, default: Any = None) -> Any:
        """Read what stands under the first of several names that mean the same."""
        return next((self[name] for name in names if name in self), default)

    def of(self, *kinds: type) -> dict[str, Any]:
        """Read everything of a kind; a truth is no number."""
        found = {name: value for name, value in self._values.items() if type(value) in kinds}
        self._read |= found.keys()
        return found

    def inside(self) -> dict[str, "Given"]:
        """Read everything that holds more."""
        return self.of(Given)

    def unread(self) -> list[str]:
        """Return what nobody looked at."""
        left = [name for name in self._values if name not in self._read | REMARKS]
        for name, value in self._values.items():
            left += [f"{name}.{one}" for one in _unread(value)]
        return left


def _inside(value):
    if isinstance(value, Mapping):
        return Given(value)
    return list(map(_inside, value)) if isinstance(value, list) else value


def _unread(value):
    if isinstance(value, Given):
        return value.unread()
    return [one for part in value for one in _unread(part)] if isinstance(value, list) else []
