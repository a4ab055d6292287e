"""Looks at a file that somebody brought, in a process of its own with nothing to lose.

What comes in on standard input is a PDF, or a picture that becomes one. Out goes a line of JSON,
the pages or the reason it is not taken, and behind it the PDF.
"""

import json
import sys
import zlib
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from time import gmtime
from typing import Any

import pypdfium2
from PIL import Image, ImageOps, UnidentifiedImageError
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from cpq.catalog.papers.kinds import ANY
from foundation.rendering.binding import bound
from foundation.rendering.kernel import end_with_parent, forbid_network_and_programs
from foundation.rendering.results import NotRendered

MOST_PAGES = 100
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 2400
MOST_OBJECTS = 200_000
A4 = (8.27, 11.69)  # inches
KINDS = ("PNG", "JPEG", "WEBP")
BROKEN = (
    PdfError,
    pypdfium2.PdfiumError,
    ValueError,
    KeyError,
    IndexError,
    RecursionError,
    OSError,
    NotRendered,
)
ACTIVE_KEYS = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMedia", "/AA"}
ACTIVE_DEEDS = {
    *("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition", "/Movie"),
    *("/Sound", "/RichMediaExecute"),
}


class NotTaken(Exception):  # noqa: N818  (it names what becomes of the file)
    """Why a file is not taken, in one word."""


def looked_at(content: bytes) -> tuple[bytes, int]:
    """Return a file as a PDF, and its pages. Raises NotTaken."""
    pdf = content if content.startswith(b"%PDF-") else _pictured(content)
    try:
        _check_inside(pdf)
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            pages = len(document)
        if not 0 < pages <= MOST_PAGES:
            raise NotTaken("pages" if pages else "damaged")
        bound([("", pdf)], "", ANY)  # a quote's PDF package will do the same
    except BROKEN as error:
        raise NotTaken("damaged") from error
    return pdf, pages


def _check_inside(pdf: bytes) -> None:
    """Refuse what asks for a password, what acts by itself, and what hides behind the end."""
    if pdf.rpartition(b"%%EOF")[2].strip(b"\0\r\n\t "):
        raise NotTaken("trailing")
    reader = PdfFileReader(BytesIO(pdf), strict=False)
    if reader.encrypted:
        raise NotTaken("encrypted")
    for one in _everything(reader):
        if isinstance(one, DictionaryObject) and _acts(one):
            raise NotTaken("active")


def _acts(one: Any) -> bool:
    return bool(ACTIVE_KEYS & set(one)) or str(one.get("/S", "")) in ACTIVE_DEEDS


def _everything(reader: Any) -> Iterator[Any]:
    """Yield every object that a PDF leads to, each once."""
    seen: set[Any] = set()
    waiting: list[Any] = [reader.root]
    for _n in range(MOST_OBJECTS):
        if not waiting:
            return
        one = waiting.pop()
        if isinstance(one, IndirectObject):
            if one.reference in seen:
                continue
            seen.add(one.reference)
            one = one.get_object()
        yield one
        if isinstance(one, DictionaryObject):
            waiting += [one.raw_get(key) for key in one]
        elif isinstance(one, ArrayObject):
            waiting += [one.raw_get(n) for n in range(len(one))]
    raise NotTaken("pages")


def _pictured(content: bytes) -> bytes:
    """Return a picture as a PDF of one page, written anew so that nothing else comes along."""
    try:
        with Image.open(BytesIO(content), formats=KINDS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotTaken("pixels")
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except Image.DecompressionBombError as error:
        raise NotTaken("pixels") from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, zlib.error) as error:
        raise NotTaken("kind") from error
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    sheet = Image.new("RGB", picture.size, "white")
    sheet.paste(picture, mask=picture.getchannel("A"))
    target, never = BytesIO(), gmtime(0)
    fine = max(side / inches for side, inches in zip(sheet.size, A4, strict=True))
    sheet.save(target, "PDF", resolution=fine, creationDate=never, modDate=never)
    return target.getvalue()


def main() -> None:
    """Look, answer, end."""
    end_with_parent()
    forbid_network_and_programs()
    content, out = sys.stdin.buffer.read(), sys.stdout.buffer
    try:
        pdf, pages = looked_at(content)
    except NotTaken as refused:
        out.write(json.dumps({"reason": str(refused)}).encode() + b"\n")
        return
    out.write(json.dumps({"pages": pages}).encode() + b"\n" + pdf)


if __name__ == "__main__":
    main()
