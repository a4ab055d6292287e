"""Letters as lines: text becomes curves, so that a stamp needs no font inside the PDF.

A stamp of forty letters adds a few kilobytes, looks the same in every viewer, and may mix fonts:
IPAexGothic first, then IPAmj Mincho for rare names such as 𠮷, then whatever else is there.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTCollection, TTFont

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONTS = ("ipaexg.ttf", "ipag.ttf", "ipamjm.ttf", "NotoSansCJK-Regular.ttc", "DejaVuSans.ttf")
IDEOGRAPHIC_VARIANTS = range(0xE0100, 0xE01F0)
VARIANTS = range(0xFE00, 0xFE10)

_lock = threading.Lock()  # fontTools reads tables lazily, which two threads must not do at once

Step = tuple[str, tuple[float, ...]]


@dataclass(frozen=True)
class Shape:
    """Closed curves in a box: ``steps`` are M, L, C and Z with coordinates, y upward."""

    width: float
    height: float
    steps: tuple[Step, ...]

    def moved(self, x: float, y: float) -> "Shape":
        """Return the shape shifted."""
        return self.changed(1, 0, 0, 1, x, y)

    def scaled(self, factor: float) -> "Shape":
        """Return the shape in another size."""
        bent = self.changed(factor, 0, 0, factor, 0, 0)
        return Shape(self.width * factor, self.height * factor, bent.steps)

    def changed(self, *matrix: float) -> "Shape":
        """Return the shape under an affine transformation: the six numbers of PDF's ``cm``."""
        steps = tuple((verb, tuple(_mapped(numbers, matrix))) for verb, numbers in self.steps)
        return Shape(self.width, self.height, steps)


def _mapped(numbers: Sequence[float], by: tuple[float, ...]) -> list[float]:
    a, b, c, d, e, f = by
    mapped = []
    for x, y in zip(numbers[::2], numbers[1::2], strict=True):
        mapped += [a * x + c * y + e, b * x + d * y + f]
    return mapped


def joined(shapes: Sequence[Shape], width: float, height: float) -> Shape:
    """Return one shape of several that are already in their places."""
    return Shape(width, height, tuple(step for shape in shapes for step in shape.steps))


def line_of_text(text: str, size: float) -> Shape:
    """Return a line of text; its box is as wide as the line and ``size`` high, baseline at 0."""
    parts, x = [], 0.0
    for letter in text:
        glyph = letter_shape(letter)
        parts.append(glyph.moved(x, 0))
        x += glyph.width
    return joined(parts, x, 1).scaled(size)


@lru_cache(maxsize=4096)
def letter_shape(letter: str) -> Shape:
    """Return one letter in a box of height 1, at its baseline. What no font has is a 〓."""
    if ord(letter) in IDEOGRAPHIC_VARIANTS or ord(letter) in VARIANTS:
        return Shape(0, 1, ())
    with _lock:
        for font in fonts():
            name = font.getBestCmap().get(ord(letter))
            if name is not None:
                return _drawn(font, name)
    return Shape(1, 1, ()) if letter in {"〓", "\u3000"} else letter_shape("〓")


@lru_cache(maxsize=1024)
def ink(letter: str) -> tuple[float, float, float, float]:
    """Return where a letter has ink in its box of height 1: left, bottom, right, top."""
    pen = BoundsPen(None)
    for verb, n in letter_shape(letter).steps:
        match verb:
            case "M":
                pen.moveTo((n[0], n[1]))
            case "L":
                pen.lineTo((n[0], n[1]))
            case "C":
                pen.curveTo((n[0], n[1]), (n[2], n[3]), (n[4], n[5]))
            case _:
                pen.closePath()
    return pen.bounds or (0, 0, letter_shape(letter).width, 1)


@cache
def fonts() -> tuple[TTFont, ...]:
    """Return the fonts of this machine that stamps are drawn with, best first."""
    opened = [_open(path) for name in FONTS if (path := _path_of(name))]
    if not opened:
        raise RuntimeError(f"no font for stamps: install one of {', '.join(FONTS)}")
    return tuple(opened)


def _path_of(name: str) -> Path | None:
    places = (Path(folder).expanduser() for folder in FOLDERS)
    return next((path for place in places for path in sorted(place.rglob(name))), None)


def _open(path: Path) -> TTFont:
    if path.suffix != ".ttc":
        return TTFont(path, lazy=True)
    collection = TTCollection(path, lazy=True)
    japanese = [font for font in collection.fonts if "JP" in str(font["name"].getDebugName(1))]
    return (japanese or collection.fonts)[0]


class _Pen(BasePen):  # type: ignore[misc]  # fontTools ships no types
    """Writes a glyph down as steps; quadratic curves arrive here as cubic ones."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.steps: list[Step] = []

    def _moveTo(self, at: tuple[float, float]) -> None:  # noqa: N802  (fontTools' name)
        self.steps.append(("M", tuple(at)))

    def _lineTo(self, at: tuple[float, float]) -> None:  # noqa: N802  (fontTools' name)
        self.steps.append(("L", tuple(at)))

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802  (fontTools' name)
        self.steps.append(("C", tuple(number for point in points for number in point)))

    def _closePath(self) -> None:  # noqa: N802  (fontTools' name)
        self.steps.append(("Z", ()))


def _drawn(font: TTFont, name: str) -> Shape:
    glyphs, em = font.getGlyphSet(), font["head"].unitsPerEm
    pen = _Pen(glyphs)
    glyphs[name].draw(pen)
    shape = Shape(glyphs[name].width, em, tuple(pen.steps))
    return shape.scaled(1 / em)
