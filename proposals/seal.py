"""The company's square seal (角印), drawn from its words.

It is shown on quotations as custom wants it. It proves nothing about who made the document, so it
is never treated as a signature.
"""

from base64 import b64encode
from xml.sax.saxutils import escape

SIDE = 200
FRAME = 9
INK = "#c0392b"
TALLEST = 8  # letters in a column
ENDINGS = ("之印", "印")


def square_seal(words: str) -> str:
    """Return the seal as a ``data:`` address: columns from right to left, read downwards."""
    return "data:image/svg+xml;base64," + b64encode(drawn(words).encode()).decode()


def drawn(words: str) -> str:
    """Return the seal as SVG. 之印 or 印 fills the last column where a cell would stay empty."""
    columns = columns_of("".join(words.split()))
    inner = SIDE - 4 * FRAME
    width, cells = inner / len(columns), []
    for place, column in enumerate(columns):
        height = inner / len(column)
        left = SIDE - 2 * FRAME - (place + 1) * width
        cells += [
            _cell(letter, left, 2 * FRAME + row * height, width, height)
            for row, letter in enumerate(column)
        ]
    edge = SIDE - FRAME
    frame = (
        f'<rect x="{FRAME / 2 + 2}" y="{FRAME / 2 + 2}" width="{edge - 4}" height="{edge - 4}" '
        f'rx="7" fill="none" stroke="{INK}" stroke-width="{FRAME}"/>'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" '
        f'height="{SIDE}">{frame}{"".join(cells)}</svg>'
    )


def columns_of(words: str) -> list[str]:
    """Split the words into columns of equal height, filled up with 之印 or 印 as seals are."""
    height = next(n for n in range(2, TALLEST + 1) if n * n >= len(words) or n == TALLEST)
    missing = -len(words) % height
    ending = next((end for end in ENDINGS if len(end) == missing), "")
    return _shared_out(words + ending, -(-len(words + ending) // height)) or ["印"]


def _shared_out(words: str, columns: int) -> list[str]:
    """Share letters out over columns so that their heights differ by one at most."""
    out, start = [], 0
    for place in range(columns):
        end = start + -(-(len(words) - start) // (columns - place))
        out.append(words[start:end])
        start = end
    return out


def _cell(letter: str, left: float, top: float, width: float, height: float) -> str:
    """Stretch a letter to fill its cell, as engravers do."""
    size = 100
    across, down = width * 0.94 / size, height * 0.94 / size
    x, y = left + width * 0.03, top + height * 0.03
    return (
        f'<g transform="translate({x:.2f} {y:.2f}) scale({across:.4f} {down:.4f})">'
        f'<text x="0" y="{size * 0.88}" font-size="{size}" fill="{INK}" '
        f"font-family=\"IPAexGothic, IPAmjMincho, 'Noto Sans CJK JP'\">{escape(letter)}</text></g>"
    )
