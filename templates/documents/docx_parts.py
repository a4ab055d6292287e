# ruff: noqa: INP001  (beside the files it makes, not in a package)
"""Parts of Word templates, for make_docx.py.

Tags are docxtpl's: {%tr %} repeats table rows, {%p %} paragraphs, {%r %} runs.
"""

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


def title(document: Any, ids: Sequence[tuple[str, str]]) -> None:
    """Write the head: the title, and on the right what identifies the document."""
    grid = table(document, (98, 80))
    para(grid.cell(0, 0), "{{ labels.title }}", size=21, color=ACCENT, after=4)
    for label, value in ids:
        para(grid.cell(0, 1), f"{label}  {value}", size=9, align=RIGHT)


def facts(place: Any, rows: Sequence[tuple[str, str]], widths: Widths) -> None:
    """Write label and value, one a row."""
    grid = table(place, widths, rows=len(rows))
    for row, (label, value) in zip(grid.rows, rows, strict=True):
        para(row.cells[0], label, size=9, color=GREY, before=1.5, after=1.5)
        para(row.cells[1], value, size=9, before=1.5, after=1.5)


def issuer(cell: Any, beside: Any) -> None:
    """Write our company, and its seal beside it."""
    para(beside, "{%p if issuer.seal %}")
    para(beside, "{{ issuer.seal|picture(17) }}", align=RIGHT)
    para(beside, "{%p endif %}")
    para(beside, "", size=2)
    para(cell, "{{ issuer.name }}", size=12, after=2)
    for tag in (
        "{%p for line in issuer.address %}", "{{ line }}", "{%p endfor %}",
        "{%p for line in issuer.reach %}", "{{ line }}", "{%p endfor %}",
    ):  # fmt: skip
        para(cell, tag, size=9)
    para(cell, "{{ labels.registration }} {{ issuer.registration }}", size=9)
    para(
        cell, "{% if issuer.person %}{{ labels.our_person }} {{ issuer.person }}{% endif %}", size=9
    )


def headline(document: Any) -> None:
    """Write the amount, large."""
    para(document, "", size=4)
    grid = table(document, (48, 80, 50), ruled=False)
    texts = (("{{ labels.headline }}", 10, LEFT), ("{{ headline }}", 18, LEFT))
    aside = ("{{ labels.tax_within }} {{ tax_total }}", 8.5, RIGHT)
    for cell, (text, size, align) in zip(grid.rows[0].cells, (*texts, aside), strict=True):
        shade(cell, TINT)
        color = ACCENT if size == 18 else "3C4855"  # noqa: PLR2004  (the large one)
        para(cell, text, size=size, color=color, align=align, before=4, after=4)
    para(document, "", size=4)


NO, WHAT = ("line_no", "no", 9, CENTER), ("line_name", "", 83, LEFT)
PLAIN = (
    NO,
    WHAT,
    ("line_quantity", "quantity", 15, RIGHT),
    ("line_uom", "uom", 12, CENTER),
    ("line_unit", "unit", 28, RIGHT),
    ("line_amount", "amount", 31, RIGHT),
)
DISCOUNTED = (
    NO,
    ("line_name", "", 63, LEFT),
    ("line_quantity", "quantity", 14, RIGHT),
    ("line_uom", "uom", 11, CENTER),
    ("line_list", "list_unit", 23, RIGHT),
    ("line_discount", "discount", 12, RIGHT),
    ("line_unit", "unit", 21, RIGHT),
    ("line_amount", "amount", 25, RIGHT),
)
NAME = "{{ line.name }}{% if line.mark %} {{ line.mark }}{% endif %} {{ line.sku }}"


def lines(document: Any) -> None:
    """Write the lines, with columns for discounts only where there are any."""
    para(document, "{%p if has_discount %}")
    _lines(document, DISCOUNTED)
    para(document, "{%p else %}")
    _lines(document, PLAIN)
    para(document, "{%p endif %}")


