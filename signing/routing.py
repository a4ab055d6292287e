"""Whose turn it is. Pure: everybody of a stage must finish before the next stage is asked."""

from collections.abc import Sequence
from typing import NamedTuple


class Seat(NamedTuple):
    """A signer's stage (from 1) and whether they have signed."""

    stage: int
    done: bool


def stage_after(seats: Sequence[Seat]) -> int | None:
    """Return the first stage that still waits for somebody, or None when nobody is missing."""
    return min((seat.stage for seat in seats if not seat.done), default=None)


def may_sign(seats: Sequence[Seat], position: int) -> bool:
    """True when the signer at a position has not signed and everybody of earlier stages has."""
    seat = seats[position]
    return not seat.done and stage_after(seats) == seat.stage
