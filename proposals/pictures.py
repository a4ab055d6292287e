"""Pictures people upload: decoded, bounded and written anew, so that nothing else comes along."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from foundation.errors import Refusal
from foundation.language import _

LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 25_000_000
LONGEST_SIDE = 1600
KINDS = ("PNG", "JPEG", "WEBP")


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
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refusal(
            _("This file is no picture we can read. Please choose a PNG, JPEG or WebP."),
            field=field,
        ) from error


def _written_anew(upload: bytes, field: str) -> Picture:
    with Image.open(BytesIO(upload), formats=KINDS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise Refusal(
                _("The picture has too many pixels. At most 25 million are taken."), field=field
            )
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        see_through = picture.mode in ("RGBA", "LA", "P")
        target = BytesIO()
        if see_through:
            picture.convert("RGBA").save(target, "PNG", optimize=True)
            return Picture(target.getvalue(), "image/png")
        picture.convert("RGB").save(target, "JPEG", quality=88)
        return Picture(target.getvalue(), "image/jpeg")