def _lines(document: Any, columns: Sequence[tuple[str, str, float, Any]]) -> None:
    widths = [column[2] for column in columns]
    grid = table(document, widths)
    head = grid.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  (repeats)
    for cell, (label, _value, _width, align) in zip(head.cells, columns, strict=True):
        shade(cell, ACCENT)
        para(
            cell,
            f"{{{{ labels.{label} }}}}",
            size=8,
            color="FFFFFF",
            align=align,
            before=2,
            after=2,
        )
    tag_row(grid, "{%tr for line in lines %}", widths)
    for cell, (_label, value, _width, align) in zip(
        add_row(grid, widths).cells, columns, strict=True
    ):
        text = f"{{{{ line.{value} }}}}" if value else NAME
        para(cell, text, size=8.5, align=align, before=2, after=2)
    tag_row(grid, "{%tr for part in line.parts %}", widths)
    part = {1: "{{ part.indent }}{{ part.name }}", 2: "{{ part.quantity }}", 3: "{{ part.uom }}"}
    cells = add_row(grid, widths).cells
    for place, text in part.items():
        para(cells[place], text, size=7.5, color=GREY, align=columns[place][3])
    tag_row(grid, "{%tr endfor %}", widths)
    tag_row(grid, "{%tr endfor %}", widths)


def totals(document: Any) -> None:
    """Write the discount on the whole, subtotal, tax per rate and total, then the notes."""
    para(document, "", size=5)
    widths = (80, 64, 34)
    grid = table(document, widths, ruled=False)
    para(grid.rows[0].cells[0], "{%tr if whole_discount %}")
    for label, value in (("lines_total", "lines"), ("whole_discount", "amount")):
        row = add_row(grid, widths)
        _total(row, f"{{{{ labels.{label} }}}}", f"{{{{ whole_discount.{value} }}}}")
    tag_row(grid, "{%tr endif %}", widths)
    _total(add_row(grid, widths), "{{ labels.subtotal }}", "{{ subtotal }}")
    tag_row(grid, "{%tr for tax in taxes %}", widths)
    _total(
        add_row(grid, widths), "{{ labels.tax }} {{ tax.name }} ({{ tax.base }})", "{{ tax.tax }}"
    )
    tag_row(grid, "{%tr endfor %}", widths)
    last = add_row(grid, widths)
    _total(last, "{{ labels.total }}", "{{ total }}", size=11.5, color=ACCENT)
    for cell in last.cells[1:]:
        shade(cell, TINT)
    para(document, "{% if has_reduced %}{{ labels.reduced_mark }}{% endif %}", size=8, align=RIGHT)
    for tag in ("{%p if notes %}", "{{ labels.notes }}", "{%p for line in notes %}", "{{ line }}"):
        para(document, tag, size=9, color=ACCENT if "labels" in tag else "1D2733")
    para(document, "{%p endfor %}")
    para(document, "{%p endif %}")
    _attachments(document)


def _attachments(document: Any) -> None:
    """Write the papers that go along, each with its fingerprint."""
    para(document, "{%p if attachments %}")
    para(document, "{{ labels.attachments }}", size=9, color=ACCENT, before=8)
    para(document, "{%p for paper in attachments %}")
    said = "{{ paper.no }}. {{ paper.title }} ({{ paper.kind }}, {{ labels.attachment_pages }} "
    para(document, said + "{{ paper.pages }})", size=9)
    para(document, "SHA-256 {{ paper.sha256 }}", size=6.5, color=GREY, after=2)
    para(document, "{%p endfor %}")
    para(document, "{%p endif %}")


def _total(row: Any, label: str, value: str, size: float = 9, color: str = "1D2733") -> None:
    para(row.cells[1], label, size=size, color=color, before=2, after=2)
    para(row.cells[2], value, size=size, color=color, align=RIGHT, before=2, after=2)
