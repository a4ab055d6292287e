"""Pictures in documents come as ``data:`` addresses; Word wants them as pixels."""

from base64 import b64decode
from io import BytesIO

import pypdfium2
from PIL import Image

from foundation.rendering import pdf
from foundation.rendering.results import NotRendered

MOST_PIXELS = 25_000_000
SHARP = 4.0  # pixels per PDF point: 288 dpi
KINDS = ("data:image/png;base64,", "data:image/jpeg;base64,")
DRAWN = "data:image/svg+xml;base64,"


def raster(data: str) -> bytes:
    """Return a picture as PNG or JPEG.

    Raises:
        NotRendered: it is no picture of a kind that documents carry.
    """
    if data.startswith(DRAWN):
        return _drawn(b64decode(data.removeprefix(DRAWN)))
    for kind in KINDS:
        if data.startswith(kind):
            return _checked(b64decode(data.removeprefix(kind)))
    raise NotRendered("template", "a picture is of an unknown kind")


def _checked(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise NotRendered("too_large", "a picture has too many pixels")
    return content


def _drawn(svg: bytes) -> bytes:
    """Print a drawing on a page of its own size and photograph the page."""
    page = pypdfium2.PdfDocument(pdf.sheet_of(svg))[0]
    target = BytesIO()
    page.render(scale=SHARP, fill_color=(255, 255, 255, 0)).to_pil().save(target, "PNG")
    return target.getvalue()
