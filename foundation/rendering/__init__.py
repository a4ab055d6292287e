"""Turns a template folder and plain values into a PDF or a Word file, in a process with limits.

Knows nothing of the business: what goes into a document stays with its room
(``docs/decisions/0001-rendering-in-foundation.md``). A template is a folder under
``templates/documents`` with ``manifest.toml``, ``template.html``, ``style.css``, ``template.docx``
and ``example.json``; both forms are filled from the same values, neither is made from the other.

    render_pdf / render_docx / bind_pdf   in the worker: asks
      └─ the press                    a process of its own: WeasyPrint loaded and warm, forks
           └─ one child per document  limited after the fork, no network, no other programs
"""

from foundation.rendering.client import bind_pdf, page_views, render_docx, render_pdf
from foundation.rendering.results import Anchor, NotRendered, PageView, Rendered

__all__ = [
    "Anchor",
    "NotRendered",
    "PageView",
    "Rendered",
    "bind_pdf",
    "page_views",
    "render_docx",
    "render_pdf",
]
