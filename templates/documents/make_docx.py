# ruff: noqa: INP001  (a script beside the files it makes)
"""Builds the Word templates: ``.venv/bin/python templates/documents/make_docx.py``.

The files it writes are checked in, because people may change them in Word; this script is how they
began. That Word and PDF say the same is held by ``tests/proposals/test_figures.py``.
"""

from pathlib import Path
from typing import Any

from docx.enum.text import WD_BREAK
from docx_parts import ACCENT, GREY, LEFT, RIGHT, boxed, made, para, shade, table, tall, words
from docx_sections import facts, headline, issuer, lines, title, totals

HERE = Path(__file__).parent
BLANK = "  " + "_" * 32
IDS = (
    ("{{ labels.number }}", "{{ number }}"),
    ("{{ labels.issued_on }}", "{{ issued_on }}"),
)
TERMS = (
    ("{{ labels.subject }}", "{{ subject }}"),
    ("{{ labels.delivery }}", "{{ delivery }}"),
    ("{{ labels.payment_terms }}", "{{ payment_terms }}"),
    ("{{ labels.valid_until }}", "{{ valid_until }}"),
)


def quote(document: Any) -> None:
    """Build the quotation."""
    title(document, IDS)
    para(document, "", size=6)
    grid = table(document, (98, 58, 22), ruled=False)
    to, ours, seal = grid.rows[0].cells
    _each(to, "recipient.lines", size=11.5)
    para(to, "{{ labels.opening }}", size=9, before=6, after=4)
    facts(to, TERMS, (24, 70))
    para(to, "", size=2)
    issuer(ours, seal)
    headline(document)
    lines(document)
    totals(document)


def order_form(document: Any) -> None:
    """Build the order form."""
    labels = ("{{ labels.quote_number }}", "{{ labels.quote_date }}")
    title(document, list(zip(labels, ("{{ number }}", "{{ issued_on }}"), strict=True)))
    para(document, "", size=6)
    grid = table(document, (90, 88), ruled=False)
    to, buyer = grid.rows[0].cells
    _each(to, "supplier.lines", size=12)
    _each(to, "issuer.address", size=9)
    para(to, "{{ labels.registration }} {{ issuer.registration }}", size=9)
    para(to, "{{ labels.opening }}", size=9, before=6)
    para(buyer, "{{ labels.buyer }}", size=8, color=GREY)
    para(buyer, "{{ buyer.name }}", size=12)
    para(buyer, "{{ buyer.division }}", size=9, after=4)
    facts(buyer, TERMS[:3], (24, 60))
    para(buyer, "", size=2)
    headline(document)
    lines(document)
    totals(document)
    _signatures(document, "{{ labels.ordered_by }}", "signers")
    para(document, "{%p if countersigners %}")
    _signatures(document, "{{ labels.accepted_by }}", "countersigners")
    para(document, "{%p endif %}")


def proposal(document: Any) -> None:
    """Build the proposal: a cover, then chapters."""
    para(document, "{{ labels.title }}", size=13, color=GREY, before=110, after=10)
    para(document, "{{ subject }}", size=27, color=ACCENT, after=60)
    _each(document, "recipient.lines", size=15)
    para(document, "{{ issuer.name }}", size=13, before=150)
    _each(document, "issuer.address", size=9)
    para(document, "{{ issued_on }}  {{ number }}", size=9)
    _new_page(document)
    para(document, "{%p if letter %}")
    _chapter(document, "{{ labels.letter }}", "letter")
    para(document, "{%p endif %}")
    _heading(document, "{{ labels.products }}")
    _products(document)
    para(document, "{%p if case_study %}")
    _chapter(document, "{{ labels.case_study }}", "case_study", named=True)
    para(document, "{%p endif %}")
    _new_page(document)
    _heading(document, "{{ labels.pricing }}")
    facts(document, (IDS[0], *TERMS[1:]), (32, 146))
    para(document, "", size=5)
    lines(document)
    totals(document)
    _chapter(document, "{{ labels.profile }}", "profile")
    _chapter(document, "{{ labels.terms }}", "terms")


