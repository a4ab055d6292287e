"""What comes back from the press. Plain values: the press itself imports this module too."""

from dataclasses import dataclass
from typing import NamedTuple


class Anchor(NamedTuple):
    """Where an element stands: page from 0, rectangle in PDF points from the bottom left."""

    page: int
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class Rendered:
    """A PDF, how many pages it has, and where its elements with an id ``field-…`` stand."""

    pdf: bytes
    pages: int
    anchors: dict[str, Anchor]


@dataclass(frozen=True)
class PageView:
    """One page of a PDF as a PNG picture, and its words for those who cannot see it."""

    png: bytes
    text: str


class NotRendered(Exception):  # noqa: N818  (it is an answer, not a bug of the caller)
    """A document could not be made.

    ``reason`` is one of ``too_long``, ``too_large``, ``incomplete``, ``template``, ``damaged``,
    ``crashed``; ``foundation.rendering.reasons`` says it to people. ``detail`` is for the log.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail
