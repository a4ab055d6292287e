"""Word files with docxtpl, filled from the same values. Runs in the press and its children only."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage

from foundation.rendering.folders import folder
from foundation.rendering.pictures import raster
from foundation.rendering.sandbox import Sandbox


def make(header: dict[str, Any], _payload: bytes) -> tuple[dict[str, Any], bytes]:
    """Fill the Word template."""
    template = folder(header["name"])
    words = template.filled(header["context"], header["language"])
    document = DocxTemplate(template.place / "template.docx")
    environment = Sandbox()
    environment.filters["picture"] = _pictures_of(document)
    document.render(words, jinja_env=environment, autoescape=True)
    target = BytesIO()
    document.save(target)
    return {}, target.getvalue()


def _pictures_of(document: Any) -> Callable[[str, int], Any]:
    def picture(data: str, width: int) -> Any:
        """Place a ``data:`` picture that many millimetres wide."""
        return InlineImage(document, BytesIO(raster(data)), width=Mm(width))

    return picture
