"""What a signature looks like: drawn, typed, or a round seal (印影), with name, time, short id.

Pure: values in, curves out. The same curves become the appearance in the PDF and the preview on the
signing page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from signing.outlines import Shape, Step, ink, joined, letter_shape, line_of_text

RED = (0.78, 0.13, 0.12)
BLUE = (0.07, 0.16, 0.42)
BLACK = (0.1, 0.1, 0.1)
GREY = (0.35, 0.35, 0.35)

LONGEST_SEAL = 4
SLANT = 0.2
CIRCLE = 0.5522847498  # how far the handles of four curves stand so that they make a circle
PAD = 200, 80  # the drawing pad's own units: 1000 × 400 tenths


class Method(StrEnum):
    """How a person makes their mark."""

    SEAL = "seal"
    TYPE = "type"
    DRAW = "draw"


Strokes = Sequence[Sequence[Sequence[int]]]


@dataclass(frozen=True)
class Ink:
    """One shape with its colour; ``line`` is the width of a line, or 0 to fill."""

    shape: Shape
    colour: tuple[float, float, float]
    line: float = 0


@dataclass(frozen=True)
class Picture:
    """Inks in a box, y upward, and what they say for those who cannot see them."""

    width: float
    height: float
    inks: tuple[Ink, ...]
    words: str

    def placed(self, x: float, y: float, width: float, height: float) -> tuple[Ink, ...]:
        """Return the inks fitted into a box, whole and centred."""
        factor = min(width / self.width, height / self.height)
        left = x + (width - self.width * factor) / 2
        low = y + (height - self.height * factor) / 2
        return tuple(
            Ink(i.shape.changed(factor, 0, 0, factor, left, low), i.colour, i.line * factor)
            for i in self.inks
        )


@dataclass(frozen=True)
class Mark:
    """What a person chose: the method, the words of a typed or sealed mark, the strokes."""

    method: Method
    text: str
    strokes: Strokes = ()


def mark_picture(mark: Mark) -> Picture:
    """Return the mark alone."""
    match mark.method:
        case Method.SEAL:
            return seal_picture(mark.text)
        case Method.DRAW:
            return drawn_picture(mark.strokes, mark.text)
        case _:
            return typed_picture(mark.text)


def stamp_picture(
    mark: Mark, *, width: float, height: float, lines: Sequence[str], words: str
) -> Picture:
    """Return a whole signature: the mark on the left, small lines of text on the right."""
    margin, size = 2.0, min(6.5, height / (len(lines) * 1.45 + 0.6))
    share = 0.42 if mark.method is Method.SEAL else 0.52
    text_left = width * share + margin
    inks = list(
        mark_picture(mark).placed(margin, margin, width * share - margin, height - 2 * margin)
    )
    step = size * 1.45
    top = height / 2 + step * len(lines) / 2 - size * 1.1
    for position, line in enumerate(lines):
        fitted = _fitted(line, size, width - text_left - margin)
        inks.append(Ink(fitted.moved(text_left, top - position * step), GREY))
    return Picture(width, height, tuple(inks), words)


def text_picture(text: str, *, width: float, height: float) -> Picture:
    """Return one line of text for a field: a name, a day."""
    size = min(11.0, height * 0.72)
    fitted = _fitted(text, size, width - 4)
    return Picture(
        width, height, (Ink(fitted.moved(2, (height - size) / 2 + size * 0.14), BLACK),), text
    )


def seal_words(name: str) -> str:
    """Return what stands in a generated seal: the family name, as far as it can be told.

    A Japanese name written with a space begins with the family name; without one, up to three
    letters are the name itself and of longer ones the first two stand. Latin names give initials.
    """
    parts = name.split()
    if not parts:
        return "印"
    if all(ord(letter) < 0x250 for letter in name):  # noqa: PLR2004  (Latin letters end there)
        return "".join(part[0] for part in parts).upper()[:LONGEST_SEAL]
    first = letters_of(parts[0])
    if len(parts) > 1 or len(first) <= LONGEST_SEAL - 1:
        return "".join(first[:LONGEST_SEAL])
    return "".join(first[:2])


def letters_of(text: str) -> list[str]:
    """Return the letters that take room, without variant selectors."""
    return [letter for letter in text if letter_shape(letter).width > 0 and not letter.isspace()]


def seal_picture(text: str) -> Picture:
    """Return a round red seal with one to four letters, written from the top, right to left."""
    letters = letters_of(text)[:LONGEST_SEAL] or ["印"]
    ring = Ink(_circle(50, 50, 46), RED, 4)
    cells = _cells(len(letters), latin=all(ord(letter) < 0x250 for letter in letters))  # noqa: PLR2004  (Latin letters end there)
    inks = [Ink(_in_cell(letter, *cell), RED) for letter, cell in zip(letters, cells, strict=True)]
    return Picture(100, 100, (ring, *inks), f"({text}印)")


def typed_picture(text: str) -> Picture:
    """Return a name as if written by hand: leaning, in ink blue."""
    line = line_of_text(text or " ", 40)
    leaning = line.changed(1, 0, SLANT, 1, 6, 14)
    return Picture(max(line.width + 20, 60), 60, (Ink(leaning, BLUE),), text)


def drawn_picture(strokes: Strokes, name: str) -> Picture:
    """Return the strokes of a pen, cropped to where there is ink. Units: a tenth of a pixel."""
    points = [(x, y) for stroke in strokes for x, y in stroke] or [(0, 0)]
    left, right = min(x for x, _y in points), max(x for x, _y in points)
    low, high = min(y for _x, y in points), max(y for _x, y in points)
    width, height = max(right - left, PAD[0]) + 40, max(high - low, PAD[1]) + 40
    shift = (width - (right - left)) / 2 - left, (height - (high - low)) / 2 + high
    steps: list[Step] = []
    for stroke in strokes:
        for position, (x, y) in enumerate(stroke):
            steps.append(("L" if position else "M", (x + shift[0], shift[1] - y)))
        if len(stroke) == 1:  # a dot
            steps.append(("L", (stroke[0][0] + shift[0] + 1, shift[1] - stroke[0][1])))
    pen = max(18.0, height / 45)
    return Picture(width, height, (Ink(Shape(width, height, tuple(steps)), BLUE, pen),), name)


def clock(at: datetime) -> str:
    """Return a moment as a stamp shows it: 2026-11-24 17:05 JST."""
    return f"{at:%Y-%m-%d %H:%M} {at.tzname()}"


def pdf_operators(picture: Picture) -> bytes:
    """Return the picture as PDF content (ISO 32000-1 8.5), with its words for screen readers."""
    spoken = picture.words.encode("utf-16-be").hex().upper()
    parts = [f"/Span <</ActualText <FEFF{spoken}>>> BDC q 1 J 1 j"]
    for drawn in picture.inks:
        red, green, blue = drawn.colour
        colour, act = ("RG", "S") if drawn.line else ("rg", "f")
        pen = f"{drawn.line:.2f} w " if drawn.line else ""
        parts.append(f"{pen}{red} {green} {blue} {colour} {_path(drawn.shape)} {act}")
    return " ".join([*parts, "Q EMC"]).encode("ascii")


def svg(picture: Picture) -> str:
    """Return the picture as SVG, y turned downward."""
    body = "".join(_svg_path(drawn, picture.height) for drawn in picture.inks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {picture.width:.1f}'
        f' {picture.height:.1f}" role="img">{body}</svg>'
    )


def _svg_path(drawn: Ink, height: float) -> str:
    path = _svg_steps(drawn.shape.changed(1, 0, 0, -1, 0, height))
    red, green, blue = (round(part * 255) for part in drawn.colour)
    colour = f"rgb({red},{green},{blue})"
    if not drawn.line:
        return f'<path d="{path}" fill="{colour}"/>'
    return (
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{drawn.line:.1f}"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )


def _svg_steps(shape: Shape) -> str:
    return " ".join(
        verb + ",".join(f"{number:.2f}" for number in numbers) for verb, numbers in shape.steps
    )


def _path(shape: Shape) -> str:
    verbs = {"M": "m", "L": "l", "C": "c", "Z": "h"}
    return " ".join(
        " ".join([*(f"{number:.2f}" for number in numbers), verbs[verb]])
        for verb, numbers in shape.steps
    )


def _fitted(text: str, size: float, width: float) -> Shape:
    line = line_of_text(text, size)
    return line if line.width <= width else line.changed(width / line.width, 0, 0, 1, 0, 0)


def _circle(x: float, y: float, r: float) -> Shape:
    k = r * CIRCLE
    steps: list[Step] = [("M", (x + r, y))]
    for a, b in ((1, 0), (0, 1), (-1, 0), (0, -1)):  # a quarter each, counter-clockwise
        here, there = (x + a * r, y + b * r), (x - b * r, y + a * r)
        first = (here[0] - b * k, here[1] + a * k)
        second = (there[0] + a * k, there[1] + b * k)
        steps.append(("C", (*first, *second, *there)))
    return Shape(100, 100, (*steps, ("Z", ())))


def _cells(count: int, *, latin: bool) -> list[tuple[float, float, float, float]]:
    """Return left, bottom, width and height for each letter inside the ring."""
    if latin:
        wide = 68 / count
        return [(16 + wide * position, 30, wide, 40) for position in range(count)]
    match count:
        case 1:
            return [(23, 23, 54, 54)]
        case 2:
            return [(30, 50, 40, 37), (30, 13, 40, 37)]
        case 3:
            return [(34, 63, 32, 25), (34, 37.5, 32, 25), (34, 12, 32, 25)]
        case _:
            return [(51, 50, 30, 30), (51, 20, 30, 30), (19, 50, 30, 30), (19, 20, 30, 30)]


def _in_cell(letter: str, x: float, y: float, width: float, height: float) -> Shape:
    """Stretch the ink of a letter to its cell, as a seal engraver does."""
    left, low, right, high = ink(letter)
    margin = 2
    across = (width - 2 * margin) / max(right - left, 0.35)
    upward = (height - 2 * margin) / max(high - low, 0.35)
    e = x + margin + ((width - 2 * margin) - (right - left) * across) / 2 - left * across
    f = y + margin + ((height - 2 * margin) - (high - low) * upward) / 2 - low * upward
    return joined([letter_shape(letter).changed(across, 0, 0, upward, e, f)], 100, 100)
