"""Pictures people upload: decoded, bounded and written anew, so that nothing else comes along."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from foundation.errors import Refusal
from foundation.language import _

LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 1600
KINDS = ("PNG", "JPEG", "WEBP")
UNREADABLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, zlib.error)


@dataclass(frozen=True)
class Picture:
    """A picture as it is stored."""

    content: bytes
    media_type: str


def picture_of(upload: bytes, field: str = "picture") -> Picture:
    """Return an uploaded picture as a clean PNG or JPEG of at most 1600 pixels.

    Raises:
        Refusal: it is too large, or no picture that we can read.
    """
    if len(upload) > LARGEST_FILE:
        raise Refusal(_("The picture is too large. At most 10 MB are taken."), field=field)
    try:
        return _written_anew(upload, field)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(field) from error
    except UNREADABLE as error:
        raise Refusal(
            _("This file is no picture we can read. Please choose a PNG, JPEG or WebP."),
            field=field,
        ) from error


def _too_many_pixels(field: str) -> Refusal:
    words = _("The picture has too many pixels. At most 25 million are taken.")
    return Refusal(words, field=field)


@contextmanager
def _strictly() -> Iterator[None]:
    """Take no torn pictures; WeasyPrint, where it is imported, makes Pillow take them."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _written_anew(upload: bytes, field: str) -> Picture:
    with _strictly(), Image.open(BytesIO(upload), formats=KINDS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise _too_many_pixels(field)
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        see_through = picture.mode in ("RGBA", "LA", "P")
        target = BytesIO()
        if see_through:
            picture.convert("RGBA").save(target, "PNG", optimize=True)
            return Picture(target.getvalue(), "image/png")
        picture.convert("RGB").save(target, "JPEG", quality=88)
        return Picture(target.getvalue(), "image/jpeg")