def _each(place: Any, name: str, **look: Any) -> None:
    """Write one paragraph for each of a list."""
    para(place, f"{{%p for line in {name} %}}", **look)
    para(place, "{{ line }}", **look)
    para(place, "{%p endfor %}", **look)


def _heading(document: Any, text: str, size: float = 16) -> None:
    paragraph = para(document, text, size=size, color=ACCENT, before=16, after=7)
    paragraph.paragraph_format.keep_with_next = True


def _new_page(document: Any) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _chapter(document: Any, heading: str, block: str, *, named: bool = False) -> None:
    _heading(document, heading)
    para(document, f"{{%p if {block}.picture %}}")
    para(document, f"{{{{ {block}.picture|picture(70) }}}}", align=RIGHT)
    para(document, "{%p endif %}")
    if named:
        para(document, f"{{{{ {block}.title }}}}", size=12, color=ACCENT, after=4)
    _words(document, block)


def _words(place: Any, block: str) -> None:
    """Write a block's parts: headings, items and paragraphs, with bold runs."""
    para(place, f"{{%p for part in {block}.parts %}}")
    para(place, '{%p if part.kind == "h" %}')
    _runs(place, "", size=11, color=ACCENT, before=6)
    para(place, '{%p elif part.kind == "li" %}')
    item = _runs(place, "{{ part.mark }} ", after=2)
    item.paragraph_format.left_indent = item.paragraph_format.first_line_indent = None
    para(place, "{%p else %}")
    _runs(place, "", after=5)
    para(place, "{%p endif %}")
    para(place, "{%p endfor %}")


def _runs(place: Any, front: str, **look: Any) -> Any:
    paragraph = para(place, front + "{%r for run in part.runs %}", **look)
    size, color = look.get("size", 9.5), look.get("color", "1D2733")
    words(paragraph, "{%r if run.bold %}")
    words(paragraph, "{{ run.text }}", size=size, color=color, bold=True)
    words(paragraph, "{%r else %}")
    words(paragraph, "{{ run.text }}", size=size, color=color)
    words(paragraph, "{%r endif %}")
    return words(paragraph, "{%r endfor %}")


def _products(document: Any) -> None:
    """One table row a product: its picture, and what there is to say."""
    widths = (62, 116)
    grid = table(document, widths, rows=3, ruled=False)
    para(grid.cell(0, 0), "{%tr for product in products %}")
    picture, text = grid.rows[1].cells
    para(picture, "{%p if product.picture %}")
    para(picture, "{{ product.picture|picture(55) }}", after=8)
    para(picture, "{%p endif %}")
    para(picture, "", size=2)
    para(text, "{{ product.title }}  {{ product.sku }}", size=12, after=3)
    _words(text, "product")
    para(text, "", size=2)
    para(grid.cell(2, 0), "{%tr endfor %}")


def _signatures(document: Any, heading: str, who: str) -> None:
    """One row a signer: who it is, with name and date to fill in, and a box that holds a seal."""
    _heading(document, heading, size=11)
    grid = table(document, (86, 92), rows=5, ruled=False)
    para(grid.cell(0, 0), f"{{%tr for pair in {who} %}}")
    para(grid.cell(1, 0), "{%tr for signer in pair %}")
    text, box = grid.rows[2].cells
    tall(grid.rows[2], 25)
    para(text, "{{ signer.company }} {{ signer.said }}", size=9, after=9)
    para(text, "{{ labels.signed_name }}" + BLANK, size=8, color=GREY, align=LEFT, after=7)
    para(text, "{{ labels.signed_date }}" + BLANK, size=8, color=GREY, align=LEFT)
    para(box, "{{ labels.signature }}", size=7, color=GREY)
    boxed(box)
    shade(box, "FCFDFE")
    for row in grid.rows:
        for paragraph in row.cells[0].paragraphs:
            paragraph.paragraph_format.keep_with_next = True
    para(grid.cell(3, 0), "{%tr endfor %}")
    para(grid.cell(4, 0), "{%tr endfor %}")


TEMPLATES = {"quote": quote, "order_form": order_form, "proposal": proposal}


def main() -> None:
    """Write every template into its folder."""
    for name, build in TEMPLATES.items():
        (HERE / name / "template.docx").write_bytes(made(build))


if __name__ == "__main__":
    main()
