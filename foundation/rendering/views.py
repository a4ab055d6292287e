"""Pages of a PDF as pictures and words, for reading in a browser."""

from io import BytesIO
from typing import Any

import pypdfium2

from foundation.rendering.results import NotRendered

MOST_PAGES = 500
WIDEST = 2400


def make(header: dict[str, Any], payload: bytes) -> tuple[dict[str, Any], bytes]:
    """Photograph every page."""
    width = min(int(header["width"]), WIDEST)
    document = pypdfium2.PdfDocument(payload)
    document.init_forms()  # signatures and what stands in fields belong to the picture
    if len(document) > MOST_PAGES:
        raise NotRendered("too_large", f"{len(document)} pages")
    pictures = [_photographed(page, width) for page in document]
    texts = [page.get_textpage().get_text_bounded() for page in document]
    return {"sizes": [len(one) for one in pictures], "texts": texts}, b"".join(pictures)


def _photographed(page: Any, width: int) -> bytes:
    target = BytesIO()
    picture = page.render(scale=width / page.get_width()).to_pil()
    picture.save(target, "PNG", compress_level=6)
    return target.getvalue()
