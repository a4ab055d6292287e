# ruff: noqa: INP001  (beside the files it makes, not in a package)
"""What quotes, order forms and proposals share: head, issuer, lines, totals, for make_docx.py.

Tags are docxtpl's: {%tr %} repeats table rows, {%p %} paragraphs, {%r %} runs.
"""

from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx_parts import (
    ACCENT,
    CENTER,
    GREY,
    LEFT,
    RIGHT,
    TINT,
    Widths,
    add_row,
    para,
    shade,
    table,
    tag_row,
)


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
