# ruff: noqa: INP001  (beside the files it makes, not in a package)
"""Pages, paragraphs and tables of Word templates, for make_docx.py."""

import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

FACE = "Yu Gothic"
ACCENT, GREY, RULE, TINT = "1F4E79", "5B6875", "C9D3DE", "EEF3F8"
LEFT, CENTER, RIGHT = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
)
Widths = Sequence[float]


def made(build: Callable[[Any], None]) -> bytes:
    """Return a template as bytes that do not depend on the day it was made."""
    document = Document()
    _page(document)
    build(document)
    first = BytesIO()
    document.save(first)
    target = BytesIO()
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(target, "w") as written:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(entry, source.read(name))
    return target.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin, section.bottom_margin = Mm(18), Mm(18)
    section.different_first_page_header_footer = True
    style = document.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(9.5)
    style.font.color.rgb = RGBColor.from_string("1D2733")
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FACE)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)
    style.paragraph_format.line_spacing = 1.15
    document.core_properties.title = "{{ labels.title }} {{ number }}"
    document.core_properties.author = "{{ issuer.name }}"
    document.core_properties.comments = ""
    words(section.header.paragraphs[0], "{{ labels.title }} {{ number }}", size=8, color=GREY)
    for footer in (section.footer, section.first_page_footer):
        _page_numbers(footer.paragraphs[0])


def _page_numbers(paragraph: Any) -> None:
    words(paragraph, "{{ issuer.name }}    ", size=8, color=GREY, align=RIGHT)
    for field, after in (("PAGE", " / "), ("NUMPAGES", "")):
        node = OxmlElement("w:fldSimple")
        node.set(qn("w:instr"), field)
        paragraph._p.append(node)  # noqa: SLF001  (python-docx has no fields)
        words(paragraph, after, size=8, color=GREY)


def words(
    paragraph: Any,
    text: str,
    *,
    size: float = 9.5,
    color: str = "1D2733",
    align: Any = None,
    bold: bool = False,
    after: float | None = None,
    before: float | None = None,
) -> Any:
    """Write a run into a paragraph and return the paragraph."""
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    run.font.color.rgb = RGBColor.from_string(color)
    if align is not None:
        paragraph.alignment = align
    if after is not None:
        paragraph.paragraph_format.space_after = Pt(after)
    if before is not None:
        paragraph.paragraph_format.space_before = Pt(before)
    return paragraph


def para(place: Any, text: str, **look: Any) -> Any:
    """Add a paragraph; a table cell's empty first paragraph is used up first."""
    empty = [p for p in place.paragraphs if not p.text] if hasattr(place, "_tc") else []
    return words(empty[0] if empty else place.add_paragraph(), text, **look)


def table(place: Any, widths: Widths, rows: int = 1, *, ruled: bool = True) -> Any:
    """Add a table of fixed widths in millimetres."""
    grid = place.add_table(rows=rows, cols=len(widths))
    grid.alignment, grid.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Mm(width)
    for row in grid.rows:
        _fit(row, widths)
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "bottom", "insideH") if ruled else ():
        line = OxmlElement(f"w:{edge}")
        for key, value in (("val", "single"), ("sz", "4"), ("color", RULE)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    grid._tbl.tblPr.append(borders)  # noqa: SLF001  (python-docx has no borders)
    return grid


def add_row(grid: Any, widths: Widths) -> Any:
    """Add a row that does not break over pages."""
    row = grid.add_row()
    _fit(row, widths)
    return row


def _fit(row: Any, widths: Widths) -> None:
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Mm(width)
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  (the same)


def tall(row: Any, height: float) -> None:
    """Give a row a height in millimetres."""
    row.height, row.height_rule = Mm(height), WD_ROW_HEIGHT_RULE.EXACTLY


def shade(cell: Any, color: str) -> None:
    """Colour the ground of a cell."""
    node = OxmlElement("w:shd")
    node.set(qn("w:val"), "clear")
    node.set(qn("w:fill"), color)
    cell._tc.get_or_add_tcPr().append(node)  # noqa: SLF001  (the same)


def boxed(cell: Any) -> None:
    """Draw a line around a cell."""
    borders = OxmlElement("w:tcBorders")
    for edge in ("top", "left", "bottom", "right"):
        line = OxmlElement(f"w:{edge}")
        for key, value in (("val", "single"), ("sz", "6"), ("color", "8A97A5")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    cell._tc.get_or_add_tcPr().append(borders)  # noqa: SLF001  (the same)


def tag_row(grid: Any, tag: str, widths: Widths) -> None:
    """Add a row that only carries a tag and vanishes."""
    para(add_row(grid, widths).cells[0], tag)
