"""Facts, and who hears of them.

``on`` runs now, inside the caller's transaction: database only, no I/O.
``later`` runs after the commit, from the outbox, at least once: mail, PDFs, HTTP.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any, ClassVar, TypeVar

from pydantic import TypeAdapter
from sqlalchemy.orm import Session

from foundation import outbox

E = TypeVar("E", bound="Event")
Reaction = Callable[[Session, Any], None]

_by_name: dict[str, type["Event"]] = {}
_now: dict[type["Event"], list[Reaction]] = defaultdict(list)
_places: list[str] = []


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact in the past tense. Ids and plain values only: it must survive JSON."""

    name: ClassVar[str]

    def __init_subclass__(cls, *, name: str, **rest: Any) -> None:
        """Enter the fact in the catalogue."""
        super().__init_subclass__(**rest)
        if name in _by_name:
            raise TypeError(f"two events are called {name}")
        cls.name = name
        _by_name[name] = cls


def on(*kinds: type[E]) -> Callable[[Callable[[Session, E], None]], Callable[[Session, E], None]]:
    """Hear of an event inside the transaction that caused it."""

    def register(reaction: Callable[[Session, E], None]) -> Callable[[Session, E], None]:
        for kind in kinds:
            _now[kind].append(reaction)
        return reaction

    return register


def later(kind: type[E], name: str) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Hear of an event after its transaction, at least once.

    The name is stored with waiting work, so it outlives renamed functions.
    """

    def register(handler: Callable[[E], None]) -> Callable[[E], None]:
        outbox.subscribe(kind.name, name, lambda body, _to: handler(_read(kind, body)))
        return handler

    return register


def later_by(kind: type[E], name: str, place: str) -> None:
    """Hear of an event later, in a function that is loaded when there is something to do.

    For work whose libraries take long to load: whoever records the event needs none of them.
    """
    outbox.subscribe(kind.name, name, lambda body, _to: resolve_name(place)(_read(kind, body)))
    _places.append(place)


def places() -> list[str]:
    """Return the functions that are loaded when there is something to do."""
    return list(_places)


def later_each(
    kind: type[E], name: str, destinations: Callable[[Session, E], Sequence[str]]
) -> Callable[[Callable[[E, str], None]], Callable[[E, str], None]]:
    """Hear of an event once per destination, so that each fails and is tried again by itself."""

    def register(handler: Callable[[E, str], None]) -> Callable[[E, str], None]:
        outbox.subscribe(
            kind.name,
            name,
            lambda body, to: handler(_read(kind, body), to),
            lambda session, body: destinations(session, _read(kind, body)),
        )
        return handler

    return register


def record(session: Session, event: Event) -> None:
    """State a fact: write it to the outbox, then let the reactions of this transaction run."""
    body = TypeAdapter(type(event)).dump_python(event, mode="json")
    outbox.write(session, event.name, body)
    for reaction in _now[type(event)]:
        reaction(session, event)


def catalogue() -> dict[str, type[Event]]:
    """Return every event in the house by name."""
    return dict(sorted(_by_name.items()))


def reactions() -> dict[str, list[Reaction]]:
    """Return who hears of an event in its own transaction, by the event's name."""
    return {kind.name: list(heard) for kind, heard in _now.items()}


def _read(kind: type[E], body: dict[str, Any]) -> E:
    return TypeAdapter(kind).validate_python(body)
