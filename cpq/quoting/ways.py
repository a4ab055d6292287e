"""Addresses that lead on from the choices at hand: the whole of the configurator's state."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for

from cpq.catalog.configuring import Choice
from cpq.quoting.picks import read, without, written


@dataclass(frozen=True, slots=True)
class Ways:
    """Makes addresses of one page, a line's configurator or the try-out of a model."""

    endpoint: str
    place: Mapping[str, Any]
    choices: Mapping[str, Choice]
    kept: Mapping[str, Any] = field(default_factory=dict)  # what every address carries on

    @property
    def page(self) -> str:
        """Return the address of the page without any choices."""
        return url_for(self.endpoint, **self.place)

    @property
    def here(self) -> str:
        """Return the address of these choices with the same slot open."""
        return self._at(self.choices, request.values.get("open", ""), was=_was())

    def to(self, choices: Mapping[str, Choice], opened: str = "", **more: Any) -> str:
        """Return the address of other choices; it remembers these for undoing."""
        return self._at(choices, opened, was=written(self.choices), **more)

    def opening(self, slot: str) -> str:
        """Return the address of the same choices with another slot open."""
        return self._at(self.choices, slot, was=_was())

    def asking(self, **more: Any) -> str:
        """Return the address of the same choices with something else beside them."""
        return self._at(self.choices, "", **more)

    def answered(self, choices: Mapping[str, Choice], answers: list[str]) -> str:
        """Return the address after an answer; the next question follows."""
        given = {"a": answers, "help": 1}
        return self._at(choices, "", was=written(self.choices), **given)

    def unnarrowed(self, slot: str) -> str:
        """Return the address that shows all options, whatever was answered."""
        return self._at(self.choices, slot, all=1)

    def beside(self, slot: str) -> list[str]:
        """Return the choices outside a slot and its options, as values of an address."""
        others = {k: c for k, c in self.choices.items() if k.partition("/")[0] != slot}
        return written(others)

    @staticmethod
    def written(choices: Mapping[str, Choice]) -> list[str]:
        """Return choices as values of an address."""
        return written(choices)

    def back(self, choices: Mapping[str, Choice], opened: str = "") -> str:
        """Return the address of earlier choices, which are not undone once more."""
        return self._at(choices, opened)

    def without(self, slot: str) -> str:
        """Return the address without the choice of a slot."""
        return self.to(without(self.choices, slot), slot)

    def undo(self) -> str:
        """Return where undoing leads: to the choices before, else without the newest."""
        before = read(request.values.getlist("was"))
        if before or "was" in request.values:
            return self.back(before)
        newest = next(reversed(list(self.choices)), "")
        return self.back(without(self.choices, newest), newest) if newest else ""

    def _at(self, choices: Mapping[str, Choice], opened: str, **more: Any) -> str:
        given = {**self.kept, **more}
        return url_for(
            self.endpoint,
            **self.place,
            begun=1,
            c=written(choices),
            open=opened or None,
            **given,
        )


def _was() -> list[str] | None:
    return request.values.getlist("was") or None
