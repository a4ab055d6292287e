"""HTML and CSS to PDF with WeasyPrint. Runs in the press and its children only."""

import re
from base64 import b64encode
from functools import cache
from typing import Any

from jinja2 import FileSystemLoader
from markupsafe import Markup
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from foundation.rendering.folders import DOCUMENTS, SHARED, folder
from foundation.rendering.results import NotRendered
from foundation.rendering.sandbox import Sandbox

POINTS_PER_PIXEL = 0.75
FIELD = "field-"
WARM_UP = (
    '<html lang="ja"><style>@page {size: A4; @bottom-right {content: counter(page)}}'
    "body {font-family: IPAexGothic, 'Noto Sans CJK JP', sans-serif} table {table-layout: fixed}"
    "</style><table><thead><tr><th>御見積書 Quotation</th></tr></thead>"
    "<tr><td>¥1,234,567 株式会社 アイウエオ</td></tr></table></html>"
)


class OnlyData(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Fetches nothing but what stands in the document itself."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Refuse everything but ``data:``, whatever the rest of the library thinks."""
        if not url.startswith("data:"):
            raise ValueError(f"documents fetch nothing: {url[:100]}")
        return super().fetch(url, headers)


def make(header: dict[str, Any], _payload: bytes) -> tuple[dict[str, Any], bytes]:
    """Fill the template and print it."""
    html = filled(header["name"], header["context"], header["language"])
    return printed(html)


def filled(name: str, context: dict[str, Any], language: str) -> str:
    """Return the page of a template as HTML, with its style in it."""
    template = folder(name)
    style = (DOCUMENTS / SHARED / "base.css").read_text("utf-8")
    style += (template.place / "style.css").read_text("utf-8")
    words = template.filled(context, language)
    # The style is our own file, not data: it alone is not escaped.
    ours = Markup(style)  # noqa: S704  (a style sheet of the template's folder)
    return _environment().get_template(f"{name}/template.html").render(words, style=ours)


def printed(html: str) -> tuple[dict[str, Any], bytes]:
    """Return the PDF of a page, how many pages it has, and where its fields stand."""
    fonts = FontConfiguration()
    document = HTML(string=html, url_fetcher=OnlyData()).render(font_config=fonts)
    anchors = _anchors(document.pages) if FIELD in html else {}
    return {"pages": len(document.pages), "anchors": anchors}, bytes(document.write_pdf() or b"")


def sheet_of(svg: bytes) -> bytes:
    """Return a drawing of ours as a one-page PDF of its own size."""
    size = re.search(rb'viewBox="0 0 (\d+) (\d+)"', svg)
    if size is None:
        raise NotRendered("template", "a drawing without a viewBox")
    width, height = (int(side) for side in size.groups())
    data = b64encode(svg).decode()
    return printed(
        f"<style>@page {{size: {width}px {height}px; margin: 0}} body {{margin: 0}}"
        f"img {{display: block; width: {width}px; height: {height}px}}</style>"
        f'<img src="data:image/svg+xml;base64,{data}">'
    )[1]


def warm_up() -> None:
    """Load the fonts and walk the usual paths once."""
    _environment()
    HTML(string=WARM_UP, url_fetcher=OnlyData()).write_pdf()


@cache
def _environment() -> Sandbox:
    return Sandbox(FileSystemLoader(DOCUMENTS))


def _anchors(pages: Any) -> dict[str, list[float]]:
    return {
        key: [number, *place]
        for number, page in enumerate(pages)
        for key, place in _fields(page._page_box, page.height)  # noqa: SLF001  (no public way)
    }


def _fields(page_box: Any, page_height: float) -> Any:
    """Yield the fields of a page and their rectangles, in points from the bottom left."""
    for box in page_box.descendants():
        key = box.element.get("id", "") if box.element is not None else ""
        if not key.startswith(FIELD) or box.element_tag != box.element.tag:
            continue
        left, top = box.border_box_x(), page_height - box.border_box_y()
        edges = (left, top - box.border_height(), left + box.border_width(), top)
        yield key, [round(edge * POINTS_PER_PIXEL, 2) for edge in edges]
